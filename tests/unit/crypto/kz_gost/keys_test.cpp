// Keys: each reason to refuse one has its code, and what is written is what was read.
#include "crypto/kz_gost/keys.hpp"

#include <gtest/gtest.h>

#include "crypto/kz_gost/curves.hpp"

namespace gw::crypto::kz_gost {
namespace {

constexpr scheme schemes[] = {scheme::gost34310_2004, scheme::gost3410_2015_256, scheme::gost3410_2015_512};

errc code_of(const auto& outcome) {
    return outcome ? errc::internal : outcome.error().code();
}
octets little(const auto& value) {
    octets out(8 * value.size(), '\0');
    to_little_endian(value, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}
octets big(octets_view value) {
    return {value.rbegin(), value.rend()};
}
// The private key as PKCS#8 has it.
octets private_octets(scheme of, octets_view little_endian) {
    return of == scheme::gost34310_2004 ? big(little_endian) : octets(little_endian);
}
octets order(scheme of) {
    return with_curve(of, []<class Curve>(Curve) { return little(Curve::q); });
}
octets base(scheme of) {
    return with_curve(of, []<class Curve>(Curve) { return little(Curve::x) + little(Curve::y); });
}

TEST(public_key, reads_and_gives_back_a_point) {
    for (const auto of : schemes) {
        const auto key = public_key::parse(of, base(of));
        ASSERT_TRUE(key);
        EXPECT_EQ(key->of(), of);
        EXPECT_EQ(key->raw(), base(of));
        EXPECT_EQ(*key, *public_key::parse(of, base(of)));
    }
}

TEST(public_key, refuses_a_wrong_length) {
    for (const auto of : schemes) {
        EXPECT_EQ(code_of(public_key::parse(of, "")), errc::gost_key_length_wrong);
        EXPECT_EQ(code_of(public_key::parse(of, base(of) + '\0')), errc::gost_key_length_wrong);
        EXPECT_EQ(code_of(public_key::parse(of, base(of).substr(1))), errc::gost_key_length_wrong);
    }
    EXPECT_EQ(code_of(public_key::parse(scheme::gost34310_2004, base(scheme::gost3410_2015_512))),
              errc::gost_key_length_wrong);
}

TEST(public_key, refuses_the_identity) {
    for (const auto of : schemes)
        EXPECT_EQ(code_of(public_key::parse(of, octets(point_size(of), '\0'))), errc::gost_point_identity);
}

TEST(public_key, refuses_a_point_that_is_not_on_the_curve) {
    for (const auto of : schemes) {
        for (std::size_t bit = 0; bit < 8 * point_size(of); bit += 37) {
            octets raw = base(of);
            raw[bit / 8] = static_cast<char>(raw[bit / 8] ^ (1 << (bit % 8)));
            EXPECT_EQ(code_of(public_key::parse(of, raw)), errc::gost_point_off_curve) << bit;
        }
        EXPECT_EQ(code_of(public_key::parse(of, octets(point_size(of), '\xff'))), errc::gost_point_off_curve);
    }
    // A point of the other 256-bit curve.
    EXPECT_EQ(code_of(public_key::parse(scheme::gost34310_2004, base(scheme::gost3410_2015_256))),
              errc::gost_point_off_curve);
}

// x = 1 written as p + 1: the same point, but not the octets that anybody's software writes.
TEST(public_key, refuses_a_coordinate_that_is_not_below_p) {
    auto x = crypto_pro_a::field::modulus();
    x[0] += 1;
    const octets raw = little(x) + little(crypto_pro_a::y);
    EXPECT_EQ(code_of(public_key::parse(scheme::gost34310_2004, raw)), errc::gost_point_off_curve);
}

// TC26-256-A has 4 q points: points of order 2 and 4, and the base point plus one of order 2.
TEST(public_key, refuses_a_point_of_another_subgroup) {
    for (const char* raw : {"aa4aa1e7dc7530a67ec42a195cfe448758d978d4444b978e15ff95f573fe0001"
                            "0000000000000000000000000000000000000000000000000000000000000000",
                            "77592f8c11c5e7acc09d6af3d1805dbc5393c3955d5ab43875003505c6807f7f"
                            "caee715bcbb048f9bd26c0258a7de7ca0446b53ee7f0e255a0fe60f0ad7d8181",
                            "963e464632a6e9b4e215660688076c2b5c3a2a1dc9e480c3cdcee5f21a6b4718"
                            "300007e55b375461335cc0ede8d786691396a3ab7fe0779940a1483b2e95fa4c"})
        EXPECT_EQ(code_of(public_key::parse(scheme::gost3410_2015_256, *from_hex(raw))),
                  errc::gost_point_wrong_subgroup);
}

TEST(private_key, one_gives_the_base_point_and_q_minus_one_its_opposite) {
    for (const auto of : schemes) {
        octets one(scalar_size(of), '\0');
        one[0] = 1;
        EXPECT_EQ(private_key::parse(of, private_octets(of, one))->derive_public().raw(), base(of));
        octets last = order(of);
        last[0] = static_cast<char>(last[0] - 1);
        const auto opposite = private_key::parse(of, private_octets(of, last))->derive_public();
        EXPECT_EQ(opposite.raw().substr(0, scalar_size(of)), base(of).substr(0, scalar_size(of)));
        EXPECT_NE(opposite.raw(), base(of));
        EXPECT_TRUE(public_key::parse(of, opposite.raw()));
    }
}

TEST(private_key, refuses_numbers_out_of_range) {
    for (const auto of : schemes) {
        octets above = order(of);
        above[0] = static_cast<char>(above[0] + 1);
        for (const octets& number :
             {octets(scalar_size(of), '\0'), order(of), above, octets(scalar_size(of), '\xff')})
            EXPECT_EQ(code_of(private_key::parse(of, private_octets(of, number))),
                      errc::gost_private_key_invalid);
    }
}

TEST(private_key, refuses_wrong_lengths) {
    for (const auto of : schemes) {
        EXPECT_EQ(code_of(private_key::parse(of, "")), errc::gost_key_length_wrong);
        EXPECT_EQ(code_of(private_key::parse(of, octets(scalar_size(of) + 1, '\x01'))),
                  errc::gost_key_length_wrong);
    }
    EXPECT_EQ(code_of(private_key::parse(scheme::gost3410_2015_512, octets(63, '\x01'))),
              errc::gost_key_length_wrong);
}

// GOST 34.310-2004 keys are INTEGERs: as short as they can be, with a zero before a first bit that is set.
TEST(private_key, integers_of_any_form_are_read_and_the_shortest_is_written) {
    constexpr auto of = scheme::gost34310_2004;
    const octets low = "\x12\x34", high = octets(1, '\0') + "\x80\x01";
    const auto key = private_key::parse(of, octets(40, '\0') + low);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->raw(), low);
    EXPECT_EQ(*key, *private_key::parse(of, low));
    EXPECT_EQ(private_key::parse(of, high)->raw(), high);
    EXPECT_EQ(private_key::parse(of, "\x80\x01")->raw(), high);
}

TEST(private_key, comes_back_from_its_octets) {
    for (const auto of : schemes)
        for (int i = 0; i < 20; ++i) {
            const auto key = private_key::generate(of);
            const auto again = private_key::parse(of, key.raw());
            ASSERT_TRUE(again);
            EXPECT_EQ(*again, key);
            EXPECT_FALSE(private_key::generate(of) == key);
            EXPECT_EQ(again->derive_public(), key.derive_public());
            EXPECT_TRUE(public_key::parse(of, key.derive_public().raw()));
        }
}

}  // namespace
}  // namespace gw::crypto::kz_gost
