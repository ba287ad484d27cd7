// How lists and OCSP answers decide together: the order, both, grace, and what is written down about it.
#include "fixture.hpp"
#include "pki/ocsp_source.hpp"
#include "support/test_ocsp.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

struct ocsp_policy_test : testing::Test {
    judged_pki all;
    test_pki::identity leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    test_pki::identity responder = test_pki::issue(all.pki.ca, test_pki::ocsp_responder());
    std::vector<ocsp_finding> findings;

    void answer(const test_pki::ocsp_spec& spec = {}) {
        findings.push_back(
            {ocsp_response::from_der(test_pki::make_ocsp(responder, all.pki.ca, leaf.der, spec)).value(),
             std::nullopt,
             {}});
    }
    void answer_revoked() {
        test_pki::ocsp_spec spec;
        spec.status = 1;
        answer(spec);
    }
    // The list of the issuing authority; the root's stays.
    void list_missing() { all.lists = {all.pki.root_crl}; }
    void list_stale() {
        test_pki::crl_spec spec;
        spec.next_update = day("2026-05-31");
        all.lists = {all.pki.root_crl, test_pki::make_crl(all.pki.ca, spec)};
    }
    void list_revoked() {
        test_pki::crl_spec spec;
        spec.revoked = {{leaf.der, day("2026-05-01"), 1}};
        all.lists = {all.pki.root_crl, test_pki::make_crl(all.pki.ca, spec)};
    }
    verdict judge() const {
        const ocsp_list source(findings);
        return evaluate(decode(leaf), {}, *all.snapshot(), all.rules, all.at, &source);
    }
    static std::string rules_of(const verdict& given) {
        std::string text;
        for (const auto& one : given.revocation)
            text += one.source + " " + one.status + (one.rule.empty() ? "" : " " + one.rule) + "; ";
        return text;
    }
};

TEST_F(ocsp_policy_test, crl_first_does_not_ask_further) {
    answer_revoked();
    const auto given = judge();
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(rules_of(given), "crl good crl_first; crl good crl_first; ");
}

TEST_F(ocsp_policy_test, an_answer_makes_up_for_a_missing_list) {
    list_missing();
    EXPECT_EQ(code_of(judge()), errc::revocation_unavailable);
    answer();
    const auto given = judge();
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(rules_of(given), "crl unknown; ocsp good crl_first; crl good crl_first; ");
    EXPECT_TRUE(given.revocation[1].content);
    EXPECT_EQ(given.valid_until, day("2026-06-02"));
}

TEST_F(ocsp_policy_test, an_answer_makes_up_for_a_stale_list) {
    list_stale();
    answer_revoked();
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
}

TEST_F(ocsp_policy_test, ocsp_first_falls_back_to_the_list) {
    all.rules.order = revocation_order::ocsp_first;
    findings.push_back({nullptr, error(errc::ocsp_unreachable, "connect"), all.at + seconds(60)});
    auto given = judge();
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.revocation[0].problem, "ocsp_unreachable: connect");
    EXPECT_EQ(given.valid_until, all.at + seconds(60)) << "then the responder is asked again";
    list_revoked();
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
    findings.clear();
    answer();
    given = judge();
    EXPECT_EQ(given.revocation.front().rule, "ocsp_first");
    EXPECT_EQ(given.revocation.front().source, "ocsp");
}

TEST_F(ocsp_policy_test, an_unknown_answer_is_never_good) {
    list_missing();
    test_pki::ocsp_spec spec;
    spec.status = 2;
    answer(spec);
    const auto given = judge();
    EXPECT_EQ(code_of(given), errc::ocsp_status_unknown);
    EXPECT_EQ(given.indication(), indication::indeterminate);
    EXPECT_EQ(given.sub_indication(), sub_indication::try_later);
}

TEST_F(ocsp_policy_test, never_issued_is_a_revocation) {
    list_missing();
    test_pki::ocsp_spec spec;
    spec.status = 1;
    spec.revoked_at = timestamp();
    spec.reason = 6;
    spec.extended_revoke = true;
    answer(spec);
    EXPECT_EQ(code_of(judge()), errc::certificate_never_issued);
    EXPECT_EQ(judge().indication(), indication::total_failed);
}

TEST_F(ocsp_policy_test, of_several_answers_a_believable_revocation_wins) {
    list_missing();
    answer();
    answer_revoked();
    answer();
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
}

TEST_F(ocsp_policy_test, a_forged_revocation_does_not_win) {
    list_missing();
    answer();
    responder = test_pki::self_signed(test_pki::ocsp_responder());
    answer_revoked();
    EXPECT_TRUE(judge().passed());
}

TEST_F(ocsp_policy_test, both_must_be_good) {
    all.rules.order = revocation_order::both;
    EXPECT_EQ(code_of(judge()), errc::revocation_unavailable) << "no answer for anybody";
    answer();
    const auto root_says = test_pki::make_ocsp(all.pki.root, all.pki.root, all.pki.ca.der, {});
    findings.push_back({ocsp_response::from_der(root_says).value(), std::nullopt, {}});
    const auto given = judge();
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(rules_of(given), "crl good; ocsp good both; crl good; ocsp good both; ");
    list_missing();
    EXPECT_EQ(code_of(judge()), errc::revocation_unavailable);
    list_revoked();
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
    all.lists = {all.pki.root_crl, all.pki.ca_crl};
    answer_revoked();
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
}

TEST_F(ocsp_policy_test, grace_has_a_length_and_a_reason) {
    list_stale();
    EXPECT_EQ(code_of(judge()), errc::revocation_stale);
    all.rules.grace = seconds(2 * 24 * 3600);
    all.rules.grace_reason = "outage of 2026-05-31, order 12";
    const auto given = judge();
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.revocation.front().rule, "grace: outage of 2026-05-31, order 12");
    EXPECT_EQ(given.revocation.back().rule, "crl_first") << "the root's list needs none";
    all.rules.grace = seconds(60);
    EXPECT_EQ(code_of(judge()), errc::revocation_stale);
    list_missing();
    all.rules.grace = seconds(30 * 24 * 3600);
    EXPECT_EQ(code_of(judge()), errc::revocation_unavailable) << "grace makes nothing out of nothing";
}

TEST_F(ocsp_policy_test, grace_does_not_pardon) {
    test_pki::crl_spec spec;
    spec.next_update = day("2026-05-31");
    spec.revoked = {{leaf.der, day("2026-05-02"), 1}};
    all.lists = {all.pki.root_crl, test_pki::make_crl(all.pki.ca, spec)};
    all.rules.grace = seconds(2 * 24 * 3600);
    all.rules.grace_reason = "outage";
    EXPECT_EQ(code_of(judge()), errc::certificate_revoked);
}

TEST_F(ocsp_policy_test, the_reason_of_the_answer_is_told_when_there_is_no_list) {
    list_missing();
    responder = test_pki::self_signed(test_pki::ocsp_responder());
    answer();
    EXPECT_EQ(code_of(judge()), errc::ocsp_responder_unauthorised);
    findings = {{nullptr, error(errc::ocsp_malformed, "truncated"), {}}};
    const auto given = judge();
    EXPECT_EQ(code_of(given), errc::revocation_unavailable)
        << "rubbish from a responder does not condemn the certificate";
    EXPECT_NE(why(given).find("ocsp_malformed: truncated"), std::string::npos) << why(given);
}

}  // namespace
}  // namespace gw::pki
