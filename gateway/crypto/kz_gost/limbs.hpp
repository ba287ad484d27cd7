// Whole numbers of a fixed number of 64-bit limbs, the lowest first. Nothing here branches or indexes by a
// value, unless its name says "vartime".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gw::crypto::kz_gost {

__extension__ using uint128 = unsigned __int128;
using limb = std::uint64_t;

template <std::size_t N>
using limbs = std::array<limb, N>;

// a + b + carry; the carry becomes what leaves.
constexpr limb add_carry(limb a, limb b, limb& carry) noexcept {
    const uint128 sum = static_cast<uint128>(a) + b + carry;
    carry = static_cast<limb>(sum >> 64);
    return static_cast<limb>(sum);
}
// a - b - borrow.
constexpr limb sub_borrow(limb a, limb b, limb& borrow) noexcept {
    const uint128 difference = static_cast<uint128>(a) - b - borrow;
    borrow = static_cast<limb>(difference >> 64) & 1;
    return static_cast<limb>(difference);
}
// a * b + c + d, which always fits two limbs; the high one becomes d.
constexpr limb multiply_add(limb a, limb b, limb c, limb& d) noexcept {
    const uint128 product = static_cast<uint128>(a) * b + c + d;
    d = static_cast<limb>(product >> 64);
    return static_cast<limb>(product);
}

template <std::size_t N>
constexpr limb add(limbs<N>& to, const limbs<N>& what) noexcept {
    limb carry = 0;
    for (std::size_t i = 0; i < N; ++i)
        to[i] = add_carry(to[i], what[i], carry);
    return carry;
}
template <std::size_t N>
constexpr limb subtract(limbs<N>& from, const limbs<N>& what) noexcept {
    limb borrow = 0;
    for (std::size_t i = 0; i < N; ++i)
        from[i] = sub_borrow(from[i], what[i], borrow);
    return borrow;
}

// All bits set when the condition (0 or 1) is 1. The compiler must not see that it is one bit, or it may make
// a branch of what depends on it.
inline limb mask_of(limb condition) noexcept {
    __asm__("" : "+r"(condition));
    return 0 - condition;
}
template <std::size_t N>
inline void assign_if(limb mask, limbs<N>& to, const limbs<N>& from) noexcept {
    for (std::size_t i = 0; i < N; ++i)
        to[i] ^= mask & (to[i] ^ from[i]);
}
template <std::size_t N>
constexpr limb any_bit(const limbs<N>& of) noexcept {
    limb bits = 0;
    for (const limb one : of)
        bits |= one;
    return bits;
}
// 1 when it is zero.
constexpr limb zero_bit(limb value) noexcept {
    return 1 ^ ((value | (0 - value)) >> 63);
}
template <std::size_t N>
constexpr limb is_zero(const limbs<N>& value) noexcept {
    return zero_bit(any_bit(value));
}
template <std::size_t N>
constexpr limb is_below(limbs<N> a, const limbs<N>& b) noexcept {
    return subtract(a, b);
}

template <std::size_t N>
constexpr limbs<N> from_little_endian(const unsigned char* octets) noexcept {
    limbs<N> value{};
    for (std::size_t i = 0; i < 8 * N; ++i)
        value[i / 8] |= static_cast<limb>(octets[i]) << (8 * (i % 8));
    return value;
}
template <std::size_t N>
constexpr void to_little_endian(const limbs<N>& value, unsigned char* octets) noexcept {
    for (std::size_t i = 0; i < 8 * N; ++i)
        octets[i] = static_cast<unsigned char>(value[i / 8] >> (8 * (i % 8)));
}

// A constant as the standards print it.
template <std::size_t N>
consteval limbs<N> number(std::string_view hex) {
    limbs<N> value{};
    std::size_t at = 4 * hex.size();
    for (const char digit : hex) {
        at -= 4;
        const int four = digit <= '9' ? digit - '0' : digit - 'A' + 10;
        value[at / 64] |= static_cast<limb>(four) << (at % 64);
    }
    return value;
}

}  // namespace gw::crypto::kz_gost
