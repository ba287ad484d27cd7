// The inner loops in the instructions of x86-64, because gcc 12 turns no C++ into chains of add-with-carry:
// sums are four times, products half as fast again as from limbs.hpp. Products need MULX, ADCX and ADOX
// (every server since 2014); mulx_adx_present says whether they are there.
#pragma once

#include <cpuid.h>

#include "crypto/kz_gost/limbs.hpp"

namespace gw::crypto::kz_gost::x86_64 {

inline const bool mulx_adx_present = [] {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_BMI2) != 0 && (b & bit_ADX) != 0;
}();

// One step of a row: operand i and the one after it take the two halves of a product, in two chains of
// carries.
#define GW_STEP(i, j)            \
    "mulxq " #i                  \
    "*8(%[b]), %[lo], %[hi]\n\t" \
    "adcxq %[lo], %" #i          \
    "\n\t"                       \
    "adoxq %[hi], %" #j "\n\t"
#define GW_STEPS_1 GW_STEP(0, 1)
#define GW_STEPS_2 GW_STEPS_1 GW_STEP(1, 2)
#define GW_STEPS_3 GW_STEPS_2 GW_STEP(2, 3)
#define GW_STEPS_4 GW_STEPS_3 GW_STEP(3, 4)
#define GW_STEPS_5 GW_STEPS_4 GW_STEP(4, 5)
#define GW_STEPS_6 GW_STEPS_5 GW_STEP(5, 6)
#define GW_STEPS_7 GW_STEPS_6 GW_STEP(6, 7)
#define GW_STEPS_8 GW_STEPS_7 GW_STEP(7, 8)
#define GW_SUMS_1 "+&r"(r[0]), "+&r"(r[1])
#define GW_SUMS_2 GW_SUMS_1, "+&r"(r[2])
#define GW_SUMS_3 GW_SUMS_2, "+&r"(r[3])
#define GW_SUMS_4 GW_SUMS_3, "+&r"(r[4])
#define GW_SUMS_5 GW_SUMS_4, "+&r"(r[5])
#define GW_SUMS_6 GW_SUMS_5, "+&r"(r[6])
#define GW_SUMS_7 GW_SUMS_6, "+&r"(r[7])
#define GW_SUMS_8 GW_SUMS_7, "+&r"(r[8])
#define GW_ROW(L)                                                             \
    if constexpr (Length == L)                                                \
    __asm__("xorl %k[lo], %k[lo]\n\t" GW_STEPS_##L                            \
            "movl $0, %k[lo]\n\t"                                             \
            "adcxq %[lo], %" #L                                               \
            : GW_SUMS_##L, [lo] "=&r"(lo), [hi] "=&r"(hi)                     \
            : "d"(a), [b] "r"(b), "m"(*reinterpret_cast<const limb(*)[L]>(b)) \
            : "cc")

// r += a * b for Length limbs of b; r has one limb more, whose start value leaves room for the carry.
template <std::size_t Length>
inline void multiply_row(limb* r, limb a, const limb* b) noexcept {
    static_assert(1 <= Length && Length <= 8);
    limb lo, hi;
    GW_ROW(1);
    GW_ROW(2);
    GW_ROW(3);
    GW_ROW(4);
    GW_ROW(5);
    GW_ROW(6);
    GW_ROW(7);
    GW_ROW(8);
}
#undef GW_STEP
#undef GW_STEPS_1
#undef GW_STEPS_2
#undef GW_STEPS_3
#undef GW_STEPS_4
#undef GW_STEPS_5
#undef GW_STEPS_6
#undef GW_STEPS_7
#undef GW_STEPS_8
#undef GW_SUMS_1
#undef GW_SUMS_2
#undef GW_SUMS_3
#undef GW_SUMS_4
#undef GW_SUMS_5
#undef GW_SUMS_6
#undef GW_SUMS_7
#undef GW_SUMS_8
#undef GW_ROW

template <std::size_t N>
inline void multiply(const limbs<N>& a, const limbs<N>& b, limbs<2 * N>& product) noexcept {
    limb r[N + 1] = {};
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        multiply_row<N>(r, a[i], b.data());
        product[i] = r[0];
#pragma GCC unroll 8
        for (std::size_t j = 0; j < N; ++j)
            r[j] = r[j + 1];
        r[N] = 0;
    }
#pragma GCC unroll 8
    for (std::size_t j = 0; j < N; ++j)
        product[N + j] = r[j];
}

