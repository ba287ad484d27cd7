// Points in homogeneous coordinates with the complete addition of Renes, Costello and Batina ("Complete
// addition formulas for prime order elliptic curves", 2016): one sequence of operations for every pair of
// points of odd order, equal, opposite and zero included. Constant time: secret scalars use these.
#pragma once

#include "crypto/kz_gost/curves.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
struct affine_point {
    typename Curve::field::element x, y;
};

template <class Curve>
bool on_curve(const affine_point<Curve>& point) noexcept {
    using f = typename Curve::field;
    const auto cubic = f::multiply(f::add(f::square(point.x), Curve::a), point.x);
    return f::equal(f::square(point.y), f::add(cubic, Curve::b)) == 1;
}

template <class Curve>
struct complete_point {
    using f = typename Curve::field;
    using element = typename f::element;
    element x = f::zero(), y = f::one(), z = f::zero();  // zero of the group

    complete_point() = default;
    explicit complete_point(const affine_point<Curve>& point) noexcept
        : x(point.x), y(point.y), z(f::one()) {}

    limb is_zero() const noexcept { return f::is_zero(z); }
    // (0, 0) for zero.
    affine_point<Curve> affine() const noexcept {
        const element inverse = f::invert(z);
        return {f::canonical(f::multiply(x, inverse)), f::canonical(f::multiply(y, inverse))};
    }
};

// Algorithm 1 of the paper; for a = -3 it is the same with fewer multiplications.
template <class Curve>
complete_point<Curve> add(const complete_point<Curve>& p, const complete_point<Curve>& q) noexcept {
    using f = typename Curve::field;
    static const auto b3 = f::add(f::add(Curve::b, Curve::b), Curve::b);
    const auto xx = f::multiply(p.x, q.x), yy = f::multiply(p.y, q.y), zz = f::multiply(p.z, q.z);
    const auto xy = f::subtract(f::multiply(f::add(p.x, p.y), f::add(q.x, q.y)), f::add(xx, yy));
    const auto xz = f::subtract(f::multiply(f::add(p.x, p.z), f::add(q.x, q.z)), f::add(xx, zz));
    const auto yz = f::subtract(f::multiply(f::add(p.y, p.z), f::add(q.y, q.z)), f::add(yy, zz));
    const auto s = f::add(f::multiply(Curve::a, xz), f::multiply(b3, zz));
    const auto minus = f::subtract(yy, s), plus = f::add(yy, s);
    const auto azz = f::multiply(Curve::a, zz);
    const auto t = f::add(f::add(f::add(xx, xx), xx), azz);
    const auto u = f::add(f::multiply(b3, xz), f::multiply(Curve::a, f::subtract(xx, azz)));
    complete_point<Curve> sum;
    sum.x = f::subtract(f::multiply(xy, minus), f::multiply(yz, u));
    sum.y = f::add(f::multiply(plus, minus), f::multiply(t, u));
    sum.z = f::add(f::multiply(yz, plus), f::multiply(xy, t));
    return sum;
}

// One addition and one doubling a bit, whatever the bits are.
template <class Curve>
complete_point<Curve> multiply(const complete_point<Curve>& point,
                               const typename Curve::field::element& scalar) noexcept {
    complete_point<Curve> sum;
    for (std::size_t bit = 64 * Curve::field::size; bit-- > 0;) {
        sum = add(sum, sum);
        const auto with = add(sum, point);
        const limb mask = mask_of((scalar[bit / 64] >> (bit % 64)) & 1);
        assign_if(mask, sum.x, with.x);
        assign_if(mask, sum.y, with.y);
        assign_if(mask, sum.z, with.z);
    }
    return sum;
}

}  // namespace gw::crypto::kz_gost
