// Our description of the channel, as the gateway serves it (schemas/shep, embedded in the binary).
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.hpp"

namespace gw::soap {

// The document that a GET with this query asks for: "wsdl" gives the WSDL with `endpoint_url` as its address,
// and "xsd=types.xsd" a schema; both name further schemas relative to themselves as "?xsd=...", so they
// resolve behind any host name. Nothing for every other query.
std::optional<octets> wsdl_document(std::string_view query, std::string_view endpoint_url);

}  // namespace gw::soap
