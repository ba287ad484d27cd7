#include "revocation/crl_shelf.hpp"

#include <gtest/gtest.h>

#include "support/test_pki.hpp"

namespace gw::revocation {
namespace {

using test_pki::day;

pki::crl_ptr list(const test_pki::identity& issuer, const test_pki::crl_spec& spec) {
    return pki::read_crl(test_pki::make_crl(issuer, spec)).value();
}
pki::certificate_ptr decode(const test_pki::identity& of) {
    return pki::certificate::from_der(of.der).value();
}

test_pki::crl_spec numbered(long number, const std::string& this_update = "2026-05-01") {
    test_pki::crl_spec spec;
    spec.number = number;
    spec.this_update = day(this_update);
    return spec;
}

class crl_shelf_test : public ::testing::Test {
protected:
    crl_shelf_test() { shelf_.set_authorities({ca_}); }

    test_pki::hierarchy pki_;
    pki::certificate_ptr ca_ = decode(pki_.ca);
    crl_place full_{key_of(*ca_), {}, false};
    crl_shelf shelf_;
};

TEST_F(crl_shelf_test, takes_a_list_that_its_authority_signed) {
    const auto first = list(pki_.ca, numbered(5));
    const auto placed = shelf_.put(first);
    ASSERT_TRUE(placed);
    EXPECT_EQ(placed->what, crl_shelf::offer::taken);
    EXPECT_EQ(placed->place, full_);
    EXPECT_EQ(shelf_.find(full_), first);
}

TEST_F(crl_shelf_test, knows_the_list_that_is_there) {
    const auto first = list(pki_.ca, numbered(5));
    ASSERT_TRUE(shelf_.put(first));
    EXPECT_EQ(shelf_.put(first)->what, crl_shelf::offer::same);
}

TEST_F(crl_shelf_test, refuses_a_list_of_an_authority_that_is_not_configured) {
    const auto placed = shelf_.put(list(pki_.root, numbered(5)));
    ASSERT_FALSE(placed);
    EXPECT_EQ(placed.error().code(), errc::crl_issuer_unknown);
}

TEST_F(crl_shelf_test, refuses_a_forged_list_under_the_same_name) {
    auto spec = test_pki::authority("ТЕСТ ISSUING CA");
    const auto impostor = test_pki::self_signed(spec);
    auto forged = numbered(6);
    forged.key_identifier = false;
    const auto placed = shelf_.put(list(impostor, forged));
    ASSERT_FALSE(placed);
    EXPECT_EQ(placed.error().code(), errc::crl_signature_wrong);
    EXPECT_FALSE(shelf_.find(full_));
}

TEST_F(crl_shelf_test, a_newer_number_replaces_and_an_older_does_not) {
    const auto fifth = list(pki_.ca, numbered(5));
    const auto sixteenth = list(pki_.ca, numbered(16));
    ASSERT_TRUE(shelf_.put(fifth));
    EXPECT_EQ(shelf_.put(sixteenth)->what, crl_shelf::offer::taken);
    EXPECT_EQ(shelf_.put(fifth)->what, crl_shelf::offer::older);
    EXPECT_EQ(shelf_.find(full_), sixteenth);
}

TEST_F(crl_shelf_test, numbers_are_compared_as_numbers) {
    EXPECT_FALSE(is_older(*list(pki_.ca, numbered(0x100)), *list(pki_.ca, numbered(0xff))));
    EXPECT_TRUE(is_older(*list(pki_.ca, numbered(0xff)), *list(pki_.ca, numbered(0x100))));
}

TEST_F(crl_shelf_test, an_earlier_date_is_older_whatever_the_number) {
    ASSERT_TRUE(shelf_.put(list(pki_.ca, numbered(5, "2026-05-02"))));
    EXPECT_EQ(shelf_.put(list(pki_.ca, numbered(9, "2026-05-01")))->what, crl_shelf::offer::older);
}

TEST_F(crl_shelf_test, lists_of_two_keys_with_one_name_stand_side_by_side) {
    const auto renewed = test_pki::issue(pki_.root, test_pki::authority("ТЕСТ ISSUING CA"));
    const auto renewed_certificate = decode(renewed);
    shelf_.set_authorities({ca_, renewed_certificate});
    ASSERT_TRUE(shelf_.put(list(pki_.ca, numbered(50))));
    ASSERT_TRUE(shelf_.put(list(renewed, numbered(1))));
    EXPECT_EQ(shelf_.all().size(), 2u);
}

TEST_F(crl_shelf_test, deltas_have_a_place_and_numbers_of_their_own) {
    auto delta = numbered(1, "2026-05-20");
    delta.extensions = {{"2.5.29.27", "critical,DER:02010e"}};
    ASSERT_TRUE(shelf_.put(list(pki_.ca, numbered(14))));
    const auto placed = shelf_.put(list(pki_.ca, delta));
    ASSERT_TRUE(placed);
    EXPECT_EQ(placed->what, crl_shelf::offer::taken);
    EXPECT_TRUE(placed->place.delta);
    EXPECT_TRUE(shelf_.has_base(placed->place));
    EXPECT_EQ(shelf_.all().size(), 2u);
    EXPECT_EQ(shelf_.full_list_of(*ca_)->number(), "e");
    delta.number = 2;
    delta.extensions = {{"2.5.29.27", "critical,DER:02010f"}};
    EXPECT_EQ(shelf_.put(list(pki_.ca, delta))->what, crl_shelf::offer::taken);
    EXPECT_FALSE(shelf_.has_base(placed->place));
}

TEST_F(crl_shelf_test, partitions_stand_side_by_side) {
    auto users = numbered(1), authorities = numbered(1);
    users.extensions = {{"issuingDistributionPoint", "critical,DER:30038101ff"}};
    authorities.extensions = {{"issuingDistributionPoint", "critical,DER:30038201ff"}};
    ASSERT_TRUE(shelf_.put(list(pki_.ca, users)));
    ASSERT_TRUE(shelf_.put(list(pki_.ca, authorities)));
    EXPECT_EQ(shelf_.all().size(), 2u);
}

TEST_F(crl_shelf_test, lists_go_with_their_authority) {
    ASSERT_TRUE(shelf_.put(list(pki_.ca, numbered(5))));
    shelf_.set_authorities({decode(pki_.root)});
    EXPECT_TRUE(shelf_.all().empty());
}

}  // namespace
}  // namespace gw::revocation
