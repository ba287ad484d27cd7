// The signature schemes of the Kazakhstan PKI and the sizes that follow from each
// (facts: docs/gost.md, "Where each parameter comes from").
#pragma once

#include <cstddef>
#include <cstdint>

namespace gw::crypto::kz_gost {

enum class scheme : std::uint8_t {
    gost34310_2004,     // GOST 34.310-2004: CryptoPro-A with GOST 34.311-95
    gost3410_2015_256,  // GOST R 34.10-2015: TC26-256-A with GOST R 34.11-2015-256
    gost3410_2015_512,  // GOST R 34.10-2015: TC26-512-A with GOST R 34.11-2015-512
};

// Octets of a coordinate, of r, of s and of the digest that the scheme signs.
constexpr std::size_t scalar_size(scheme of) noexcept {
    return of == scheme::gost3410_2015_512 ? 64 : 32;
}
constexpr std::size_t digest_size(scheme of) noexcept {
    return scalar_size(of);
}
constexpr std::size_t point_size(scheme of) noexcept {
    return 2 * scalar_size(of);
}
constexpr std::size_t signature_size(scheme of) noexcept {
    return 2 * scalar_size(of);
}
// What OpenSSL calls bits and security bits of a key: the subgroup order of TC26-256-A has 255 bits.
constexpr int key_bits(scheme of) noexcept {
    return static_cast<int>(8 * scalar_size(of));
}
constexpr int security_bits(scheme of) noexcept {
    return key_bits(of) / 2;
}

}  // namespace gw::crypto::kz_gost
