// The DER reader against encodings that BER allows and DER does not.
#include "pki/der.hpp"

#include <gtest/gtest.h>

namespace gw::pki::der {
namespace {

octets hex(std::string_view text) {
    return from_hex(text).value();
}

TEST(der, reads_elements_in_order) {
    const octets data = hex("3006020101040161");
    const auto list = only(data, sequence);
    ASSERT_TRUE(list.has_value());
    reader in(list->content);
    EXPECT_EQ(in.next(integer)->content, "\x01");
    EXPECT_FALSE(in.next(integer).has_value()) << "another tag";
    EXPECT_EQ(in.next(octet_string)->content, "a");
    EXPECT_TRUE(in.at_end());
    EXPECT_FALSE(in.next().has_value());
}

TEST(der, lengths_are_definite_minimal_and_inside) {
    EXPECT_TRUE(is_well_formed(hex("0400")));
    EXPECT_TRUE(is_well_formed(hex("0481"
                                   "80") +
                               octets(128, 'x')));
    EXPECT_FALSE(is_well_formed(hex("04817f") + octets(127, 'x'))) << "needless long form";
    EXPECT_FALSE(is_well_formed(hex("04820080") + octets(128, 'x'))) << "leading zero in the length";
    EXPECT_FALSE(is_well_formed(hex("30800000"))) << "indefinite";
    EXPECT_FALSE(is_well_formed(hex("0405616263"))) << "longer than the data";
    EXPECT_FALSE(is_well_formed(hex("0485ffffffffff"))) << "length of five octets";
    EXPECT_FALSE(is_well_formed(hex("04"))) << "no length";
    EXPECT_FALSE(is_well_formed("")) << "nothing";
    EXPECT_FALSE(is_well_formed(hex("1f810100"))) << "tag of several octets";
    EXPECT_FALSE(is_well_formed(hex("04016100"))) << "something behind";
    EXPECT_FALSE(is_well_formed(hex("3003020201"))) << "a child outside its parent";
}

TEST(der, depth_is_limited) {
    octets nested = hex("0500");
    for (int i = 0; i < 10; ++i)
        nested = hex("30") + octets(1, static_cast<char>(nested.size())) + nested;
    EXPECT_TRUE(is_well_formed(nested));
    EXPECT_FALSE(is_well_formed(nested, 9));
}

TEST(der, integers_have_no_needless_octets) {
    EXPECT_TRUE(is_integer(hex("00")));
    EXPECT_TRUE(is_integer(hex("0080")));
    EXPECT_TRUE(is_integer(hex("ff7f")));
    EXPECT_FALSE(is_integer(hex("007f")));
    EXPECT_FALSE(is_integer(hex("ff80")));
    EXPECT_FALSE(is_integer(""));
}

TEST(der, times_are_those_of_rfc_5280) {
    EXPECT_EQ(to_rfc3339(to_time(utc_time, "260601120000Z").value()), "2026-06-01T12:00:00Z");
    EXPECT_EQ(to_rfc3339(to_time(utc_time, "500101000000Z").value()), "1950-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(to_time(utc_time, "491231235959Z").value()), "2049-12-31T23:59:59Z");
    EXPECT_EQ(to_rfc3339(to_time(generalized_time, "20500101000000Z").value()), "2050-01-01T00:00:00Z");
    EXPECT_TRUE(to_time(generalized_time, "99991231235959Z").has_value());
    for (const char* wrong :
         {"2606011200Z", "260601120000", "260601120000+0500", "261301120000Z", "260230120000Z",
          "260601240000Z", "260601126000Z", "260601120060Z", "26060112000aZ", ""})
        EXPECT_FALSE(to_time(utc_time, wrong).has_value()) << wrong;
    EXPECT_FALSE(to_time(generalized_time, "20260601120000.5Z").has_value());
    EXPECT_FALSE(to_time(generalized_time, "260601120000Z").has_value());
    EXPECT_FALSE(to_time(integer, "260601120000Z").has_value());
}

// facts/openssl-provider.md 4.1
TEST(der, algorithms_may_differ_in_null_parameters_only) {
    const auto parse = [](octets_view data) { return to_algorithm(only(data, sequence).value()).value(); };
    const octets bare = hex("3003060129"), with_null = hex("30050601290500"),
                 with_value = hex("3006060129020101");
    const octets other = hex("300306012a");
    EXPECT_TRUE(same_algorithm(parse(bare), parse(with_null)));
    EXPECT_TRUE(same_algorithm(parse(with_value), parse(with_value)));
    EXPECT_FALSE(same_algorithm(parse(bare), parse(with_value)));
    EXPECT_FALSE(same_algorithm(parse(bare), parse(other)));
}

TEST(der, bit_strings_are_whole_octets) {
    EXPECT_EQ(to_octets(only(hex("03020061"), bit_string).value()), "a");
    EXPECT_FALSE(to_octets(only(hex("03020160"), bit_string).value()).has_value());
    EXPECT_FALSE(to_octets(only(hex("0300"), bit_string).value()).has_value());
}

}  // namespace
}  // namespace gw::pki::der
