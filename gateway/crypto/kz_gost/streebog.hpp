// GOST R 34.11-2012 (in Kazakhstan GOST R 34.11-2015), "Streebog": RFC 6986.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace gw::crypto::kz_gost {

// A running digest. A copy goes on independently; what it held is wiped when it ends.
class streebog {
public:
    static constexpr std::size_t block_size = 64;

    // 32 or 64 octets of output.
    explicit streebog(std::size_t output_size) noexcept;
    streebog(const streebog&) = default;
    streebog& operator=(const streebog&) = default;
    ~streebog();

    std::size_t output_size() const noexcept { return output_size_; }
    void reset() noexcept;
    void update(octets_view) noexcept;
    // Writes output_size() octets; afterwards only reset() may be called.
    void finish(unsigned char* out) noexcept;

    static octets digest(std::size_t output_size, octets_view);

private:
    using words = std::array<std::uint64_t, 8>;  // little-endian: word 0 holds the first octets

    void block(const unsigned char*) noexcept;

    words h_, n_, sigma_;
    std::array<unsigned char, block_size> pending_;
    std::size_t pending_size_;
    std::size_t output_size_;
};

}  // namespace gw::crypto::kz_gost
