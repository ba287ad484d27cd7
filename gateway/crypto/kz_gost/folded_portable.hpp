// Arithmetic modulo 2^(64 N) - C for any processor. A number is any of N limbs, not only the smallest: 2^(64
// N) folds to C, so sums and products are brought back by multiplying with one limb. Constant time
// throughout.
#pragma once

#include "crypto/kz_gost/limbs.hpp"

namespace gw::crypto::kz_gost::portable {

template <std::size_t N, limb C>
struct folded {
    using element = limbs<N>;

    static element add(element a, const element& b) noexcept {
        fold(a, kz_gost::add(a, b));
        return a;
    }
    // A borrow leaves 2^(64 N) too much: take C away, and once more when that borrows in turn (it then cannot
    // again).
    static element subtract(element a, const element& b) noexcept {
        const limb first = C & (0 - kz_gost::subtract(a, b));
        limb borrow = 0;
        a[0] = sub_borrow(a[0], first, borrow);
        for (std::size_t i = 1; i < N; ++i)
            a[i] = sub_borrow(a[i], 0, borrow);
        a[0] -= C & (0 - borrow);
        return a;
    }
    static element multiply(const element& a, const element& b) noexcept {
        limbs<2 * N> product{};
        for (std::size_t i = 0; i < N; ++i) {
            limb carry = 0;
            for (std::size_t j = 0; j < N; ++j)
                product[i + j] = multiply_add(a[i], b[j], product[i + j], carry);
            product[i + N] = carry;
        }
        element low;
        limb carry = 0;
        for (std::size_t i = 0; i < N; ++i)
            low[i] = multiply_add(product[N + i], C, product[i], carry);
        fold(low, carry);
        return low;
    }
    static element square_times(element a, unsigned times) noexcept {
        for (; times > 0; --times)
            a = multiply(a, a);
        return a;
    }

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
};

}  // namespace gw::crypto::kz_gost::portable
