// Certificates and lists of НУЦ РК (facts/kz-pki.md section 7), read from beside the project when they are
// there.
#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "fixture.hpp"

namespace gw::pki {
namespace {

const std::filesystem::path folder = "../shared/data/kz";

bool there() {
    if (std::filesystem::exists(folder)) return true;
    std::cout << "not there: " << folder.string() << '\n';
    return false;
}

certificate_ptr load(const std::string& name) {
    return read_certificates(read_file(folder / name).value()).value().front();
}
crl_ptr load_crl(const std::string& name) {
    return read_crl(read_file(folder / name).value()).value();
}

TEST(kz_data, every_certificate_decodes_and_gost_has_a_name) {
    if (!there()) return;
    std::size_t count = 0, gost = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".cer") continue;
        const auto read = read_certificates(read_file(entry.path()).value());
        ASSERT_TRUE(read.has_value()) << entry.path() << ": " << read.error().to_string();
        const certificate& cert = *read->front();
        ++count;
        if (!cert.is_gost()) continue;
        ++gost;
        EXPECT_NE(cert.signature_algorithm().find("GOST"), std::string::npos);
    }
    EXPECT_GE(count, 23u);
    EXPECT_GE(gost, 12u);
    EXPECT_EQ(load("prod/nca_gost_2022.cer")->key_algorithm(), "GOST R 34.10-2015-512");
    EXPECT_EQ(load("prod/nca_gost_2018.cer")->key_algorithm(), "GOST 34.310-2004");
    EXPECT_EQ(load("prod/root_rsa_2020.cer")->key_algorithm(), "RSA 4096");
}

TEST(kz_data, signing_certificate_of_a_person) {
    if (!there()) return;
    const auto cert = load("certs/individual_valid_sign_2004_rsa.cer");
    EXPECT_EQ(cert->iin(), "123456789011");
    EXPECT_EQ(cert->roles(), std::vector<std::string>{"individual"});
    EXPECT_EQ(cert->subject(),
              "CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, serialNumber=IIN123456789011, C=KZ, GIVENNAME=ТЕСТОВИЧ");
    EXPECT_EQ(load("certs/ceo_valid_sign_2004_gost.cer")->bin(), "123456789021");
}

TEST(kz_data, production_authorities_lead_to_their_roots) {
    if (!there()) return;
    // The roots of 2015 and 2020 nearly share their name; both are anchors here.
    const trust known(
        {load("prod/root_rsa_2015.cer"), load("prod/root_rsa_2020.cer"), load("prod/root_gost_2015.cer"),
         load("prod/root_gost_2020.cer"), load("prod/root_gost_2022.cer")},
        {}, {});
    policy rules;
    rules.profile = profile::rfc5280;
    rules.revocation = revocation_mode::skip;
    const auto judge = [&](const char* name, const char* at) {
        return evaluate(load(name), {}, known, rules, test_pki::day(at));
    };
    EXPECT_TRUE(judge("prod/nca_rsa_2022.cer", "2026-06-01").passed());
    EXPECT_TRUE(judge("prod/nca_rsa_2018.cer", "2020-06-01").passed());
    EXPECT_EQ(code_of(judge("prod/nca_rsa_2018.cer", "2026-06-01")), errc::certificate_expired);
    EXPECT_TRUE(judge("prod/nca_gost_2022.cer", "2026-06-01").passed());
    EXPECT_TRUE(judge("prod/nca_gost_2018.cer", "2020-06-01").passed());
    EXPECT_TRUE(judge("prod/ucgo_gost.cer", "2026-06-01").passed());
    EXPECT_TRUE(judge("prod/btsd_gost.cer", "2026-06-01").passed());
}

TEST(kz_data, test_signer_with_and_without_its_list) {
    if (!there()) return;
    const auto nca = load("test/nca_rsa_test.cer"), leaf = load("certs/individual_valid_sign_2004_rsa.cer");
    const auto list = load_crl("crl/nca_rsa_test.crl");
    const trust known({nca}, {}, {list});
    ASSERT_EQ(known.signed_crls().size(), 1u) << known.unusable_crls().front().why.to_string();
    const verdict given = evaluate(leaf, {}, known, {}, test_pki::day("2022-04-01"));
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(code_of(evaluate(leaf, {}, trust({nca}, {}, {}), {}, test_pki::day("2022-04-01"))),
              errc::revocation_unavailable);
    EXPECT_EQ(code_of(evaluate(leaf, {}, known, {}, test_pki::day("2022-10-01"))), errc::revocation_stale);
    EXPECT_EQ(code_of(evaluate(load("certs/individual_valid_sign_2004_rsa_auth.cer"), {}, known, {},
                               test_pki::day("2022-04-01"))),
              errc::key_usage_wrong);
}

