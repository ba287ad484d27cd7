// Extensions of revocation lists and of their entries (RFC 5280 sections 5.2 and 5.3).
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "pki/distribution_point.hpp"

namespace gw::pki {

struct crl_extensions {
    std::string number, base_number;  // in hex, empty when absent; only a delta has a base
    octets authority_key_id;
    crl_scope scope;
};
struct crl_entry_extensions {
    int reason = 0;
    std::optional<general_name> certificate_issuer;  // a directory name
};

// From the content of Extensions. crl_extension_malformed; crl_scope_unsupported for what is critical and
// unknown.
result<crl_extensions> read_crl_extensions(octets_view content, octets_view issuer_der);
// crl_entry_malformed; crl_scope_unsupported.
result<crl_entry_extensions> read_crl_entry_extensions(octets_view content);

inline error crl_malformed(std::string why) {
    return {errc::crl_malformed, std::move(why)};
}
inline error crl_entry_malformed(std::string why) {
    return {errc::crl_entry_malformed, std::move(why)};
}
inline error crl_extension_malformed(std::string why) {
    return {errc::crl_extension_malformed, std::move(why)};
}

}  // namespace gw::pki
