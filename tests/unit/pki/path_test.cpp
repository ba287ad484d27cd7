// Paths: found, refused for the right reason, and never endless.
#include "pki/path.hpp"
#include "fixture.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

TEST(path, leaf_to_anchor_passes_and_is_reported) {
    const judged_pki all;
    const verdict given = all.judge(test_pki::person("850101300123"));
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.indication(), indication::total_passed);
    ASSERT_EQ(given.path.size(), 3u);
    EXPECT_EQ(given.path[1].certificate->der(), all.pki.ca.der);
    EXPECT_FALSE(given.path[0].anchor);
    EXPECT_TRUE(given.path[2].anchor);
    EXPECT_EQ(given.trust_version, all.snapshot()->version());
    EXPECT_EQ(given.at, all.at);
}

TEST(path, helper_from_the_message_completes_it_but_is_no_anchor) {
    judged_pki all;
    const auto leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    all.rules.revocation = revocation_mode::skip;
    all.certificates.clear();
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_chain_not_found);
    EXPECT_TRUE(all.judge(leaf, {decode(all.pki.ca)}).passed());
    all.anchors.clear();
    EXPECT_EQ(code_of(all.judge(leaf, {decode(all.pki.ca), decode(all.pki.root)})),
              errc::certificate_chain_not_found);
}

TEST(path, foreign_authority_of_the_same_name_leads_nowhere) {
    const judged_pki all;
    const test_pki::hierarchy twin;
    const auto leaf = test_pki::issue(twin.ca, test_pki::person("850101300123"));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_chain_not_found);
    EXPECT_EQ(code_of(all.judge(leaf, {decode(twin.ca), decode(twin.root)})),
              errc::certificate_chain_not_found);
    const verdict given = all.judge(leaf);
    EXPECT_EQ(given.indication(), indication::indeterminate);
    EXPECT_EQ(given.path.size(), 1u);
}

TEST(path, changed_leaf_has_a_wrong_signature) {
    const judged_pki all;
    auto leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    const std::size_t digit = leaf.der.find("IIN850101300123") + 10;
    leaf.der[digit] = '9';
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_signature_wrong);
}

TEST(path, self_signed_leaf_leads_nowhere_unless_it_is_an_anchor) {
    judged_pki all;
    const auto leaf = test_pki::self_signed(test_pki::person("850101300123"));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_chain_not_found);
    all.anchors.push_back(decode(leaf));
    const verdict given = all.judge(leaf);
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.path.size(), 1u);
}

TEST(path, issuing_authority_may_be_the_anchor) {
    judged_pki all;
    all.anchors = {decode(all.pki.ca)};
    all.certificates.clear();
    const verdict given = all.judge(test_pki::person("850101300123"));
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.path.size(), 2u);
}

TEST(path, leaf_as_issuer_is_refused) {
    judged_pki all;
    const auto middle = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    const auto leaf = test_pki::issue(middle, test_pki::person("850101300124"));
    EXPECT_EQ(code_of(all.judge(leaf, {decode(middle)})), errc::issuer_not_authority);
}

TEST(path, authority_without_key_cert_sign_is_refused) {
    judged_pki all;
    test_pki::certificate_spec spec = test_pki::authority("NO CERTIFICATES");
    spec.key_usage = "critical,cRLSign";
    const auto middle = test_pki::issue(all.pki.root, spec);
    all.lists.push_back(test_pki::make_crl(middle, {}));
    all.certificates.push_back(decode(middle));
    EXPECT_EQ(code_of(all.judge(test_pki::issue(middle, test_pki::person("850101300124")))),
              errc::issuer_key_usage_wrong);
}

TEST(path, path_length_is_kept) {
    judged_pki all;  // the issuing authority has pathLenConstraint 0
    const auto below = test_pki::issue(all.pki.ca, test_pki::authority("BELOW"));
    all.lists.push_back(test_pki::make_crl(below, {}));
    all.certificates.push_back(decode(below));
    EXPECT_EQ(code_of(all.judge(test_pki::issue(below, test_pki::person("850101300124")))),
              errc::path_length_exceeded);
}

