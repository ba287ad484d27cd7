// Multiples of the base point by secret numbers: five bits a step, every entry of a table read each time,
// complete additions. Constant time.
#pragma once

#include "crypto/kz_gost/complete_point.hpp"
#include "crypto/kz_gost/public_multiples.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
class secret_multiples {
public:
    using element = typename Curve::field::element;

    // The table of the curve's base point, made at the first use.
    static const secret_multiples& of_base() {
        static const secret_multiples table;
        return table;
    }

    // scalar * base; any scalar.
    complete_point<Curve> multiply(const element& scalar) const noexcept {
        complete_point<Curve> sum;
        limb carry = 0;
        for (std::size_t window = 0; window < windows; ++window) {
            // Digits from -15 to 16: what is above 16 becomes negative and carries one.
            const limb digit = bits_at(scalar, width * window) + carry;
            carry = (half - digit) >> 63;
            const limb negative = mask_of(carry);
            const limb magnitude = (digit ^ negative) + (carry * (2 * half + 1));
            affine_point<Curve> point = entry(window, magnitude);
            assign_if(negative, point.y, Curve::field::negate(point.y));
            const auto with = add(sum, point);
            const limb used = ~mask_of(zero_bit(magnitude));
            assign_if(used, sum.x, with.x);
            assign_if(used, sum.y, with.y);
            assign_if(used, sum.z, with.z);
        }
        return sum;
    }

private:
    static constexpr std::size_t bits = 64 * Curve::field::size, width = 5;
    static constexpr limb half = limb{1} << (width - 1);
    static constexpr std::size_t windows = bits / width + 1;  // one bit more, for the carry
    static_assert(windows * width > bits);

    secret_multiples() {
        std::vector<jacobian_point<Curve>> points;
        points.reserve(windows * half);
        jacobian_point<Curve> base(base_point<Curve>());
        for (std::size_t window = 0; window < windows; ++window) {
            points.push_back(base);
            for (limb i = 1; i < half; ++i)
                points.push_back(add(points.back(), base));
            base = twice(points.back());
        }
        points_ = normalise<Curve>(points);
    }

    static limb bits_at(const element& scalar, std::size_t bit) noexcept {
        const std::size_t at = bit / 64, shift = bit % 64;
        if (at >= scalar.size()) return 0;
        limb value = scalar[at] >> shift;
        if (shift > 64 - width && at + 1 < scalar.size()) value |= scalar[at + 1] << (64 - shift);
        return value & (2 * half - 1);
    }
    // The multiple by `magnitude`, from 1 to 16; (0, 0) for 0.
    affine_point<Curve> entry(std::size_t window, limb magnitude) const noexcept {
        affine_point<Curve> found{};
        for (limb i = 0; i < half; ++i) {
            const limb mask = mask_of(zero_bit(magnitude ^ (i + 1)));
            const auto& point = points_[window * half + i];
            for (std::size_t j = 0; j < found.x.size(); ++j) {
                found.x[j] |= mask & point.x[j];
                found.y[j] |= mask & point.y[j];
            }
        }
        return found;
    }

    std::vector<affine_point<Curve>>
        points_;  // window by window: 1 to 16 times 2^(5 window) times the base point
};

}  // namespace gw::crypto::kz_gost
