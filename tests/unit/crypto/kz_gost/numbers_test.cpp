// The numbers below the curves: both ways of multiplying, both ways of inverting, the edges where carries
// run.
#include <gtest/gtest.h>

#include <random>

#include "crypto/kz_gost/invert_vartime.hpp"
#include "crypto/kz_gost/scalar_field.hpp"

namespace gw::crypto::kz_gost {
namespace {

template <class Curve>
class numbers : public ::testing::Test {
protected:
    using curve_field = typename Curve::field;
    using curve_number = typename curve_field::element;

    // Random limbs, with many that are all zeros or all ones.
    curve_number any() {
        curve_number value;
        for (auto& one : value) {
            const auto kind = random_() % 8;
            one = kind == 0 ? 0 : kind < 3 ? ~limb{0} : random_();
        }
        return value;
    }
    curve_number below(const curve_number& most) {
        for (;;)
            if (const auto value = any(); is_below(value, most)) return value;
    }
    std::mt19937_64 random_{7};
};
using curves = ::testing::Types<crypto_pro_a, tc26_256_a, tc26_512_a>;
TYPED_TEST_SUITE(numbers, curves);

template <class F>
struct portable_of;
template <std::size_t N, limb C>
struct portable_of<prime_field<N, C>> {
    using type = portable::folded<N, C>;
};

TYPED_TEST(numbers, processor_and_portable_arithmetic_agree) {
    using f = typename TypeParam::field;
    using portable = typename portable_of<f>::type;
    for (int i = 0; i < 20'000; ++i) {
        const auto a = this->any(), b = this->any();
        ASSERT_EQ(f::add(a, b), portable::add(a, b));
        ASSERT_EQ(f::subtract(a, b), portable::subtract(a, b));
        ASSERT_EQ(f::multiply(a, b), portable::multiply(a, b));
        ASSERT_EQ(f::square(a), portable::multiply(a, a));
        ASSERT_EQ(f::square_times(a, 3), portable::square_times(a, 3));
    }
}

TYPED_TEST(numbers, the_field_keeps_its_laws) {
    using f = typename TypeParam::field;
    for (int i = 0; i < 2'000; ++i) {
        const auto a = this->any(), b = this->any(), c = this->any();
        EXPECT_TRUE(f::equal(f::multiply(a, f::add(b, c)), f::add(f::multiply(a, b), f::multiply(a, c))));
        EXPECT_TRUE(f::equal(f::subtract(f::add(a, b), b), a));
        EXPECT_TRUE(f::equal(f::square(f::subtract(a, b)), f::square(f::subtract(b, a))));
        EXPECT_TRUE(is_below(f::canonical(a), f::modulus()));
    }
}

TYPED_TEST(numbers, zero_has_two_forms) {
    using f = typename TypeParam::field;
    EXPECT_TRUE(f::is_zero(f::zero()));
    EXPECT_TRUE(f::is_zero(f::modulus()));
    EXPECT_TRUE(f::is_zero_vartime(f::modulus()));
    EXPECT_FALSE(f::is_zero(f::one()));
    EXPECT_EQ(f::canonical(f::modulus()), f::zero());
    typename f::element most;
    most.fill(~limb{0});
    EXPECT_TRUE(f::equal(f::add(most, f::one()), f::subtract(most, f::subtract(f::zero(), f::one()))));
}

TYPED_TEST(numbers, both_inversions_agree) {
    using f = typename TypeParam::field;
    using inversion = inversion_vartime<f::size>;
    EXPECT_TRUE(f::is_zero(f::invert(f::zero())));
    for (int i = 0; i < 200; ++i) {
        const auto a = f::canonical(this->any());
        if (f::is_zero(a)) continue;
        EXPECT_EQ(f::canonical(f::invert(a)), inversion::run(f::modulus(), a));
    }
}

// Several thousand: the last correction of the result is needed for one value in a few hundred.
TYPED_TEST(numbers, inverse_modulo_the_order) {
    using scalars = scalar_field<TypeParam>;
    using inversion = inversion_vartime<scalars::size>;
    const typename TestFixture::curve_number one{1};
    for (limb small = 1; small < 50; ++small) {
        const typename TestFixture::curve_number value{small};
        EXPECT_EQ(scalars::multiply(inversion::run(TypeParam::q, value), value), one);
        const auto negative = scalars::negate(value);
        EXPECT_EQ(scalars::multiply(inversion::run(TypeParam::q, negative), negative), one);
    }
    for (int i = 0; i < 5'000; ++i) {
        const auto value = this->below(TypeParam::q);
        if (is_zero(value)) continue;
        const auto inverse = inversion::run(TypeParam::q, value);
        ASSERT_TRUE(is_below(inverse, TypeParam::q));
        ASSERT_EQ(scalars::multiply(inverse, value), one);
    }
}

TYPED_TEST(numbers, modulo_the_order) {
    using scalars = scalar_field<TypeParam>;
    using element = typename TestFixture::curve_number;
    EXPECT_EQ(scalars::reduce(TypeParam::q), element{});
    EXPECT_EQ(scalars::negate(element{}), element{});
    EXPECT_FALSE(scalars::in_range(element{}));
    EXPECT_TRUE(scalars::in_range(element{1}));
    EXPECT_FALSE(scalars::in_range(TypeParam::q));
    element last = TypeParam::q;
    --last[0];
    EXPECT_TRUE(scalars::in_range(last));
    EXPECT_EQ(scalars::add(last, element{1}), element{});
    for (int i = 0; i < 500; ++i) {
        const auto low = this->any(), high = this->any();
        limbs<2 * scalars::size> wide;
        std::copy(low.begin(), low.end(), wide.begin());
        std::copy(high.begin(), high.end(), wide.begin() + scalars::size);
        // low + high 2^(64 N), where 2^(64 N) is (2^(64 N) - 1) + 1.
        element ones;
        ones.fill(~limb{0});
        const auto shift = scalars::add(scalars::reduce(ones), element{1});
        EXPECT_EQ(scalars::reduce(wide),
                  scalars::add(scalars::reduce(low), scalars::multiply(scalars::reduce(high), shift)));
    }
}

}  // namespace
}  // namespace gw::crypto::kz_gost
