// The three ways of multiplying points agree, at the edges too.
#include <gtest/gtest.h>

#include <random>

#include "crypto/kz_gost/scalar_field.hpp"
#include "crypto/kz_gost/secret_multiples.hpp"
#include "crypto/kz_gost/seen_keys.hpp"

namespace gw::crypto::kz_gost {
namespace {

template <class Curve>
class points : public ::testing::Test {
protected:
    using f = typename Curve::field;
    using element = typename f::element;

    // Double and add, the plainest way there is.
    static jacobian_point<Curve> plain(const element& scalar, const affine_point<Curve>& point) {
        jacobian_point<Curve> sum;
        for (std::size_t bit = 64 * f::size; bit-- > 0;) {
            sum = twice(sum);
            if ((scalar[bit / 64] >> (bit % 64)) & 1) sum = add(sum, point);
        }
        return sum;
    }
    static bool same(const jacobian_point<Curve>& a, const jacobian_point<Curve>& b) {
        if (a.zero || b.zero) return a.zero && b.zero;
        const auto azz = f::square(a.z), bzz = f::square(b.z);
        return f::equal(f::multiply(a.x, bzz), f::multiply(b.x, azz)) &&
               f::equal(f::multiply(a.y, f::multiply(b.z, bzz)), f::multiply(b.y, f::multiply(a.z, azz)));
    }
    static bool same(const complete_point<Curve>& a, const jacobian_point<Curve>& b) {
        if (f::is_zero(a.z) || b.zero) return f::is_zero(a.z) && b.zero;
        return same(jacobian_point<Curve>(a.affine()), b);
    }
    std::vector<element> scalars() {
        std::vector<element> out;
        for (const limb small : {0u, 1u, 2u, 3u, 15u, 16u, 17u, 31u, 32u, 33u, 127u, 128u, 255u, 256u}) {
            out.push_back({small});
            out.push_back(scalar_field<Curve>::negate({small}));
        }
        for (std::size_t bit = 0; bit + 3 < 64 * f::size; bit += 13) {
            element power{};
            power[bit / 64] = limb{1} << (bit % 64);
            out.push_back(power);
            out.push_back(scalar_field<Curve>::negate(scalar_field<Curve>::reduce(power)));
        }
        std::mt19937_64 random(3);
        for (int i = 0; i < 30; ++i) {
            element value;
            for (auto& one : value)
                one = random() % 5 == 0 ? ~limb{0} : random();
            out.push_back(scalar_field<Curve>::reduce(value));
        }
        for (auto& one : out)
            one = scalar_field<Curve>::reduce(one);
        return out;
    }
};
using curves = ::testing::Types<crypto_pro_a, tc26_256_a, tc26_512_a>;
TYPED_TEST_SUITE(points, curves);

TYPED_TEST(points, the_base_point_has_order_q) {
    const auto base = base_point<TypeParam>();
    EXPECT_TRUE(on_curve(base));
    EXPECT_TRUE(this->plain(TypeParam::q, base).zero);
}

TYPED_TEST(points, secret_multiples_are_right) {
    const auto& table = secret_multiples<TypeParam>::of_base();
    for (const auto& scalar : this->scalars())
        EXPECT_TRUE(this->same(table.multiply(scalar), this->plain(scalar, base_point<TypeParam>())));
    EXPECT_TRUE(this->same(table.multiply(TypeParam::q), {}));
}

TYPED_TEST(points, public_multiples_are_right_for_every_shape_of_table) {
    const auto base = base_point<TypeParam>();
    const auto other = normalise<TypeParam>(std::array{this->plain({0x123456789}, base)}).front();
    for (const auto& [chunks, width] : {std::pair{1u, 5u}, {8u, 7u}, {8u, 8u}, {4u, 2u}}) {
        const public_multiples<TypeParam> table(other, chunks, width);
        for (const auto& scalar : this->scalars())
            EXPECT_TRUE(
                this->same(sum_of(public_product<TypeParam>(table, scalar)), this->plain(scalar, other)))
                << chunks << " " << width;
    }
}

TYPED_TEST(points, sums_of_two_products) {
    const auto base = base_point<TypeParam>();
    const public_multiples<TypeParam> of_base(base, 8, 8), once(base, 1, 5);
    const auto scalars = this->scalars();
    for (std::size_t i = 0; i < scalars.size(); ++i) {
        const auto& a = scalars[i];
        const auto& b = scalars[scalars.size() - 1 - i];
        const auto together = this->plain(scalar_field<TypeParam>::add(a, b), base);
        EXPECT_TRUE(this->same(
            sum_of(public_product<TypeParam>(of_base, a), public_product<TypeParam>(once, b)), together));
        // The same points meet in both tables: equal ones are doubled, opposite ones vanish.
        EXPECT_TRUE(
            this->same(sum_of(public_product<TypeParam>(of_base, a), public_product<TypeParam>(of_base, a)),
                       this->plain(scalar_field<TypeParam>::add(a, a), base)));
        EXPECT_TRUE(sum_of(public_product<TypeParam>(of_base, a),
                           public_product<TypeParam>(of_base, scalar_field<TypeParam>::negate(a)))
                        .zero);
    }
}

TEST(seen_keys, tables_come_with_the_second_use_and_go_with_the_oldest) {
    using curve = crypto_pro_a;
    seen_keys<curve> keys(2);
    const auto raw = [](limb multiple) {
        const auto point = secret_multiples<curve>::of_base().multiply({multiple}).affine();
        octets out(64, '\0');
        to_little_endian(point.x, reinterpret_cast<unsigned char*>(out.data()));
        to_little_endian(point.y, reinterpret_cast<unsigned char*>(out.data()) + 32);
        return out;
    };
    EXPECT_EQ(keys.find(raw(2)), nullptr);
    const auto tables = keys.find(raw(2));
    ASSERT_NE(tables, nullptr);
    EXPECT_EQ(keys.find(raw(2)), tables);
    EXPECT_EQ(keys.find(raw(3)), nullptr);
    EXPECT_EQ(keys.find(raw(2)), tables);   // used last
    EXPECT_EQ(keys.find(raw(4)), nullptr);  // drives out 3
    EXPECT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys.find(raw(3)), nullptr);  // drives out 2
    EXPECT_EQ(keys.find(raw(2)), nullptr);
    EXPECT_EQ(keys.size(), 2u);
}

}  // namespace
}  // namespace gw::crypto::kz_gost
