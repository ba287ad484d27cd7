// RFC 5280 section 6.3.3 with lists that are not full ones: deltas, scopes, reasons, indirect lists.
#include "fixture.hpp"
#include "pki/der.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

// The DER of a scope in hex, for issuingDistributionPoint.
test_pki::extension scope(const std::string& hex) {
    return {"issuingDistributionPoint", "critical,DER:" + hex};
}
test_pki::extension delta_of(long base) {
    return {"2.5.29.27", "critical,DER:" + to_hex(octets{'\x02', '\x01', static_cast<char>(base)})};
}

struct crl_rules : testing::Test {
    judged_pki all;
    test_pki::identity leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));

    void publish(const test_pki::crl_spec& spec) { all.lists[1] = test_pki::make_crl(all.pki.ca, spec); }
    void add(const test_pki::crl_spec& spec) { all.lists.push_back(test_pki::make_crl(all.pki.ca, spec)); }
    void publish_full(long number, int reason = -1) {
        test_pki::crl_spec spec;
        spec.number = number;
        if (reason >= 0) spec.revoked = {{leaf.der, day("2026-04-01"), reason, {}}};
        publish(spec);
    }
    test_pki::crl_spec delta(long base, int reason, const std::string& this_update = "2026-05-20") {
        test_pki::crl_spec spec;
        spec.number = 1;  // a sequence of its own, as НУЦ РК's
        spec.this_update = day(this_update);
        spec.extensions = {delta_of(base)};
        if (reason >= 0) spec.revoked = {{leaf.der, day("2026-05-10"), reason, {}}};
        return spec;
    }
    test_pki::identity leaf_at(const std::string& points) {
        test_pki::certificate_spec spec = test_pki::person("850101300123");
        spec.extensions = {{"crlDistributionPoints", points}};
        return test_pki::issue(all.pki.ca, spec);
    }
};

TEST_F(crl_rules, a_delta_revokes_what_its_base_does_not) {
    publish_full(9);
    EXPECT_TRUE(all.judge(leaf).passed());
    add(delta(9, 1));
    const verdict given = all.judge(leaf);
    EXPECT_EQ(code_of(given), errc::certificate_revoked);
    ASSERT_EQ(given.revocation.size(), 3u) << "full list and delta of the leaf, list of the authority";
    EXPECT_EQ(given.revocation[1].source, "delta_crl");
    ASSERT_TRUE(given.path.front().failure.has_value());
    EXPECT_EQ(given.path.front().failure->code(), errc::certificate_revoked);
    EXPECT_FALSE(given.path[1].failure.has_value());
}

TEST_F(crl_rules, a_delta_takes_a_hold_back) {
    publish_full(9, 6);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
    add(delta(9, remove_from_crl));
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
}

TEST_F(crl_rules, a_delta_whose_base_is_missing_takes_nothing_back_and_still_revokes) {
    publish_full(9, 6);
    add(delta(10, remove_from_crl));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
    publish_full(9);
    all.lists.back() = test_pki::make_crl(all.pki.ca, delta(10, 1));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(crl_rules, a_delta_older_than_the_full_list_says_nothing) {
    publish_full(9, 6);
    add(delta(8, remove_from_crl, "2026-04-20"));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

TEST_F(crl_rules, of_two_deltas_the_newer_counts) {
    publish_full(9);
    add(delta(9, 6, "2026-05-20"));
    add(delta(9, remove_from_crl, "2026-05-21"));
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
}

TEST_F(crl_rules, a_stale_delta_says_nothing_and_a_stale_base_is_stale) {
    publish_full(9);
    auto late = delta(9, 1);
    late.next_update = day("2026-05-25");
    add(late);
    EXPECT_TRUE(all.judge(leaf).passed());
    test_pki::crl_spec stale;
    stale.number = 9;
    stale.next_update = day("2026-05-25");
    publish(stale);
    all.lists.back() = test_pki::make_crl(all.pki.ca, delta(9, -1));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_stale);
}

TEST_F(crl_rules, a_delta_alone_is_no_list) {
    all.lists[1] = test_pki::make_crl(all.pki.ca, delta(9, -1));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
}

TEST_F(crl_rules, a_delta_with_another_scope_says_nothing) {
    publish_full(9);
    auto other = delta(9, 1);
    other.extensions.push_back(scope("30038101ff"));
    add(other);
    EXPECT_TRUE(all.judge(leaf).passed());
}

TEST_F(crl_rules, kinds_of_certificates) {
    test_pki::crl_spec spec;
    spec.extensions = {scope("30038101ff")};  // users
    publish(spec);
    EXPECT_TRUE(all.judge(leaf).passed());
    spec.extensions = {scope("30038201ff")};  // authorities
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    spec.extensions = {scope("30038501ff")};  // attribute certificates
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
}

TEST_F(crl_rules, distribution_points_have_to_match) {
    test_pki::crl_spec spec;
    spec.extensions = {scope("300ea00ca00a8608687474703a2f2f61")};  // http://a
    publish(spec);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable) << "the certificate names none";
    EXPECT_TRUE(all.judge(leaf_at("URI:http://a")).passed());
    EXPECT_TRUE(all.judge(leaf_at("URI:http://b,URI:http://a")).passed());
    EXPECT_EQ(code_of(all.judge(leaf_at("URI:http://b"))), errc::revocation_unavailable);
}

