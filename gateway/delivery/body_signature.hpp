// How an office knows that a POST is ours: an HMAC over the moment and the body.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace gw::delivery {

// The X-Shep-Signature field: "t=<Unix seconds>,v1=<hex HMAC-SHA256 over t, a full stop and the body>".
std::string sign_body(octets_view secret, timestamp at, octets_view body);

}  // namespace gw::delivery
