// The field modulo 2^(64 N) - C, which is what all three curves stand over (C is 617 or 569). An element is
// any number of N limbs, not only the smallest. Constant time, unless the name says "vartime".
#pragma once

#include <bit>

#include "crypto/kz_gost/folded_portable.hpp"
#if defined(__x86_64__)
#include "crypto/kz_gost/folded_x86_64.hpp"
#endif

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

#if defined(__x86_64__)
    static element add(const element& a, const element& b) noexcept {
        return x86_64::folded<N, C>::add(a, b);
    }
    static element subtract(const element& a, const element& b) noexcept {
        return x86_64::folded<N, C>::subtract(a, b);
    }
    [[gnu::noinline]] static element multiply(const element& a, const element& b) noexcept {
        return x86_64::mulx_adx_present ? x86_64::folded<N, C>::multiply(a, b)
                                        : portable::folded<N, C>::multiply(a, b);
    }
    // a^(2^times); at least once.
    [[gnu::noinline]] static element square_times(const element& a, unsigned times) noexcept {
        return x86_64::mulx_adx_present ? x86_64::folded<N, C>::square_times(a, times)
                                        : portable::folded<N, C>::square_times(a, times);
    }
#else
    static element add(const element& a, const element& b) noexcept {
        return portable::folded<N, C>::add(a, b);
    }
    static element subtract(const element& a, const element& b) noexcept {
        return portable::folded<N, C>::subtract(a, b);
    }
    static element multiply(const element& a, const element& b) noexcept {
        return portable::folded<N, C>::multiply(a, b);
    }
    static element square_times(const element& a, unsigned times) noexcept {
        return portable::folded<N, C>::square_times(a, times);
    }
#endif
    static element square(const element& a) noexcept {
        return square_times(a, 1);
    }
    static element negate(const element& a) noexcept {
        return subtract(zero(), a);
    }
    static element twice(const element& a) noexcept {
        return add(a, a);
    }

    // a^(p - 2); 0 for 0. The exponent 2^(64 N) - C - 2 is all ones above its lowest 16 bits.
    static element invert(const element& a) noexcept {
        constexpr unsigned low = 16;
        static_assert(C + 2 < (1u << low));
        element run = a;  // a^(2^length - 1)
        unsigned length = 1;
        for (const unsigned wanted = 64 * N - low; length < wanted;) {
            // Double the length where the binary form of `wanted` goes on with 0, else double and add one.
            const unsigned next = wanted >> (std::bit_width(wanted) - std::bit_width(length) - 1);
            run = multiply(square_times(run, length), run);
            length *= 2;
            if (next % 2 == 1) {
                run = multiply(square(run), a);
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
    static limb is_zero(const element& a) noexcept {
        return kz_gost::is_zero(canonical(a));
    }
    static limb equal(const element& a, const element& b) noexcept {
        return is_zero(subtract(a, b));
    }
    static bool is_zero_vartime(const element& a) noexcept {
        return (a[0] == 0 || a[0] == modulus()[0]) && is_zero(a) == 1;
    }
};

}  // namespace gw::crypto::kz_gost
