// A point of a curve as the standards write it, and whether it is one.
#pragma once

#include "base/bytes.hpp"
#include "crypto/kz_gost/curves.hpp"

namespace gw::crypto::kz_gost {

// Aligned so that an entry of a table touches no more cache lines than it fills.
template <class Curve>
struct alignas(64) affine_point {
    typename Curve::field::element x, y;
};

template <class Curve>
constexpr affine_point<Curve> base_point() noexcept {
    return {Curve::x, Curve::y};
}

// X then Y, each little-endian, as in SubjectPublicKeyInfo.
template <class Curve>
affine_point<Curve> read_point(octets_view raw) noexcept {
    constexpr std::size_t size = Curve::field::size;
    return {from_little_endian<size>(as_unsigned(raw)),
            from_little_endian<size>(as_unsigned(raw) + 8 * size)};
}

template <class Curve>
bool on_curve(const affine_point<Curve>& point) noexcept {
    using f = typename Curve::field;
    const auto cubic = f::multiply(f::add(f::square(point.x), Curve::a), point.x);
    return f::equal(f::square(point.y), f::add(cubic, Curve::b)) == 1;
}

}  // namespace gw::crypto::kz_gost
