// Inversion modulo an odd number by the division steps of Bernstein and Yang ("Fast constant-time gcd
// computation and modular inversion", 2019), 62 at a time, in the variant that skips runs of zero bits. Its
// time depends on the value: for public values only. Ten times as fast as raising to the power p - 2.
#pragma once

#include <bit>

#include "crypto/kz_gost/limbs.hpp"

namespace gw::crypto::kz_gost {

template <std::size_t N>
class inversion_vartime {
public:
    // value * result = 1 modulo `modulus`; the value has no common factor with it.
    static limbs<N> run(const limbs<N>& modulus, const limbs<N>& value) noexcept {
        const digits m = split(modulus);
        // 1 / m modulo 2^62, by Newton's iteration.
        std::uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i)
            inverse *= 2 - modulus[0] * inverse;
        digits d{}, e{1}, f = m, g = split(value);
        std::int64_t eta = -1;  // minus the delta of the paper
        while (!zero(g)) {
            const matrix t = steps(eta, static_cast<std::uint64_t>(f[0]), static_cast<std::uint64_t>(g[0]));
            combine_modular(d, e, t, m, inverse & low62);
            combine(f, g, t);
        }
        // f is now 1 or -1, and d is f / value, between -2 m and m. Each sum stays below m.
        while (d[L - 1] < 0)
            add(d, m);
        if (f[L - 1] < 0) {
            negate(d);
            while (d[L - 1] < 0)
                add(d, m);
        }
        return join(d);
    }

private:
    // Signed numbers in digits of 62 bits; the highest carries the sign.
    static constexpr std::size_t L = 64 * N / 62 + 1;
    static constexpr std::uint64_t low62 = ~std::uint64_t{0} >> 2;
    using digits = std::array<std::int64_t, L>;
    __extension__ using int128 = __int128;

    // What 62 steps do to f and g, times 2^62.
    struct matrix {
        std::int64_t u, v, q, r;
    };

    static matrix steps(std::int64_t& eta, std::uint64_t f, std::uint64_t g) noexcept {
        std::uint64_t u = 1, v = 0, q = 0, r = 1;
        for (int left = 62;;) {
            const int zeros = std::countr_zero(g | (~std::uint64_t{0} << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0) break;
            if (eta < 0) {
                eta = -eta;
                swap_negating(f, g);
                swap_negating(u, q);
                swap_negating(v, r);
            }
            // Add the multiple of f that clears as many bits of g as may be cleared before the next exchange.
            const int limit = eta + 1 > left ? left : static_cast<int>(eta) + 1;
            const std::uint64_t mask = (~std::uint64_t{0} >> (64 - limit)) & 63;
            const std::uint64_t w = (f * g * (f * f - 2)) & mask;  // -g / f modulo 2^6
            g += f * w;
            q += u * w;
            r += v * w;
        }
        return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v), static_cast<std::int64_t>(q),
                static_cast<std::int64_t>(r)};
    }
    static void swap_negating(std::uint64_t& a, std::uint64_t& b) noexcept {
        const std::uint64_t old = a;
        a = b;
        b = 0 - old;
    }

    static int128 product(std::int64_t a, std::int64_t b) noexcept { return static_cast<int128>(a) * b; }
    static std::int64_t low(int128 of) noexcept {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(of) & low62);
    }

    static void combine(digits& f, digits& g, const matrix& t) noexcept {
        int128 cf = product(t.u, f[0]) + product(t.v, g[0]), cg = product(t.q, f[0]) + product(t.r, g[0]);
        cf >>= 62;
        cg >>= 62;
        for (std::size_t i = 1; i < L; ++i) {
            cf += product(t.u, f[i]) + product(t.v, g[i]);
            cg += product(t.q, f[i]) + product(t.r, g[i]);
            f[i - 1] = low(cf);
            g[i - 1] = low(cg);
            cf >>= 62;
            cg >>= 62;
        }
        f[L - 1] = static_cast<std::int64_t>(cf);
        g[L - 1] = static_cast<std::int64_t>(cg);
    }
    // The same with multiples of m added that make the low digit zero and keep d and e between -2 m and m.
    static void combine_modular(digits& d, digits& e, const matrix& t, const digits& m,
                                std::uint64_t inverse) noexcept {
        const std::int64_t sd = d[L - 1] >> 63, se = e[L - 1] >> 63;
        std::int64_t md = (t.u & sd) + (t.v & se), me = (t.q & sd) + (t.r & se);
        int128 cd = product(t.u, d[0]) + product(t.v, e[0]), ce = product(t.q, d[0]) + product(t.r, e[0]);
        const auto settle = [&](std::int64_t& factor, int128 sum) {
            const auto wrong = inverse * static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(factor);
            factor -= static_cast<std::int64_t>(wrong & low62);
        };
        settle(md, cd);
        settle(me, ce);
        cd = (cd + product(m[0], md)) >> 62;
        ce = (ce + product(m[0], me)) >> 62;
        for (std::size_t i = 1; i < L; ++i) {
            cd += product(t.u, d[i]) + product(t.v, e[i]) + product(m[i], md);
            ce += product(t.q, d[i]) + product(t.r, e[i]) + product(m[i], me);
            d[i - 1] = low(cd);
            e[i - 1] = low(ce);
            cd >>= 62;
            ce >>= 62;
        }
        d[L - 1] = static_cast<std::int64_t>(cd);
        e[L - 1] = static_cast<std::int64_t>(ce);
    }

    static bool zero(const digits& a) noexcept {
        std::int64_t bits = 0;
        for (const auto one : a)
            bits |= one;
        return bits == 0;
    }
    static void carry_on(digits& a) noexcept {
        for (std::size_t i = 0; i + 1 < L; ++i) {
            a[i + 1] += a[i] >> 62;
            a[i] &= static_cast<std::int64_t>(low62);
        }
    }
    static void negate(digits& a) noexcept {
        for (auto& one : a)
            one = -one;
        carry_on(a);
    }
    static void add(digits& a, const digits& b) noexcept {
        for (std::size_t i = 0; i < L; ++i)
            a[i] += b[i];
        carry_on(a);
    }

    static digits split(const limbs<N>& a) noexcept {
        digits out{};
        for (std::size_t i = 0; i < L; ++i) {
            const std::size_t bit = 62 * i, at = bit / 64, shift = bit % 64;
            std::uint64_t digit = at < N ? a[at] >> shift : 0;
            if (shift > 2 && at + 1 < N) digit |= a[at + 1] << (64 - shift);
            out[i] = static_cast<std::int64_t>(digit & low62);
        }
        return out;
    }
    static limbs<N> join(const digits& a) noexcept {
        limbs<N> out{};
        for (std::size_t i = 0; i < L; ++i) {
            const std::size_t bit = 62 * i, at = bit / 64, shift = bit % 64;
            const auto digit = static_cast<std::uint64_t>(a[i]);
            if (at < N) out[at] |= digit << shift;
            if (shift > 2 && at + 1 < N) out[at + 1] |= digit >> (64 - shift);
        }
        return out;
    }
};

}  // namespace gw::crypto::kz_gost
