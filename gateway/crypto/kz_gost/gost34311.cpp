// The step function of GOST 34.311-95 (RFC 5831 section 7) with the S-boxes and the rotation of its block
// cipher merged into four tables, and the mixing as one linear recurrence.
#include "crypto/kz_gost/gost34311.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <bit>
#include <cstring>

static_assert(std::endian::native == std::endian::little, "words are read as the standard numbers them");

namespace gw::crypto::kz_gost {
namespace {

using words = std::array<std::uint64_t, 4>;

// RFC 4357 section 11.2, id-GostR3411-94-TestParamSet: K1, for the lowest four bits, first.
constexpr std::array<std::array<std::uint8_t, 16>, 8> sbox{{
    {4, 10, 9, 2, 13, 8, 0, 14, 6, 11, 1, 12, 7, 15, 5, 3},
    {14, 11, 4, 12, 6, 13, 15, 10, 2, 3, 8, 1, 0, 7, 5, 9},
    {5, 8, 1, 13, 10, 3, 4, 2, 14, 15, 12, 7, 6, 0, 9, 11},
    {7, 13, 10, 1, 0, 8, 9, 15, 14, 4, 6, 12, 11, 2, 5, 3},
    {6, 12, 7, 1, 5, 15, 13, 8, 4, 10, 9, 14, 0, 3, 11, 2},
    {4, 11, 10, 0, 7, 2, 1, 13, 3, 6, 8, 5, 9, 12, 15, 14},
    {13, 11, 4, 1, 3, 15, 5, 9, 0, 10, 14, 7, 6, 8, 2, 12},
    {1, 15, 13, 0, 5, 7, 10, 4, 9, 2, 3, 14, 6, 11, 8, 12},
}};

using round_tables = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr round_tables make_tables() {
    round_tables tables{};
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t b = 0; b < 256; ++b) {
            const std::uint32_t substituted =
                static_cast<std::uint32_t>(sbox[2 * i][b & 15] | (sbox[2 * i + 1][b >> 4] << 4)) << (8 * i);
            tables[i][b] = std::rotl(substituted, 11);
        }
    return tables;
}
alignas(64) constexpr round_tables tables = make_tables();

inline std::uint32_t f(std::uint32_t x) noexcept {
    return tables[0][x & 0xff] ^ tables[1][(x >> 8) & 0xff] ^ tables[2][(x >> 16) & 0xff] ^
           tables[3][x >> 24];
}

// GOST 28147-89 in simple substitution mode: keys 0..7 three times, then 7..0 (RFC 5830 section 5).
std::uint64_t encrypt(const std::array<std::uint32_t, 8>& key, std::uint64_t block) noexcept {
    auto low = static_cast<std::uint32_t>(block), high = static_cast<std::uint32_t>(block >> 32);
    for (int pass = 0; pass < 3; ++pass)
        for (std::size_t i = 0; i < 8; i += 2) {
            high ^= f(low + key[i]);
            low ^= f(high + key[i + 1]);
        }
    for (std::size_t i = 8; i > 0; i -= 2) {
        high ^= f(low + key[i - 1]);
        low ^= f(high + key[i - 2]);
    }
    return static_cast<std::uint64_t>(low) << 32 | high;
}

// A(x4 || x3 || x2 || x1) = (x1 ^ x2) || x4 || x3 || x2.
words a(const words& x) noexcept {
    return {x[1], x[2], x[3], x[0] ^ x[1]};
}

// P: octet i + 4k of the key is octet 8i + k of the sum.
std::array<std::uint32_t, 8> key_of(const words& u, const words& v) noexcept {
    std::array<std::uint32_t, 8> key{};
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint64_t w = u[i] ^ v[i];
        for (std::size_t k = 0; k < 8; ++k)
            key[k] |= static_cast<std::uint32_t>((w >> (8 * k)) & 0xff) << (8 * i);
    }
    return key;
}

// The only constant of the key generation that is not zero, C3.
constexpr words c3{0xff00ff00ff00ff00, 0x00ff00ff00ff00ff, 0xff0000ff00ffff00, 0xff00ffff000000ff};