// The products of different limbs: row I is a[I] times the limbs above it, and settles two limbs of the
// result.
template <std::size_t N, std::size_t I = 0>
inline void cross_products(limb* r, const limbs<N>& a, limbs<2 * N>& product) noexcept {
    constexpr std::size_t length = N - 1 - I;
    multiply_row<length>(r, a[I], a.data() + I + 1);
    product[2 * I + 1] = r[0];
    product[2 * I + 2] = r[1];
    if constexpr (length > 1) {
#pragma GCC unroll 8
        for (std::size_t j = 0; j + 2 <= length; ++j)
            r[j] = r[j + 2];
        r[length - 1] = 0;
        cross_products<N, I + 1>(r, a, product);
    }
}
// Twice the cross products and the squares of the limbs.
template <std::size_t N>
inline void square(const limbs<N>& a, limbs<2 * N>& product) noexcept {
    limb r[N] = {};
    product[0] = 0;
    product[2 * N - 1] = 0;
    cross_products(r, a, product);
    limb lo, hi, t, u;
#define GW_SQUARE(i)                \
    "movq " #i                      \
    "*8(%[a]), %%rdx\n\t"           \
    "movq " #i                      \
    "*16(%[p]), %[t]\n\t"           \
    "movq " #i                      \
    "*16+8(%[p]), %[u]\n\t"         \
    "mulxq %%rdx, %[lo], %[hi]\n\t" \
    "adcxq %[t], %[t]\n\t"          \
    "adoxq %[lo], %[t]\n\t"         \
    "adcxq %[u], %[u]\n\t"          \
    "adoxq %[hi], %[u]\n\t"         \
    "movq %[t], " #i                \
    "*16(%[p])\n\t"                 \
    "movq %[u], " #i "*16+8(%[p])\n\t"
#define GW_SQUARE_OPERANDS                                      \
    [lo] "=&r"(lo), [hi] "=&r"(hi), [t] "=&r"(t), [u] "=&r"(u), \
        "+m"(product) : [a] "r"(a.data()), [p] "r"(product.data()), "m"(a) : "rdx", "cc"
    if constexpr (N == 4)
        __asm__("xorl %k[lo], %k[lo]\n\t" GW_SQUARE(0) GW_SQUARE(1) GW_SQUARE(2) GW_SQUARE(3)
                : GW_SQUARE_OPERANDS);
    else
        __asm__("xorl %k[lo], %k[lo]\n\t" GW_SQUARE(0) GW_SQUARE(1) GW_SQUARE(2) GW_SQUARE(3) GW_SQUARE(4)
                    GW_SQUARE(5) GW_SQUARE(6) GW_SQUARE(7)
                : GW_SQUARE_OPERANDS);
#undef GW_SQUARE
#undef GW_SQUARE_OPERANDS
}

#define GW_WITH_4(first, next) \
    first " 0(%[b]), %0\n\t" next " 8(%[b]), %1\n\t" next " 16(%[b]), %2\n\t" next " 24(%[b]), %3\n\t"
#define GW_WITH_8(first, next) \
    GW_WITH_4(first, next)     \
    next " 32(%[b]), %4\n\t" next " 40(%[b]), %5\n\t" next " 48(%[b]), %6\n\t" next " 56(%[b]), %7\n\t"
// The carry or borrow times C into the number, and what leaves it then into its lowest limb, which has room.
#define GW_REST_4(next) next " $0, %1\n\t" next " $0, %2\n\t" next " $0, %3\n\t"
#define GW_REST_8(next) \
    GW_REST_4(next) next " $0, %4\n\t" next " $0, %5\n\t" next " $0, %6\n\t" next " $0, %7\n\t"
#define GW_CARRY_TIMES_C "sbbq %[c], %[c]\n\tandl %[C], %k[c]\n\t"
#define GW_FOLD(N, first, next) first " %[c], %0\n\t" GW_REST_##N(next) GW_CARRY_TIMES_C first " %[c], %0"
#define GW_NUMBER_4 "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3])
#define GW_NUMBER_8 GW_NUMBER_4, "+&r"(r[4]), "+&r"(r[5]), "+&r"(r[6]), "+&r"(r[7])
#define GW_PLUS_OR_MINUS(N, first, next)                                      \
    __asm__(GW_WITH_##N(first, next) GW_CARRY_TIMES_C GW_FOLD(N, first, next) \
            : GW_NUMBER_##N, [c] "=&r"(c)                                     \
            : [b] "r"(b.data()), "m"(b), [C] "i"(C)                           \
            : "cc")

// Arithmetic modulo 2^(64 N) - C, as in folded_portable.hpp.
template <std::size_t N, limb C>
struct folded {
    static_assert(N == 4 || N == 8);
    using element = limbs<N>;

    static element add(const element& a, const element& b) noexcept {
        element r = read(a);
        limb c;
        if constexpr (N == 4)
            GW_PLUS_OR_MINUS(4, "addq", "adcq");
        else
            GW_PLUS_OR_MINUS(8, "addq", "adcq");
        return r;
    }
    static element subtract(const element& a, const element& b) noexcept {
        element r = read(a);
        limb c;
        if constexpr (N == 4)
            GW_PLUS_OR_MINUS(4, "subq", "sbbq");
        else
            GW_PLUS_OR_MINUS(8, "subq", "sbbq");
        return r;
    }
    static element multiply(const element& a, const element& b) noexcept {
        limbs<2 * N> product;
        x86_64::multiply(a, b, product);
        return reduce(product);
    }
    static element square_times(const element& a, unsigned times) noexcept {
        element r = read(a);
        do {
            limbs<2 * N> product;
            x86_64::square(r, product);
            r = reduce(product);
        } while (--times > 0);
        return r;
    }

private:
    // Limb by limb: what was just written limb by limb cannot be forwarded to a vector load.
    static element read(const element& from) noexcept {
        element r;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N; ++i)
            r[i] = from[i];
        return r;
    }
    static element reduce(const limbs<2 * N>& product) noexcept {
        limb t[N + 1];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N; ++i)
            t[i] = product[i];
        t[N] = 0;
        multiply_row<N>(t, C, product.data() + N);
        element r;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N; ++i)
            r[i] = t[i];
        limb c = t[N] * C;
        if constexpr (N == 4)
            __asm__(GW_FOLD(4, "addq", "adcq") : GW_NUMBER_4, [c] "+&r"(c) : [C] "i"(C) : "cc");
        else
            __asm__(GW_FOLD(8, "addq", "adcq") : GW_NUMBER_8, [c] "+&r"(c) : [C] "i"(C) : "cc");
        return r;
    }
};
#undef GW_WITH_4
#undef GW_WITH_8
#undef GW_REST_4
#undef GW_REST_8
#undef GW_CARRY_TIMES_C
#undef GW_FOLD
#undef GW_NUMBER_4
#undef GW_NUMBER_8
#undef GW_PLUS_OR_MINUS

}  // namespace gw::crypto::kz_gost::x86_64
