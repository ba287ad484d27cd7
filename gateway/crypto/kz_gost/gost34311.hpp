// GOST 34.311-95 (GOST R 34.11-94) with the S-box of id-GostR3411-94-TestParamSet and a zero start value, as
// the Kazakhstan PKI uses it: RFC 5831, RFC 4357 section 11.2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace gw::crypto::kz_gost {

// A running digest. A copy goes on independently; what it held is wiped when it ends.
class gost34311 {
public:
    static constexpr std::size_t block_size = 32;
    static constexpr std::size_t output_size = 32;

    gost34311() noexcept;
    gost34311(const gost34311&) = default;
    gost34311& operator=(const gost34311&) = default;
    ~gost34311();

    void reset() noexcept;
    void update(octets_view) noexcept;
    // Writes output_size octets; afterwards only reset() may be called.
    void finish(unsigned char* out) noexcept;

    static octets digest(octets_view);

private:
    using words = std::array<std::uint64_t, 4>;  // little-endian: word 0 holds the first octets

    void block(const unsigned char*) noexcept;

    words h_, sigma_;
    std::uint64_t length_;  // octets
    std::array<unsigned char, block_size> pending_;
    std::size_t pending_size_;
};

}  // namespace gw::crypto::kz_gost
