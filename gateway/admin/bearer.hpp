// Bearer tokens of back offices (RFC 6750). Only digests are kept, so neither the configuration nor memory
// gives one away.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "net/http_types.hpp"

namespace gw::admin {

struct token {
    std::string name;      // who acts, in the history of a case
    std::string provider;  // whose cases it opens; never empty
    sha256_digest sha256;  // of the token's text
    // Roles that may be acted in; empty: all of the office's.
    std::vector<std::string> roles{};
    std::string signer_bin{};  // whose officers sign decisions; empty: none is taken
};

// The token that the Authorization field presents, or nothing. Takes the same time whatever differs.
const token* find_token(const std::vector<token>&, const net::headers&);

}  // namespace gw::admin