TEST(kz_data, gost_signer_with_and_without_its_list) {
    if (!there()) return;
    const auto nca = load("test/nca_gost_test.cer"), leaf = load("certs/ceo_valid_sign_2004_gost.cer");
    const auto list = load_crl("crl/nca_gost_test.crl");
    const trust known({load("test/root_gost_test.cer")}, {nca}, {list});
    ASSERT_EQ(known.signed_crls().size(), 1u) << known.unusable_crls().front().why.to_string();
    policy rules;
    rules.revocation = revocation_mode::skip;
    const auto at = leaf->not_before() + std::chrono::hours(24);
    const verdict given = evaluate(leaf, {}, known, rules, at);
    EXPECT_TRUE(given.passed()) << why(given);
    EXPECT_EQ(given.path.size(), 3u);
    EXPECT_EQ(code_of(evaluate(leaf, {}, trust({nca}, {}, {}), {}, at)), errc::revocation_unavailable);
}

// One bit anywhere in what is signed, or in the value: never again a path.
TEST(kz_data, a_flipped_bit_breaks_every_gost_authority) {
    if (!there()) return;
    const std::vector<certificate_ptr> roots{load("prod/root_gost_2015.cer"), load("prod/root_gost_2020.cer"),
                                             load("prod/root_gost_2022.cer")};
    const trust known(roots, {}, {});
    policy rules;
    rules.profile = profile::rfc5280;
    rules.revocation = revocation_mode::skip;
    for (const char* name : {"nca_gost_2018", "nca_gost_2022", "ucgo_gost", "btsd_gost"}) {
        const octets whole = read_file(folder / "prod" / (std::string(name) + ".cer")).value();
        const auto at =
            load("prod/" + std::string(name) + ".cer")->not_before() + std::chrono::hours(24 * 365);
        for (std::size_t place = 40; place < whole.size(); place += 37) {
            octets flipped = whole;
            flipped[place] = static_cast<char>(flipped[place] ^ 4);
            const auto read = certificate::from_der(flipped);
            if (!read) continue;  // the encoding broke: refused as well
            EXPECT_FALSE(evaluate(*read, {}, known, rules, at).passed()) << name << " at " << place;
        }
        octets value = whole;
        value.back() = static_cast<char>(value.back() ^ 1);
        EXPECT_EQ(code_of(evaluate(certificate::from_der(value).value(), {}, known, rules, at)),
                  errc::certificate_signature_wrong);
    }
}

TEST(kz_data, lists_of_gost_authorities_are_read) {
    if (!there()) return;
    const auto list = load_crl("ncanode-go/certs/nca_gost2022_test.crl");  // the one without the NULL
    EXPECT_EQ(list->number(), "a6");
    EXPECT_GT(list->entries(), 100u);
    EXPECT_EQ(list->signature_algorithm(), "GOST R 34.10-2015-512 with GOST R 34.11-2015-512");
    EXPECT_TRUE(list->check_signature(*load("test/nca_gost2022_test.cer")));
    EXPECT_TRUE(load_crl("crl/nca_gost2022_test.crl")->check_signature(*load("test/nca_gost2022_test.cer")));
    EXPECT_TRUE(
        load_crl("crl/skarm_nca_gost2022_test.crl")->check_signature(*load("test/nca_gost2022_test.cer")));
    EXPECT_TRUE(load_crl("crl/nca_gost_test.crl")->check_signature(*load("test/nca_gost_test.cer")));
    for (const char* name : {"ncanode-go/certs/nca_gost2022_test.crl", "crl/nca_gost_test.crl"}) {
        octets flipped = read_file(folder / name).value();
        flipped.back() = static_cast<char>(flipped.back() ^ 1);
        const auto spoiled = read_crl(flipped).value();
        const auto issuer = load(spoiled->signature_algorithm().find("2004") != std::string::npos
                                     ? "test/nca_gost_test.cer"
                                     : "test/nca_gost2022_test.cer");
        EXPECT_EQ(code_of(spoiled->check_signature(*issuer)), errc::crl_signature_wrong) << name;
    }
    // facts/kz-pki.md section 3: the delta's own number, 10, is below that of its base, 14: a sequence of its
    // own.
    const auto base = load_crl("crl/skarm_nca_gost2022_test.crl"),
               delta = load_crl("crl/skarm_nca_gost2022_d_test.crl");
    EXPECT_FALSE(base->is_delta());
    EXPECT_TRUE(delta->is_delta());
    EXPECT_LT(compare_numbers(delta->number(), delta->base_number()), 0);
    EXPECT_LE(compare_numbers(delta->base_number(), base->number()), 0);
    EXPECT_TRUE(delta->check_signature(*load("test/nca_gost2022_test.cer")));
}

}  // namespace
}  // namespace gw::pki
