// The equations of RFC 7091 section 6 (the same in GOST 34.310-2004) over any curve: numbers in, numbers out.
#pragma once

#include <openssl/crypto.h>

#include "crypto/kz_gost/scalar_field.hpp"
#include "crypto/kz_gost/secret_multiples.hpp"
#include "crypto/kz_gost/seen_keys.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
struct signature_numbers {
    typename scalar_field<Curve>::element r, s;
};

// The digest as a number modulo q, 1 instead of 0 (section 6.1 step 2).
template <class Curve>
auto read_digest(octets_view digest) noexcept {
    using scalars = scalar_field<Curve>;
    auto e = scalars::reduce(from_little_endian<scalars::size>(as_unsigned(digest)));
    e[0] |= is_zero(e);
    return e;
}

// Section 6.1 steps 4 to 6: r = x(k P) and s = r d + k e modulo q. Constant time.
template <class Curve>
signature_numbers<Curve> sign_with(const typename scalar_field<Curve>::element& nonce,
                                   const typename scalar_field<Curve>::element& d,
                                   const typename scalar_field<Curve>::element& e) noexcept {
    using scalars = scalar_field<Curve>;
    auto c = secret_multiples<Curve>::of_base().multiply(nonce);
    const auto r = scalars::reduce(c.affine().x);
    OPENSSL_cleanse(&c, sizeof c);  // Z tells of the nonce
    return {r, scalars::add(scalars::multiply(r, d), scalars::multiply(nonce, e))};
}

// Whether the x coordinate of a point is r modulo q: x may be r, r + q and so on below p. X = x Z^2 spares
// the inversion.
template <class Curve>
bool has_x(const jacobian_point<Curve>& point, limbs<Curve::field::size> r) noexcept {
    using f = typename Curve::field;
    if (point.zero) return false;
    const auto zz = f::square(point.z);
    do {
        if (f::is_zero_vartime(f::subtract(f::multiply(r, zz), point.x))) return true;
    } while (add(r, Curve::q) == 0 && is_below(r, f::modulus()));
    return false;
}

// z1 P + z2 Q, from the tables of Q when there are any.
template <class Curve>
jacobian_point<Curve> combine(octets_view point, const typename scalar_field<Curve>::element& z1,
                              const typename scalar_field<Curve>::element& z2) {
    static const public_multiples<Curve> base(base_point<Curve>(), 8, 8);
    static seen_keys<Curve> keys(256);
    const public_product<Curve> z1p(base, z1);
    if (const auto known = keys.find(point)) return sum_of(z1p, public_product<Curve>(*known, z2));
    const public_multiples<Curve> once(read_point<Curve>(point), 1, 5);
    return sum_of(z1p, public_product<Curve>(once, z2));
}

// Section 6.2 steps 4 to 7, for r and s in their range and a point that was checked.
template <class Curve>
bool holds(octets_view point, const typename scalar_field<Curve>::element& e,
           const signature_numbers<Curve>& signature) {
    using scalars = scalar_field<Curve>;
    const auto v = inversion_vartime<scalars::size>::run(Curve::q, e);
    const auto z1 = scalars::multiply(signature.s, v);
    const auto z2 = scalars::negate(scalars::multiply(signature.r, v));
    return has_x(combine<Curve>(point, z1, z2), signature.r);
}

}  // namespace gw::crypto::kz_gost