TEST(path, name_constraints_are_kept) {
    judged_pki all;
    test_pki::certificate_spec spec = test_pki::authority("CONSTRAINED");
    spec.extensions = {{"nameConstraints", "critical,permitted;email:example.kz"}};
    const auto middle = test_pki::issue(all.pki.root, spec);
    all.lists.push_back(test_pki::make_crl(middle, {}));
    all.certificates.push_back(decode(middle));
    const auto mail = [&](const std::string& address) {
        auto person = test_pki::person("850101300123");
        person.extensions = {{"subjectAltName", "email:" + address}};
        return all.judge(test_pki::issue(middle, person));
    };
    EXPECT_TRUE(mail("a@example.kz").passed());
    EXPECT_EQ(code_of(mail("a@example.com")), errc::name_constraint_violated);
}

// RFC 5280 3.2: a certificate of the new key signed with the old one, and a leaf below it. Without key
// identifiers only the keys tell a step of a roll-over from a root.
TEST(path, a_roll_over_without_key_identifiers_is_no_root) {
    judged_pki all;
    auto spec = test_pki::authority("ROLLED OVER");
    spec.key_identifiers = false;
    const auto old_key = test_pki::self_signed(spec);
    const auto new_key = test_pki::issue(old_key, spec);
    auto person = test_pki::person("850101300123");
    person.key_identifiers = false;
    const auto leaf = test_pki::issue(new_key, person);
    all.anchors = {decode(old_key)};
    all.certificates = {decode(new_key)};
    test_pki::crl_spec list;
    list.key_identifier = false;
    all.lists = {test_pki::make_crl(old_key, list), test_pki::make_crl(new_key, list)};
    const verdict given = all.judge(leaf);
    ASSERT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.path.size(), 3u);
    EXPECT_TRUE(all.judge(new_key).failure) << "nca: an authority signs no message";
    all.rules.profile = profile::rfc5280;
    EXPECT_TRUE(all.judge(new_key).passed()) << "the step itself as the leaf";
    list.revoked = {{leaf.der, day("2026-04-01"), 1, {}}};
    all.lists.back() = test_pki::make_crl(new_key, list);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_revoked);
    // One that its own key signed is a root, and nobody trusts it.
    all.anchors = {decode(all.pki.root)};
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_chain_not_found);
}

TEST(path, a_step_of_a_roll_over_keeps_its_constraints) {
    judged_pki all;
    all.rules.revocation = revocation_mode::skip;
    auto spec = test_pki::authority("ROLLED OVER");
    spec.key_identifiers = false;
    const auto old_key = test_pki::self_signed(spec);
    spec.extensions = {{"nameConstraints", "critical,permitted;email:example.kz"}};
    const auto new_key = test_pki::issue(old_key, spec);
    all.anchors = {decode(old_key)};
    all.certificates = {decode(new_key)};
    auto person = test_pki::person("850101300123");
    person.key_identifiers = false;
    person.extensions = {{"subjectAltName", "email:a@example.kz"}};
    EXPECT_TRUE(all.judge(test_pki::issue(new_key, person)).passed());
    person.extensions = {{"subjectAltName", "email:a@example.com"}};
    EXPECT_EQ(code_of(all.judge(test_pki::issue(new_key, person))), errc::name_constraint_violated);
}

TEST(path, a_leaf_without_a_name_has_another_that_is_critical) {
    judged_pki all;
    all.rules.profile = profile::rfc5280;
    auto spec = test_pki::person("850101300123");
    spec.subject.clear();
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_chain_invalid);
    spec.extensions = {{"subjectAltName", "email:a@example.kz"}};
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_chain_invalid);
    spec.extensions = {{"subjectAltName", "critical,email:a@example.kz"}};
    EXPECT_TRUE(all.judge(spec).passed());
}

TEST(path, who_may_sign_certificates_is_an_authority) {
    judged_pki all;
    all.rules.profile = profile::rfc5280;
    auto spec = test_pki::person("850101300123");
    spec.key_usage = "critical,digitalSignature,keyCertSign";
    EXPECT_EQ(code_of(all.judge(spec)), errc::issuer_not_authority);
    spec.key_usage = "critical,digitalSignature,cRLSign";
    EXPECT_TRUE(all.judge(spec).passed());
}

TEST(path, unknown_critical_extension_is_refused) {
    const judged_pki all;
    auto spec = test_pki::person("850101300123");
    spec.extensions = {{"1.2.3.4", "DER:0500"}};
    EXPECT_TRUE(all.judge(spec).passed());
    spec.extensions = {{"1.2.3.4", "critical,DER:0500"}};
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_extension_unknown);
}

