// The reading of read_request() without the proof of where the octets come from: for its tests and fuzz
// target. Everybody else has verified octets and calls read_request().
#pragma once

#include "soap/sync_channel.hpp"

namespace gw::soap::detail {

// `is_signed` of the result is false.
result<sync_request> read_body(octets_view body, std::chrono::minutes zone);

}  // namespace gw::soap::detail
