// Numbers modulo the order q of a curve's base point, by Montgomery's reduction. Constant time, unless the
// name says "vartime".
#pragma once

#include "crypto/kz_gost/curves.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
struct scalar_field {
    static constexpr std::size_t size = Curve::field::size;
    using element = limbs<size>;
    using wide = limbs<2 * size>;

    static limb in_range(const element& a) noexcept {  // 1 to q - 1
        return is_below(a, Curve::q) & (1 ^ is_zero(a));
    }
    static element reduce(const element& a) noexcept {  // any number of N limbs
        return multiply(a, element{1});
    }
    static element reduce(const wide& a) noexcept {
        element low, high;
        for (std::size_t i = 0; i < size; ++i) {
            low[i] = a[i];
            high[i] = a[size + i];
        }
        return add(reduce(low), montgomery(high, r2));  // high * 2^(64 N)
    }
    static element add(const element& a, const element& b) noexcept {
        element sum = a;
        const limb carry = kz_gost::add(sum, b);
        return subtract_q(sum, carry);
    }
    static element negate(const element& a) noexcept {
        element difference = Curve::q;
        kz_gost::subtract(difference, a);
        return subtract_q(difference, 0);
    }
    static element multiply(const element& a, const element& b) noexcept {
        return montgomery(montgomery(a, r2), b);
    }

private:
    // a - q, or a when it is below; a may have one more bit.
    static constexpr element subtract_q(const element& a, limb carry) noexcept {
        element reduced = a;
        const limb below = kz_gost::subtract(reduced, Curve::q) & (1 ^ carry);
        const limb keep = 0 - below;
        for (std::size_t i = 0; i < size; ++i)
            reduced[i] ^= keep & (reduced[i] ^ a[i]);
        return reduced;
    }
    // -1 / q modulo 2^64, by Newton's iteration.
    static constexpr limb negative_inverse() noexcept {
        limb inverse = 1;
        for (int i = 0; i < 6; ++i)
            inverse *= 2 - Curve::q[0] * inverse;
        return 0 - inverse;
    }
    // 2^(128 N) modulo q, by doubling.
    static constexpr element square_of_r() noexcept {
        element value{1};
        for (std::size_t i = 0; i < 128 * size; ++i) {
            element doubled = value;
            const limb carry = kz_gost::add(doubled, value);
            value = subtract_q(doubled, carry);
        }
        return value;
    }
    static constexpr limb factor = negative_inverse();
    static constexpr element r2 = square_of_r();

    // a * b / 2^(64 N), below q when one of them is.
    static element montgomery(const element& a, const element& b) noexcept {
        limbs<size + 2> t{};
        for (std::size_t i = 0; i < size; ++i) {
            limb carry = 0;
            for (std::size_t j = 0; j < size; ++j)
                t[j] = multiply_add(a[j], b[i], t[j], carry);
            limb top = 0;
            t[size] = add_carry(t[size], carry, top);
            t[size + 1] = top;

            const limb m = t[0] * factor;
            carry = 0;
            static_cast<void>(multiply_add(m, Curve::q[0], t[0], carry));
            for (std::size_t j = 1; j < size; ++j)
                t[j - 1] = multiply_add(m, Curve::q[j], t[j], carry);
            top = 0;
            t[size - 1] = add_carry(t[size], carry, top);
            t[size] = t[size + 1] + top;
        }
        element low;
        for (std::size_t i = 0; i < size; ++i)
            low[i] = t[i];
        return subtract_q(low, t[size]);
    }
};

}  // namespace gw::crypto::kz_gost
