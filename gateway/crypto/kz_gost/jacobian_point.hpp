// Points in Jacobian coordinates, (X / Z^2, Y / Z^3): faster than complete_point.hpp, but equal, opposite and
// zero points are branches. For public values only.
#pragma once

#include "crypto/kz_gost/affine_point.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
struct jacobian_point {
    using f = typename Curve::field;
    using element = typename f::element;
    element x, y, z;
    bool zero = true;  // of the group; the coordinates then mean nothing

    jacobian_point() = default;
    explicit jacobian_point(const affine_point<Curve>& point) noexcept
        : x(point.x), y(point.y), z(f::one()), zero(false) {}
};

template <class Curve>
jacobian_point<Curve> twice(const jacobian_point<Curve>& p) noexcept {
    using f = typename Curve::field;
    if (p.zero || f::is_zero_vartime(p.y)) return {};
    const auto yy = f::square(p.y), zz = f::square(p.z);
    const auto beta = f::twice(f::twice(f::multiply(p.x, yy)));
    typename f::element alpha;  // 3 x^2 + a z^4
    if constexpr (Curve::a_is_minus_3) {
        const auto product = f::multiply(f::subtract(p.x, zz), f::add(p.x, zz));
        alpha = f::add(f::twice(product), product);
    } else {
        const auto xx = f::square(p.x);
        alpha = f::add(f::add(f::twice(xx), xx), f::multiply(Curve::a, f::square(zz)));
    }
    jacobian_point<Curve> result;
    result.x = f::subtract(f::square(alpha), f::twice(beta));
    result.z = f::twice(f::multiply(p.y, p.z));
    result.y = f::subtract(f::multiply(alpha, f::subtract(beta, result.x)),
                           f::twice(f::twice(f::twice(f::square(yy)))));
    result.zero = false;
    return result;
}

namespace detail {

// The end of both additions: the first point is (x1 / .., y1 / ..), h and r are the differences to the
// second.
template <class Curve>
jacobian_point<Curve> add_difference(const jacobian_point<Curve>& p, const typename Curve::field::element& x1,
                                     const typename Curve::field::element& y1,
                                     const typename Curve::field::element& z1,
                                     const typename Curve::field::element& h,
                                     const typename Curve::field::element& r) noexcept {
    using f = typename Curve::field;
    if (f::is_zero_vartime(h)) return f::is_zero_vartime(r) ? twice(p) : jacobian_point<Curve>{};
    const auto hh = f::square(h);
    const auto hhh = f::multiply(h, hh), v = f::multiply(x1, hh);
    jacobian_point<Curve> sum;
    sum.x = f::subtract(f::subtract(f::square(r), hhh), f::twice(v));
    sum.y = f::subtract(f::multiply(r, f::subtract(v, sum.x)), f::multiply(y1, hhh));
    sum.z = f::multiply(z1, h);
    sum.zero = false;
    return sum;
}

}  // namespace detail

template <class Curve>
jacobian_point<Curve> add(const jacobian_point<Curve>& p, const affine_point<Curve>& q) noexcept {
    using f = typename Curve::field;
    if (p.zero) return jacobian_point<Curve>(q);
    const auto zz = f::square(p.z);
    const auto h = f::subtract(f::multiply(q.x, zz), p.x);
    const auto r = f::subtract(f::multiply(q.y, f::multiply(p.z, zz)), p.y);
    return detail::add_difference(p, p.x, p.y, p.z, h, r);
}

template <class Curve>
jacobian_point<Curve> add(const jacobian_point<Curve>& p, const jacobian_point<Curve>& q) noexcept {
    using f = typename Curve::field;
    if (p.zero) return q;
    if (q.zero) return p;
    const auto pzz = f::square(p.z), qzz = f::square(q.z);
    const auto x1 = f::multiply(p.x, qzz), y1 = f::multiply(p.y, f::multiply(q.z, qzz));
    const auto h = f::subtract(f::multiply(q.x, pzz), x1);
    const auto r = f::subtract(f::multiply(q.y, f::multiply(p.z, pzz)), y1);
    return detail::add_difference(p, x1, y1, f::multiply(p.z, q.z), h, r);
}

}  // namespace gw::crypto::kz_gost
