// Reads the JSON objects that offices send.
#pragma once

#include <boost/json/object.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::admin {

// api_request_invalid: no JSON object, or a member occurs more than once (RFC 8259 section 4 leaves open
// which of them counts; a proxy may think otherwise than we).
result<boost::json::object> read_json_object(octets_view body);

}  // namespace gw::admin
