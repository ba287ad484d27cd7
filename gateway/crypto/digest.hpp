// Digests and small comparisons, by OpenSSL.
#pragma once

#include "base/bytes.hpp"

namespace gw::crypto {

sha256_digest sha256(octets_view);
octets hmac_sha256(octets_view key, octets_view data);
octets random_octets(std::size_t);
// Takes the same time whatever differs.
bool equal_constant_time(octets_view, octets_view) noexcept;

}  // namespace gw::crypto