// The linear register of psi on 16 bit words, carried on: psi^n is what 16 words say n steps later.
using y_words = std::array<std::uint16_t, 16>;
template <std::size_t Steps>
y_words psi(const y_words& from) noexcept {
    std::array<std::uint16_t, 16 + Steps> y;
    std::memcpy(y.data(), from.data(), sizeof from);
    for (std::size_t i = 0; i < Steps; ++i)
        y[16 + i] = static_cast<std::uint16_t>(y[i] ^ y[i + 1] ^ y[i + 2] ^ y[i + 3] ^ y[i + 12] ^ y[i + 15]);
    y_words out;
    std::memcpy(out.data(), y.data() + Steps, sizeof out);
    return out;
}
y_words operator^(const y_words& a, const y_words& b) noexcept {
    y_words out;
    for (std::size_t i = 0; i < 16; ++i)
        out[i] = static_cast<std::uint16_t>(a[i] ^ b[i]);
    return out;
}

void step(words& h, const words& m) noexcept {
    words u = h, v = m, s;
    for (std::size_t j = 0; j < 4; ++j) {
        if (j > 0) {
            u = a(u);
            if (j == 2)
                for (std::size_t i = 0; i < 4; ++i)
                    u[i] ^= c3[i];
            v = a(a(v));
        }
        s[j] = encrypt(key_of(u, v), h[j]);
    }
    const auto mixed = psi<61>(std::bit_cast<y_words>(h) ^
                               psi<1>(std::bit_cast<y_words>(m) ^ psi<12>(std::bit_cast<y_words>(s))));
    h = std::bit_cast<words>(mixed);
}

// Modulo 2^256.
void add(words& to, const words& what) noexcept {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint64_t sum = to[i] + what[i];
        const std::uint64_t with_carry = sum + carry;
        carry = static_cast<std::uint64_t>(sum < what[i]) | static_cast<std::uint64_t>(with_carry < sum);
        to[i] = with_carry;
    }
}

}  // namespace

gost34311::gost34311() noexcept {
    reset();
}

gost34311::~gost34311() {
    OPENSSL_cleanse(&h_, sizeof h_);
    OPENSSL_cleanse(&sigma_, sizeof sigma_);
    OPENSSL_cleanse(&pending_, sizeof pending_);
}

void gost34311::reset() noexcept {
    h_.fill(0);
    sigma_.fill(0);
    length_ = 0;
    pending_.fill(0);
    pending_size_ = 0;
}

void gost34311::block(const unsigned char* data) noexcept {
    words m;
    std::memcpy(m.data(), data, block_size);
    step(h_, m);
    add(sigma_, m);
}

void gost34311::update(octets_view data) noexcept {
    const unsigned char* next = as_unsigned(data);
    std::size_t left = data.size();
    length_ += left;
    if (pending_size_ > 0) {
        const std::size_t taken = std::min(left, block_size - pending_size_);
        if (taken > 0) std::memcpy(pending_.data() + pending_size_, next, taken);
        pending_size_ += taken;
        next += taken;
        left -= taken;
        if (pending_size_ < block_size) return;
        block(pending_.data());
        pending_size_ = 0;
    }
    for (; left >= block_size; next += block_size, left -= block_size)
        block(next);
    if (left > 0) std::memcpy(pending_.data(), next, left);
    pending_size_ = left;
}

// RFC 5831 section 7.3: the rest filled up with zeros, the length in bits, the sum of all blocks.
void gost34311::finish(unsigned char* out) noexcept {
    if (pending_size_ > 0) {
        std::memset(pending_.data() + pending_size_, 0, block_size - pending_size_);
        block(pending_.data());
    }
    step(h_, {length_ << 3, length_ >> 61});
    step(h_, sigma_);
    std::memcpy(out, h_.data(), output_size);
}

octets gost34311::digest(octets_view data) {
    gost34311 running;
    running.update(data);
    octets out(output_size, '\0');
    running.finish(reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

}  // namespace gw::crypto::kz_gost
