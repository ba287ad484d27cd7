// Points in homogeneous coordinates with the complete addition of Renes, Costello and Batina ("Complete
// addition formulas for prime order elliptic curves", 2016): one sequence of operations for every pair of
// points of odd order, equal, opposite and zero included. Constant time: secret scalars use these.
#pragma once

#include "crypto/kz_gost/affine_point.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
struct complete_point {
    using f = typename Curve::field;
    using element = typename f::element;
    element x = f::zero(), y = f::one(), z = f::zero();  // zero of the group

    // (0, 0) for zero.
    affine_point<Curve> affine() const noexcept {
        const element inverse = f::invert(z);
        return {f::canonical(f::multiply(x, inverse)), f::canonical(f::multiply(y, inverse))};
    }
};

template <class Curve>
typename Curve::field::element times_a(const typename Curve::field::element& value) noexcept {
    using f = typename Curve::field;
    if constexpr (Curve::a_is_minus_3)
        return f::negate(f::add(f::twice(value), value));
    else
        return f::multiply(Curve::a, value);
}

// Algorithm 2 of the paper (algorithm 1 with Z = 1 in the second point, which therefore is not zero).
template <class Curve>
complete_point<Curve> add(const complete_point<Curve>& p, const affine_point<Curve>& q) noexcept {
    using f = typename Curve::field;
    static const auto b3 = f::add(f::twice(Curve::b), Curve::b);
    const auto xx = f::multiply(p.x, q.x), yy = f::multiply(p.y, q.y);
    const auto xy = f::subtract(f::multiply(f::add(p.x, p.y), f::add(q.x, q.y)), f::add(xx, yy));
    const auto xz = f::add(f::multiply(q.x, p.z), p.x);
    const auto yz = f::add(f::multiply(q.y, p.z), p.y);
    const auto s = f::add(times_a<Curve>(xz), f::multiply(b3, p.z));
    const auto minus = f::subtract(yy, s), plus = f::add(yy, s);
    const auto az = times_a<Curve>(p.z);
    const auto t = f::add(f::add(f::twice(xx), xx), az);
    const auto u = f::add(f::multiply(b3, xz), times_a<Curve>(f::subtract(xx, az)));
    complete_point<Curve> sum;
    sum.x = f::subtract(f::multiply(xy, minus), f::multiply(yz, u));
    sum.y = f::add(f::multiply(plus, minus), f::multiply(t, u));
    sum.z = f::add(f::multiply(yz, plus), f::multiply(xy, t));
    return sum;
}

}  // namespace gw::crypto::kz_gost
