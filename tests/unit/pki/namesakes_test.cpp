// Lists of another key that has the issuer's name: a renewed authority, a key for lists, or simply another
// authority that was given the same name.
#include "fixture.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

struct namesakes : testing::Test {
    judged_pki all;
    test_pki::identity other = test_pki::issue(all.pki.root, test_pki::authority("ТЕСТ ISSUING CA"));
    test_pki::identity leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    test_pki::crl_spec older, newer;  // of two moments

    namesakes() {
        all.certificates.push_back(decode(other));
        newer.this_update = day("2026-05-20");
        all.lists = {all.pki.root_crl};
    }
    void add(const test_pki::identity& signer, const test_pki::crl_spec& spec) {
        all.lists.push_back(test_pki::make_crl(signer, spec));
    }
    test_pki::identity key_for_lists() {
        test_pki::certificate_spec spec = test_pki::authority("ТЕСТ ISSUING CA");
        spec.key_usage = "critical,cRLSign";
        spec.ca = false;
        const auto made = test_pki::issue(all.pki.root, spec);
        all.certificates.push_back(decode(made));
        return made;
    }
    std::vector<test_pki::revoked_spec> revocation(const std::string& when = "2026-04-01") const {
        return {{leaf.der, day(when), 1, {}}};
    }
};

TEST_F(namesakes, a_newer_list_of_another_key_does_not_hide_a_revocation) {
    older.revoked = revocation();
    add(all.pki.ca, older);
    add(other, newer);
    for (const profile one : {profile::nca, profile::rfc5280}) {
        all.rules.profile = one;
        const verdict given = all.judge(leaf);
        EXPECT_EQ(code_of(given), errc::certificate_revoked);
        ASSERT_EQ(given.revocation.size(), 2u) << "the list that revokes, and that of the authority";
        EXPECT_EQ(given.revocation.front().sha256, to_hex(decode_crl(all.lists[1])->sha256()));
    }
}

TEST_F(namesakes, a_newer_list_for_lists_alone_does_not_hide_one_either) {
    older.revoked = revocation();
    add(all.pki.ca, older);
    add(key_for_lists(), newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(namesakes, what_another_key_revokes_is_revoked) {
    add(all.pki.ca, newer);
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    older.revoked = revocation();
    add(other, older);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(namesakes, what_another_key_revokes_later_ends_the_verdict) {
    add(all.pki.ca, newer);
    older.revoked = revocation("2026-07-01");
    add(other, older);
    const verdict given = all.judge(leaf);
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.valid_until, day("2026-07-01"));
}

TEST_F(namesakes, a_stale_list_of_the_own_key_is_stale_whatever_the_other_says) {
    older.next_update = day("2026-05-25");
    add(all.pki.ca, older);
    add(other, newer);
    for (const profile one : {profile::nca, profile::rfc5280}) {
        all.rules.profile = one;
        EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_stale);
    }
    add(key_for_lists(), newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_stale);
    newer.revoked = revocation();
    add(other, newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked) << "a revocation needs no other word";
}

TEST_F(namesakes, a_stale_list_of_another_key_changes_nothing) {
    add(all.pki.ca, older);
    newer.next_update = day("2026-05-25");
    add(other, newer);
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
}

TEST_F(namesakes, another_authority_alone_calls_nothing_good) {
    add(other, newer);
    for (const profile one : {profile::rfc5280, profile::nca}) {
        all.rules.profile = one;
        EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
        EXPECT_EQ(all.judge(leaf).sub_indication(), sub_indication::try_later);
    }
    add(key_for_lists(), older);
    EXPECT_TRUE(all.judge(leaf).passed()) << "a key for lists may: " << why(all.judge(leaf));
}

// The new key of an authority, certified by the old one that issued the leaf.
TEST_F(namesakes, a_renewed_key_counts_under_rfc5280_alone) {
    all.pki.ca = test_pki::issue(all.pki.root, test_pki::authority("ТЕСТ ISSUING CA"));
    const auto renewed = test_pki::issue(all.pki.ca, test_pki::authority("ТЕСТ ISSUING CA"));
    all.certificates = {decode(all.pki.ca), decode(renewed)};
    leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    add(renewed, newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    all.rules.profile = profile::rfc5280;
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable) << "nothing tells of the new key";
    test_pki::crl_spec authorities;
    authorities.extensions = {{"issuingDistributionPoint", "critical,DER:30038201ff"}};
    add(all.pki.ca, authorities);
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    all.rules.profile = profile::nca;
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
}

TEST_F(namesakes, a_list_in_part_of_the_own_key_is_not_made_whole_by_another) {
    older.extensions = {{"issuingDistributionPoint", "critical,DER:300483020640"}};  // keyCompromise
    add(all.pki.ca, older);
    add(other, newer);
    all.rules.profile = profile::rfc5280;
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
}

// Without key identifiers nothing but the signature tells whose a delta is.
TEST_F(namesakes, a_delta_of_another_key_neither_hides_nor_takes_back) {
    older.key_identifier = newer.key_identifier = false;
    older.number = 9;
    older.revoked = {{leaf.der, day("2026-04-01"), 6, {}}};
    add(all.pki.ca, older);
    newer.extensions = {{"2.5.29.27", "critical,DER:020109"}};
    newer.revoked = {{leaf.der, day("2026-05-10"), remove_from_crl, {}}};
    add(other, newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked) << "the hold stays";
    older.revoked.clear();
    all.lists[1] = test_pki::make_crl(all.pki.ca, older);
    newer.revoked.clear();
    all.lists[2] = test_pki::make_crl(other, newer);
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    newer.this_update = day("2026-05-10");
    newer.revoked = revocation();
    add(all.pki.ca, newer);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked) << "by the own key's delta";
}

TEST_F(namesakes, of_one_key_and_scope_the_newest_decides) {
    older.revoked = {{leaf.der, day("2026-04-01"), 6, {}}};
    add(all.pki.ca, older);
    add(all.pki.ca, newer);
    EXPECT_TRUE(all.judge(leaf).passed()) << "the hold is over: " << why(all.judge(leaf));
    older.extensions = {{"issuingDistributionPoint", "critical,DER:30038101ff"}};
    add(all.pki.ca, older);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked) << "but not in a list of another scope";
}

}  // namespace
}  // namespace gw::pki
