// An HTTP request and response as handlers see them, free of Beast's types.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace gw::net {

struct headers {
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, order kept
    // The first field of this lower-case name.
    std::optional<std::string_view> find(std::string_view lower_case_name) const noexcept;
};

// Returns octets to the server-wide "bytes in flight" budget when the last copy goes.
using body_budget = std::shared_ptr<void>;

struct request {
    std::string method;
    std::string path;   // without the query, percent-decoding not applied
    std::string query;  // without '?'
    net::headers headers;
    octets body;
    body_budget budget;         // holds the body's share of the bytes in flight
    std::string peer;           // "203.0.113.7:51234"
    octets client_certificate;  // DER, verified against the listener's client CAs; empty without mutual TLS
    timestamp received_at{};    // of the last octet
};

struct response {
    unsigned status = 200;
    std::string content_type = "text/xml; charset=utf-8";
    octets body;
    std::vector<std::pair<std::string, std::string>> fields;
    bool close = false;
};

}  // namespace gw::net
