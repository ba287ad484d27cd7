// The field modulo 2^(64 N) - C, which is what all three curves stand over (C is 617 or 569). An element is
// any number of N limbs, not only the smallest: 2^(64 N) folds to C, so sums and products are brought back by
// multiplying one limb. Constant time throughout.
#pragma once

#include "crypto/kz_gost/limbs.hpp"

namespace gw::crypto::kz_gost {

template <std::size_t N, limb C>
struct prime_field {
    using element = limbs<N>;
    static constexpr std::size_t size = N;

    static constexpr element zero() noexcept { return {}; }
    static constexpr element one() noexcept { return {1}; }
    static constexpr element modulus() noexcept {
        element p;
        p.fill(~limb{0});
        p[0] -= C - 1;
        return p;
    }

    static element add(const element& a, const element& b) noexcept {
        element sum = a;
        fold(sum, kz_gost::add(sum, b));
        return sum;
    }
    // A borrow leaves 2^(64 N) too much: take C away, and once more when that borrows in turn (it then cannot
    // again).
    static element subtract(const element& a, const element& b) noexcept {
        element difference = a;
        limb borrow = kz_gost::subtract(difference, b);
        const limb first = C & (0 - borrow);
        borrow = 0;
        difference[0] = sub_borrow(difference[0], first, borrow);
        for (std::size_t i = 1; i < N; ++i)
            difference[i] = sub_borrow(difference[i], 0, borrow);
        difference[0] -= C & (0 - borrow);
        return difference;
    }
    static element negate(const element& a) noexcept { return subtract(zero(), a); }

    static element multiply(const element& a, const element& b) noexcept {
        limbs<2 * N> product{};
        for (std::size_t i = 0; i < N; ++i) {
            limb carry = 0;
            for (std::size_t j = 0; j < N; ++j)
                product[i + j] = multiply_add(a[i], b[j], product[i + j], carry);
            product[i + N] = carry;
        }
        return reduce(product);
    }
    static element square(const element& a) noexcept { return multiply(a, a); }

    // a^(p - 2); 0 for 0. The exponent 2^(64 N) - C - 2 is all ones above its lowest 16 bits.
    static element invert(const element& a) noexcept {
        constexpr unsigned low = 16;
        static_assert(C + 2 < (1u << low));
        element run = a;  // a^(2^length - 1)
        unsigned length = 1;
        for (const unsigned wanted = 64 * N - low; length < wanted;) {
            if (2 * length <= wanted) {
                run = multiply(square_times(run, length), run);
                length *= 2;
            } else {
                run = multiply(square_times(run, 1), a);
                ++length;
            }
        }
        constexpr limb tail = (1u << low) - C - 2;
        for (unsigned bit = low; bit-- > 0;) {
            run = square(run);
            if ((tail >> bit) & 1) run = multiply(run, a);
        }
        return run;
    }

    // The smallest representative.
    static element canonical(const element& a) noexcept {
        element reduced = a;
        const limb below = kz_gost::subtract(reduced, modulus());
        assign_if(mask_of(below), reduced, a);
        return reduced;
    }
    static limb is_zero(const element& a) noexcept { return kz_gost::is_zero(canonical(a)); }
    static limb equal(const element& a, const element& b) noexcept { return is_zero(subtract(a, b)); }

private:
    // value + carry * 2^(64 N), for a small carry; the second fold cannot leave the lowest limb.
    static void fold(element& value, limb carry) noexcept {
        const limb first = carry * C;
        carry = 0;
        value[0] = add_carry(value[0], first, carry);
        for (std::size_t i = 1; i < N; ++i)
            value[i] = add_carry(value[i], 0, carry);
        value[0] += C & (0 - carry);
    }
    static element reduce(const limbs<2 * N>& product) noexcept {
        element low;
        limb carry = 0;
        for (std::size_t i = 0; i < N; ++i)
            low[i] = multiply_add(product[N + i], C, product[i], carry);
        fold(low, carry);
        return low;
    }
    static element square_times(element a, unsigned times) noexcept {
        for (; times > 0; --times)
            a = square(a);
        return a;
    }
};

}  // namespace gw::crypto::kz_gost