TEST(path, required_policy_is_checked) {
    judged_pki all;
    test_pki::certificate_spec authority = test_pki::authority("WITH POLICY");
    authority.extensions = {{"certificatePolicies", "DER:300a300806062a830e030302"}};
    const auto middle = test_pki::issue(all.pki.root, authority);
    all.lists.push_back(test_pki::make_crl(middle, {}));
    all.certificates.push_back(decode(middle));
    auto person = test_pki::person("850101300123");
    person.extensions = {{"certificatePolicies", "DER:300a300806062a830e030302"}};
    const auto leaf = test_pki::issue(middle, person);
    all.rules.require_explicit_policy = true;
    all.rules.certificate_policies = {"1.2.398.3.3.2"};
    EXPECT_TRUE(all.judge(leaf).passed()) << why(all.judge(leaf));
    all.rules.certificate_policies = {"1.2.398.3.3.9"};
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_policy_unacceptable);
}

TEST(path, dates_of_every_certificate_count) {
    judged_pki all;
    const auto leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    all.rules.revocation = revocation_mode::skip;
    all.at = day("2027-01-01");
    EXPECT_TRUE(all.judge(leaf).passed()) << "the last moment";
    all.at += seconds(1);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_expired);
    EXPECT_EQ(all.judge(leaf).sub_indication(), sub_indication::expired);
    all.at = day("2026-01-01");
    EXPECT_TRUE(all.judge(leaf).passed()) << "the first moment";
    all.at -= seconds(1);
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_not_yet_valid);
}

TEST(path, expired_authority_and_expired_anchor_fail) {
    judged_pki all;
    test_pki::certificate_spec spec = test_pki::authority("SHORT");
    spec.not_after = day("2026-05-01");
    const auto middle = test_pki::issue(all.pki.root, spec);
    const auto leaf = test_pki::issue(middle, test_pki::person("850101300124"));
    EXPECT_EQ(code_of(all.judge(leaf, {decode(middle)})), errc::certificate_expired);
    all.anchors.push_back(decode(middle));
    EXPECT_EQ(code_of(all.judge(leaf)), errc::certificate_expired);
}

TEST(path, another_way_is_taken_when_one_fails) {
    judged_pki all;
    all.rules.revocation = revocation_mode::skip;
    // The same authority and key certified twice: once expired, once in force.
    test_pki::certificate_spec spec = test_pki::authority("RENEWED");
    spec.not_after = day("2026-05-01");
    const auto old_one = test_pki::issue(all.pki.root, spec);
    spec.key = old_one.key;
    spec.not_after = day("2030-01-01");
    const auto new_one = test_pki::issue(all.pki.root, spec);
    const auto leaf = test_pki::issue(old_one, test_pki::person("850101300124"));
    EXPECT_EQ(code_of(all.judge(leaf, {decode(old_one)})), errc::certificate_expired);
    EXPECT_TRUE(all.judge(leaf, {decode(old_one), decode(new_one)}).passed());
    EXPECT_TRUE(all.judge(leaf, {decode(new_one), decode(old_one)}).passed());
}

// Authorities that certify each other in circles under one name: the search ends by its budget.
TEST(path, circles_end) {
    judged_pki all;
    std::vector<test_pki::identity> knot;
    for (int i = 0; i < 8; ++i) {
        auto spec = test_pki::authority("KNOT");
        spec.key_identifiers = false;
        knot.push_back(test_pki::self_signed(spec));
    }
    std::vector<certificate_ptr> extra;
    for (const auto& issuer : knot) {
        for (const auto& subject : knot) {
            auto spec = test_pki::authority("KNOT");
            spec.key_identifiers = false;
            spec.key = subject.key;
            extra.push_back(decode(test_pki::issue(issuer, spec)));
        }
    }
    auto person = test_pki::person("850101300124");
    person.key_identifiers = false;
    EXPECT_EQ(code_of(all.judge(test_pki::issue(knot.front(), person), extra)), errc::path_search_exhausted);
    const std::vector<certificate_ptr> small(extra.begin(), extra.begin() + 1);
    EXPECT_EQ(code_of(all.judge(test_pki::issue(knot.front(), person), small)),
              errc::certificate_chain_not_found);
}

}  // namespace
}  // namespace gw::pki
