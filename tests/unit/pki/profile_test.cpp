// The rules of the profiles, each with a certificate that passes and one that fails for exactly its code.
#include "fixture.hpp"

namespace gw::pki {
namespace {

struct profile_test : testing::Test {
    judged_pki all;

    errc nca(const test_pki::certificate_spec& spec) {
        all.rules.profile = profile::nca;
        return code_of(all.judge(spec));
    }
    bool passes_rfc5280(const test_pki::certificate_spec& spec) {
        all.rules.profile = profile::rfc5280;
        const verdict given = all.judge(spec);
        EXPECT_TRUE(given.passed()) << why(given);
        return given.passed();
    }
};

TEST_F(profile_test, signing_certificates_of_all_kinds_pass) {
    EXPECT_TRUE(all.judge(test_pki::person("850101300123")).passed());
    EXPECT_TRUE(all.judge(test_pki::organisation("850101300123", "960340000514")).passed());
    EXPECT_TRUE(all.judge(test_pki::information_system("960340000514")).passed());
    auto rsa = test_pki::person("850101300123");
    rsa.kind = test_pki::key_kind::rsa2048;
    EXPECT_TRUE(all.judge(rsa).passed());
}

TEST_F(profile_test, key_usage_must_be_for_signing) {
    auto spec = test_pki::person("850101300123");
    for (const char* usage : {"critical,digitalSignature,keyEncipherment", "critical,nonRepudiation", ""}) {
        spec.key_usage = usage;
        EXPECT_EQ(nca(spec), errc::key_usage_wrong) << usage;
        EXPECT_TRUE(passes_rfc5280(spec)) << usage;
    }
    spec.key_usage =
        "digitalSignature,nonRepudiation,keyAgreement";  // GOST-2015 has one certificate for both
    all.rules.profile = profile::nca;
    EXPECT_TRUE(all.judge(spec).passed());
    spec.key_usage = "critical,keyEncipherment";
    all.rules.purpose = purpose::any;
    EXPECT_TRUE(all.judge(spec).passed()) << "a key that is not asked to sign";
}

TEST_F(profile_test, certificate_for_signing_in_is_refused) {
    auto spec = test_pki::person("850101300123");
    spec.extended_key_usage = {test_pki::role::client_auth, test_pki::role::individual};
    EXPECT_EQ(nca(spec), errc::key_usage_wrong);
    spec.extended_key_usage = {test_pki::role::server_auth};
    EXPECT_EQ(nca(spec), errc::key_usage_wrong);
    EXPECT_TRUE(passes_rfc5280(spec));
    spec.extended_key_usage = {test_pki::role::client_auth, test_pki::role::email_protection};
    all.rules.profile = profile::nca;
    EXPECT_TRUE(all.judge(spec).passed());
}

TEST_F(profile_test, authority_does_not_sign_messages) {
    all.rules.profile = profile::nca;
    EXPECT_EQ(code_of(all.judge(all.pki.ca)), errc::key_usage_wrong);
    all.rules.profile = profile::rfc5280;
    EXPECT_TRUE(all.judge(all.pki.ca).passed());
}

TEST_F(profile_test, short_rsa_key_is_too_weak) {
    auto spec = test_pki::person("850101300123");
    spec.kind = test_pki::key_kind::rsa1024;
    EXPECT_EQ(nca(spec), errc::key_too_weak);
    EXPECT_TRUE(passes_rfc5280(spec));
}

TEST_F(profile_test, foreign_key_type_is_forbidden) {
    auto spec = test_pki::person("850101300123");
    spec.kind = test_pki::key_kind::ed25519;
    EXPECT_EQ(nca(spec), errc::certificate_algorithm_forbidden);
    EXPECT_TRUE(passes_rfc5280(spec));
}

TEST_F(profile_test, sha1_is_forbidden_by_nca_and_md5_by_both) {
    all = judged_pki(test_pki::key_kind::rsa2048);
    auto spec = test_pki::person("850101300123");
    spec.digest = "SHA1";
    EXPECT_EQ(nca(spec), errc::certificate_algorithm_forbidden);
    EXPECT_TRUE(passes_rfc5280(spec));
    spec.digest = "MD5";
    EXPECT_EQ(nca(spec), errc::certificate_algorithm_forbidden);
    all.rules.profile = profile::rfc5280;
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_algorithm_forbidden);
}

TEST_F(profile_test, own_signature_of_an_anchor_is_not_judged) {
    auto spec = test_pki::authority("OLD ROOT");
    spec.kind = test_pki::key_kind::rsa2048;
    spec.digest = "SHA1";
    const auto root = test_pki::self_signed(spec);
    all.anchors.push_back(decode(root));
    all.lists.push_back(test_pki::make_crl(root, {}));
    const verdict given = all.judge(test_pki::issue(root, test_pki::person("850101300123")));
    EXPECT_TRUE(given.passed()) << why(given);
}

TEST_F(profile_test, explicit_curve_is_refused_by_both) {
    auto spec = test_pki::person("850101300123");
    spec.key = test_pki::make_key(test_pki::key_kind::p256);
    ASSERT_EQ(EVP_PKEY_set_utf8_string_param(spec.key.get(), "encoding", "explicit"), 1);
    EXPECT_EQ(nca(spec), errc::certificate_algorithm_forbidden);
    all.rules.profile = profile::rfc5280;
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_algorithm_forbidden);
}

TEST_F(profile_test, validity_is_judged_before_the_profile) {
    auto spec = test_pki::person("850101300123");
    spec.key_usage = "critical,keyEncipherment";
    spec.not_after = test_pki::day("2026-05-01");
    EXPECT_EQ(nca(spec), errc::certificate_expired);
}

}  // namespace
}  // namespace gw::pki
