// Revocation: unknown is never good, and every answer leaves its evidence.
#include "fixture.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

struct revocation_test : testing::Test {
    judged_pki all;
    test_pki::identity leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));

    // Replaces the list of the issuing authority.
    void publish(const test_pki::crl_spec& spec) { all.lists[1] = test_pki::make_crl(all.pki.ca, spec); }
};

TEST_F(revocation_test, good_has_evidence_for_every_certificate_but_the_anchor) {
    const verdict given = all.judge(leaf);
    ASSERT_TRUE(given.passed()) << why(given);
    ASSERT_EQ(given.revocation.size(), 2u);
    const revocation_evidence& first = given.revocation.front();
    EXPECT_EQ(first.certificate_sha256, to_hex(decode(leaf)->sha256()));
    EXPECT_EQ(first.source, "crl");
    EXPECT_EQ(first.status, "good");
    EXPECT_EQ(first.number, "1");
    EXPECT_EQ(first.sha256, to_hex(decode_crl(all.pki.ca_crl)->sha256()));
    EXPECT_EQ(first.this_update, day("2026-05-01"));
    EXPECT_EQ(given.valid_until, day("2026-12-01")) << "nextUpdate comes before notAfter";
}

TEST_F(revocation_test, revoked_leaf) {
    test_pki::crl_spec spec;
    spec.revoked = {{leaf.der, day("2026-04-01"), 1}};
    publish(spec);
    const verdict given = all.judge(leaf);
    EXPECT_EQ(code_of(given), errc::certificate_revoked);
    EXPECT_EQ(given.indication(), indication::total_failed);
    EXPECT_EQ(given.revocation.front().status, "revoked");
    EXPECT_EQ(given.revocation.front().revoked->reason, 1);
    EXPECT_EQ(given.valid_until, day("2026-12-01"));
}

TEST_F(revocation_test, certificate_on_hold_is_revoked) {
    test_pki::crl_spec spec;
    spec.revoked = {{leaf.der, day("2026-04-01"), 6}};
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(revocation_test, newest_list_counts) {
    test_pki::crl_spec held;
    held.revoked = {{leaf.der, day("2026-04-01"), 6}};
    publish(held);
    test_pki::crl_spec released;
    released.this_update = day("2026-05-20");
    all.lists.push_back(test_pki::make_crl(all.pki.ca, released));
    EXPECT_TRUE(all.judge(leaf).passed());
}

TEST_F(revocation_test, revoked_authority) {
    test_pki::crl_spec spec;
    spec.revoked = {{all.pki.ca.der, day("2026-04-01"), 2}};
    all.lists[0] = test_pki::make_crl(all.pki.root, spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::ca_revoked);
    spec.revoked = {{leaf.der, day("2026-04-01"), 1}};
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::ca_revoked) << "before the holder's own";
}

TEST_F(revocation_test, revocation_after_the_moment_does_not_revoke_and_ends_the_verdict) {
    test_pki::crl_spec spec;
    spec.this_update = day("2026-08-01");  // issued after the moment: usable
    spec.revoked = {{leaf.der, day("2026-07-01"), 1}};
    publish(spec);
    const verdict given = all.judge(leaf);
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.valid_until, day("2026-07-01"));
    all.at = day("2026-07-01");
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(revocation_test, no_list_is_indeterminate) {
    all.lists = {all.pki.root_crl};
    const verdict given = all.judge(leaf);
    EXPECT_EQ(code_of(given), errc::revocation_unavailable);
    EXPECT_EQ(given.indication(), indication::indeterminate);
    EXPECT_EQ(given.sub_indication(), sub_indication::try_later);
    EXPECT_EQ(given.revocation.front().status, "unknown");
    EXPECT_EQ(given.valid_until, given.at) << "not to be remembered";
    all.lists = {all.pki.ca_crl};
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable) << "the authority's own status";
    all.rules.revocation = revocation_mode::skip;
    EXPECT_TRUE(all.judge(leaf).passed());
}

TEST_F(revocation_test, list_of_another_key_of_that_name_does_not_count) {
    const test_pki::hierarchy twin;
    all.lists[1] = twin.ca_crl;
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    // Not even when the other authority is trusted for its own certificates.
    all.anchors.push_back(decode(twin.root));
    all.certificates.push_back(decode(twin.ca));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
}

TEST_F(revocation_test, stale_list) {
    all.at = day("2026-12-01");
    EXPECT_TRUE(all.judge(leaf).passed()) << "the last moment";
    all.at += seconds(1);
    const verdict given = all.judge(leaf);
    EXPECT_EQ(code_of(given), errc::revocation_stale);
    EXPECT_EQ(given.sub_indication(), sub_indication::try_later);
}

TEST_F(revocation_test, oldest_permitted_age) {
    all.rules.max_crl_age = std::chrono::days(31);
    const verdict given = all.judge(leaf);
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.valid_until, day("2026-06-01"));
    all.at += seconds(1);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_stale);
}

TEST_F(revocation_test, list_without_next_update_needs_a_permitted_age) {
    test_pki::crl_spec spec;
    spec.next_update = std::nullopt;
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_stale);
    all.rules.max_crl_age = std::chrono::days(60);
    EXPECT_TRUE(all.judge(leaf).passed());
}

// A list issued after the moment in question is usable, and says what it says.
TEST_F(revocation_test, list_issued_after_the_certificate_expired_counts) {
    test_pki::crl_spec spec;
    spec.this_update = day("2027-02-01");
    spec.next_update = day("2027-12-01");
    publish(spec);
    EXPECT_TRUE(all.judge(leaf).passed());
    spec.revoked = {{leaf.der, day("2026-04-01"), 1}};
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(revocation_test, expired_and_revoked_is_expired) {
    test_pki::crl_spec spec;
    spec.next_update = day("2028-01-01");
    spec.revoked = {{leaf.der, day("2026-04-01"), 1}};
    publish(spec);
    all.at = day("2027-06-01");
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_expired);
}

// RFC 5280 6.3.3 (f): a list may be signed with another key of its issuer, certified on the same path.
TEST_F(revocation_test, separate_key_for_lists) {
    test_pki::certificate_spec spec = test_pki::authority("ТЕСТ ISSUING CA");
    spec.key_usage = "critical,cRLSign";
    spec.ca = false;
    const auto signer = test_pki::issue(all.pki.root, spec);
    all.lists[1] = test_pki::make_crl(signer, {});
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable) << "its signer is not known";
    all.certificates.push_back(decode(signer));
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    test_pki::crl_spec revoked;
    revoked.revoked = {{signer.der, day("2026-04-01"), 1}};
    all.lists[0] = test_pki::make_crl(all.pki.root, revoked);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable) << "the key for lists is revoked";
}

TEST_F(revocation_test, weak_signature_of_a_list_is_refused_by_nca) {
    all = judged_pki(test_pki::key_kind::rsa2048);
    leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    test_pki::crl_spec spec;
    spec.digest = "SHA1";
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    all.rules.profile = profile::rfc5280;
    EXPECT_TRUE(all.judge(leaf).passed());
}

}  // namespace
}  // namespace gw::pki