TEST_F(crl_rules, lists_for_some_reasons_add_up_to_all) {
    test_pki::crl_spec compromise, others;
    compromise.extensions = {scope("300483020640")};
    others.extensions = {scope("3005830307bf80")};
    publish(compromise);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    add(others);
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    others.revoked = {{leaf.der, day("2026-04-01"), 4, {}}};
    all.lists.back() = test_pki::make_crl(all.pki.ca, others);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
}

// A list of the root's for certificates of the issuing authority, which says so in the certificate.
struct indirect_lists : crl_rules {
    test_pki::crl_spec spec;
    indirect_lists() {
        all.lists.pop_back();
        spec.extensions = {scope("30038401ff")};
        leaf = leaf_issued_for(octets(decode(all.pki.root)->subject_der()));
    }
    test_pki::identity leaf_issued_for(const octets& crl_issuer) {
        test_pki::certificate_spec wanted = test_pki::person("850101300123");
        const octets issuer = der::encode(0xa2, der::encode(0xa4, crl_issuer));
        wanted.extensions = {
            {"crlDistributionPoints",
             "DER:" + to_hex(der::encode(der::sequence, der::encode(der::sequence, issuer)))}};
        return test_pki::issue(all.pki.ca, wanted);
    }
    verdict judge_with_list() {
        all.lists.resize(1);
        all.lists.push_back(test_pki::make_crl(all.pki.root, spec));
        return all.judge(leaf);
    }
};

TEST_F(indirect_lists, count_where_the_certificate_names_their_issuer) {
    EXPECT_TRUE(judge_with_list().passed()) << why(judge_with_list());
    spec.extensions.clear();
    EXPECT_EQ(code_of(judge_with_list()), errc::revocation_unavailable) << "the list is not indirect";
    spec.extensions = {scope("30038401ff")};
    leaf = leaf_issued_for(octets(decode(leaf)->subject_der()));
    EXPECT_EQ(code_of(judge_with_list()), errc::revocation_unavailable) << "another issuer is named";
}

TEST_F(indirect_lists, name_the_issuer_of_an_entry) {
    spec.revoked = {{leaf.der, day("2026-04-01"), 1, {}}};
    EXPECT_TRUE(judge_with_list().passed()) << "the entry is of the list's own issuer";
    spec.revoked = {{leaf.der, day("2026-04-01"), 1, all.pki.ca.der}};
    EXPECT_EQ(code_of(judge_with_list()), errc::certificate_revoked);
}

TEST_F(indirect_lists, only_they_may_name_other_issuers) {
    spec.extensions.clear();
    spec.revoked = {{leaf.der, day("2026-04-01"), 1, all.pki.ca.der}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(all.pki.root, spec))), errc::crl_entry_malformed);
}

TEST_F(indirect_lists, of_the_issuer_itself_count_only_without_a_promise_of_another) {
    spec.extensions = {scope("30038401ff")};
    all.lists.push_back(test_pki::make_crl(all.pki.ca, spec));
    EXPECT_TRUE(all.judge(test_pki::issue(all.pki.ca, test_pki::person("850101300123"))).passed());
    EXPECT_EQ(code_of(all.judge(leaf_at("URI:http://a"))), errc::revocation_unavailable);
}

TEST_F(crl_rules, a_signer_of_lists_that_only_its_own_list_vouches_for_is_not_believed) {
    test_pki::certificate_spec spec = test_pki::authority("ТЕСТ ROOT CA");
    spec.key_usage = "critical,cRLSign";
    spec.ca = false;
    const auto signer = test_pki::issue(all.pki.root, spec);
    all.certificates.push_back(decode(signer));
    all.lists[0] = test_pki::make_crl(signer, {});
    EXPECT_EQ(code_of(all.judge(leaf)), errc::revocation_unavailable);
    all.lists.push_back(all.pki.root_crl);
    EXPECT_TRUE(all.judge(leaf).passed());
}

TEST_F(crl_rules, lists_of_an_authority_that_came_with_the_message_count) {
    const auto helper = all.certificates.front();
    all.certificates.clear();
    EXPECT_TRUE(all.judge(leaf, {helper}).passed()) << why(all.judge(leaf, {helper}));
}

}  // namespace
}  // namespace gw::pki
