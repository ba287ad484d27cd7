// The rules of the profiles, each with a certificate that passes and one that fails for exactly its code.
#include <openssl/rsa.h>

#include <set>

#include "fixture.hpp"
#include "pki/profile.hpp"

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

test_pki::key_ptr rsa_with_exponent_3() {
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> three(BN_new(), BN_free);
    BN_set_word(three.get(), 3);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048);
    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), three.get());
    EVP_PKEY_generate(context.get(), &key);
    return {key, EVP_PKEY_free};
}

// What breaks one rule of the `nca` profile and no other.
struct breach {
    std::string rule;
    errc code;
    certificate_ptr leaf;
    purpose use = purpose::sign;
    timestamp at = test_pki::day("2026-06-01");
};

std::vector<breach> breaches() {
    const test_pki::identity root = test_pki::self_signed([] {
        auto spec = test_pki::authority("ROOT");
        spec.kind = test_pki::key_kind::rsa2048;
        return spec;
    }());
    const auto made = [&root](auto change, test_pki::key_kind kind = test_pki::key_kind::p256) {
        auto spec = test_pki::person("850101300123");
        spec.kind = kind;
        change(spec);
        return decode(test_pki::issue(root, spec));
    };
    using spec = test_pki::certificate_spec;
    const auto as_is = [](spec&) {};
    const auto authority = [](spec& one) {
        one.ca = true;
        one.key_usage = "critical,digitalSignature,nonRepudiation,keyCertSign";
    };
    const auto usage = [](spec& one) { one.key_usage = "critical,keyAgreement"; };
    const auto sign_in = [](spec& one) { one.extended_key_usage = {test_pki::role::client_auth}; };
    const auto mail = [](spec& one) { one.extended_key_usage = {test_pki::role::email_protection}; };
    const auto sign_in_authority = [&](spec& one) {
        authority(one);
        sign_in(one);
    };
    const auto sign_in_usage = [&](spec& one) {
        usage(one);
        sign_in(one);
    };
    return {
        {"weak_signature", errc::certificate_algorithm_forbidden,
         made([](spec& one) { one.digest = "SHA1"; })},
        {"small_key", errc::key_too_weak, made(as_is, test_pki::key_kind::rsa1024)},
        {"rsa_below_3072", errc::key_too_weak, made(as_is, test_pki::key_kind::rsa2048), purpose::sign,
         test_pki::day("2031-01-02")},
        {"small_exponent", errc::key_too_weak, made([](spec& one) { one.key = rsa_with_exponent_3(); })},
        {"foreign_key", errc::certificate_algorithm_forbidden, made(as_is, test_pki::key_kind::ed25519)},
        {"authority_signs", errc::key_usage_wrong, made(authority)},
        {"signer_usage", errc::key_usage_wrong, made(usage)},
        {"signer_purpose", errc::key_usage_wrong, made(sign_in)},
        {"authority_signs_in", errc::key_usage_wrong, made(sign_in_authority), purpose::authenticate},
        {"client_usage", errc::key_usage_wrong, made(sign_in_usage), purpose::authenticate},
        {"client_purpose", errc::key_usage_wrong, made(mail), purpose::authenticate},
    };
}

TEST(profile_rules, each_is_switched_off_by_its_name_and_by_no_other) {
    const auto names = switchable_rules();
    std::set<std::string> tried;
    for (const breach& one : breaches()) {
        const certificate_path path{one.leaf, one.leaf};
        policy rules;
        rules.purpose = one.use;
        for (const auto name : names)
            if (name != one.rule) rules.rules_off.emplace_back(name);
        const auto failed = check_profile(path, 0, rules, one.at);
        ASSERT_TRUE(failed) << one.rule;
        EXPECT_EQ(failed->code(), one.code) << one.rule;
        rules.rules_off = {one.rule};
        const auto passed = check_profile(path, 0, rules, one.at);
        EXPECT_FALSE(passed) << one.rule << ": " << passed->to_string();
        tried.insert(one.rule);
    }
    EXPECT_EQ(tried, (std::set<std::string>(names.begin(), names.end())));
}

TEST(profile_rules, the_end_date_of_a_size_is_the_day_it_says) {
    const breach one = breaches()[2];
    const policy rules;
    EXPECT_FALSE(check_profile({one.leaf, one.leaf}, 0, rules, test_pki::day("2030-12-31")));
    EXPECT_EQ(check_profile({one.leaf, one.leaf}, 0, rules, one.at)->code(), errc::key_too_weak);
}

TEST_F(profile_test, what_rfc5280_demands_cannot_be_switched_off) {
    all = judged_pki(test_pki::key_kind::rsa2048);
    auto spec = test_pki::person("850101300123");
    spec.digest = "MD5";
    for (const auto name : switchable_rules())
        all.rules.rules_off.emplace_back(name);
    EXPECT_EQ(code_of(all.judge(spec)), errc::certificate_algorithm_forbidden);
}

}  // namespace
}  // namespace gw::pki
