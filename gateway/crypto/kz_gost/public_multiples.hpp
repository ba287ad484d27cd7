// Sums of multiples of public points: the scalars in signed digits that are mostly zero (width-w NAF), the
// multiples by those digits in tables. Variable time.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "crypto/kz_gost/invert_vartime.hpp"
#include "crypto/kz_gost/jacobian_point.hpp"

namespace gw::crypto::kz_gost {

// Brings points that are not zero to Z = 1 with one inversion for all (Montgomery's trick).
template <class Curve>
std::vector<affine_point<Curve>> normalise(std::span<const jacobian_point<Curve>> points) {
    using f = typename Curve::field;
    std::vector<typename f::element> products;  // of the Z before each point
    products.reserve(points.size());
    auto product = f::one();
    for (const auto& point : points) {
        products.push_back(product);
        product = f::multiply(product, point.z);
    }
    auto inverse = inversion_vartime<f::size>::run(f::modulus(), f::canonical(product));
    std::vector<affine_point<Curve>> out(points.size());
    for (std::size_t i = points.size(); i-- > 0;) {
        const auto z = f::multiply(inverse, products[i]);
        inverse = f::multiply(inverse, points[i].z);
        const auto zz = f::square(z);
        out[i] = {f::multiply(points[i].x, zz), f::multiply(points[i].y, f::multiply(zz, z))};
    }
    return out;
}

// The odd multiples of a point of order q up to 2^(width - 1), and the same of 2^(bits / chunks) times it and
// so on: a chunk of the scalar each, so that a sum takes only bits / chunks doublings.
template <class Curve>
class public_multiples {
public:
    static constexpr std::size_t bits = 64 * Curve::field::size;

    public_multiples(const affine_point<Curve>& point, std::size_t chunks, unsigned width)
        : columns_(bits / chunks), width_(width) {
        std::vector<jacobian_point<Curve>> points;
        points.reserve(chunks * per_chunk());
        jacobian_point<Curve> base(point);
        for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
            const auto doubled = twice(base);
            points.push_back(base);
            for (std::size_t i = 1; i < per_chunk(); ++i)
                points.push_back(add(points.back(), doubled));
            if (chunk + 1 == chunks) break;
            base = doubled;
            for (std::size_t i = 1; i < columns_; ++i)
                base = twice(base);
        }
        points_ = normalise<Curve>(points);
    }

    std::size_t columns() const noexcept { return columns_; }
    unsigned width() const noexcept { return width_; }
    const affine_point<Curve>& of(std::size_t chunk, std::size_t odd) const noexcept {
        return points_[chunk * per_chunk() + odd / 2];
    }

private:
    std::size_t per_chunk() const noexcept { return std::size_t{1} << (width_ - 2); }

    std::size_t columns_;
    unsigned width_;
    std::vector<affine_point<Curve>> points_;
};

// A scalar below q in signed digits, each 0 or odd and below 2^(width - 1).
template <class Curve>
class signed_digits {
public:
    static constexpr std::size_t bits = public_multiples<Curve>::bits;

    signed_digits(limbs<Curve::field::size> scalar, unsigned width) noexcept {
        // The smaller of k and q - k leaves room for the carry in the highest bit.
        auto opposite = Curve::q;
        subtract(opposite, scalar);
        const bool negated = is_below(opposite, scalar) != 0;
        if (negated) scalar = opposite;
        const limb mask = (limb{1} << width) - 1;
        limb carry = 0;
        for (std::size_t bit = 0; bit < bits;) {
            if ((window(scalar, bit) & 1) == carry) {
                ++bit;
                continue;
            }
            const limb digit = (window(scalar, bit) & mask) + carry;
            carry = digit >> (width - 1);
            const auto value = static_cast<int>(digit) - static_cast<int>(carry << width);
            digits_[bit] = static_cast<std::int8_t>(negated ? -value : value);
            bit += width;
        }
    }
    int operator[](std::size_t bit) const noexcept { return digits_[bit]; }

private:
    // Bits from `bit` upwards, as many as a limb of them gives without its neighbour's neighbour.
    static limb window(const limbs<Curve::field::size>& of, std::size_t bit) noexcept {
        const std::size_t at = bit / 64, shift = bit % 64;
        limb value = of[at] >> shift;
        if (shift > 0 && at + 1 < of.size()) value |= of[at + 1] << (64 - shift);
        return value;
    }

    std::array<std::int8_t, bits> digits_{};
};

// One summand: a scalar and the multiples of its point.
template <class Curve>
struct public_product {
    const public_multiples<Curve>& multiples;
    signed_digits<Curve> digits;

    public_product(const public_multiples<Curve>& of, const limbs<Curve::field::size>& scalar) noexcept
        : multiples(of), digits(scalar, of.width()) {}

    // Adds what the digits in one column of all chunks say.
    void add_column(std::size_t column, jacobian_point<Curve>& sum) const noexcept {
        if (column >= multiples.columns()) return;
        for (std::size_t chunk = 0, bit = column; bit < digits.bits; ++chunk, bit += multiples.columns()) {
            const int digit = digits[bit];
            if (digit == 0) continue;
            if (digit > 0) {
                sum = add(sum, multiples.of(chunk, static_cast<std::size_t>(digit)));
            } else {
                const auto& point = multiples.of(chunk, static_cast<std::size_t>(-digit));
                sum = add(sum, affine_point<Curve>{point.x, Curve::field::negate(point.y)});
            }
        }
    }
};

template <class Curve, class... Products>
jacobian_point<Curve> sum_of(const public_product<Curve>& first, const Products&... others) noexcept {
    jacobian_point<Curve> sum;
    for (std::size_t column = std::max({first.multiples.columns(), others.multiples.columns()...});
         column-- > 0;) {
        sum = twice(sum);
        first.add_column(column, sum);
        (others.add_column(column, sum), ...);
    }
    return sum;
}

}  // namespace gw::crypto::kz_gost
