// Snapshots: their version, their lists, and finding certificates in them.
#include "pki/trust.hpp"

#include "fixture.hpp"

namespace gw::pki {
namespace {

TEST(trust, version_depends_on_content_alone) {
    const test_pki::hierarchy pki;
    const auto root = decode(pki.root), ca = decode(pki.ca);
    const auto list = decode_crl(pki.ca_crl), other = decode_crl(pki.root_crl);
    const trust one({root}, {ca}, {list, other}), same({root, root}, {ca}, {other, list, list});
    EXPECT_EQ(one.version(), same.version());
    EXPECT_EQ(one.version().size(), 64u);
    EXPECT_NE(one.version(), trust({root}, {ca}, {list}).version());
    EXPECT_NE(one.version(), trust({root, ca}, {}, {list, other}).version())
        << "an anchor is more than a helper";
}

TEST(trust, only_lists_signed_by_a_known_certificate_are_used) {
    const test_pki::hierarchy pki, twin;
    const trust known({decode(pki.root)}, {decode(pki.ca)},
                      {decode_crl(pki.ca_crl), decode_crl(twin.ca_crl), decode_crl(twin.root_crl)});
    ASSERT_EQ(known.signed_crls().size(), 1u);
    EXPECT_EQ(known.signed_crls().front().signers.front()->der(), pki.ca.der);
    ASSERT_EQ(known.unusable_crls().size(), 2u);
    EXPECT_EQ(known.unusable_crls().front().why.code(), errc::crl_signature_wrong);
}

TEST(trust, newest_list_comes_first) {
    const test_pki::hierarchy pki;
    test_pki::crl_spec newer;
    newer.this_update = test_pki::day("2026-05-20");
    const auto fresh = decode_crl(test_pki::make_crl(pki.ca, newer));
    const trust known({decode(pki.root)}, {decode(pki.ca)}, {decode_crl(pki.ca_crl), fresh});
    EXPECT_EQ(known.signed_crls().front().list->sha256(), fresh->sha256());
}

TEST(trust, certificate_is_found_by_issuer_and_serial) {
    const test_pki::hierarchy pki;
    auto spec = test_pki::person("850101300123");
    spec.serial = from_hex("1234567890abcdef1234567890abcdef12345678").value();
    const auto leaf = decode(test_pki::issue(pki.ca, spec));
    const trust known({decode(pki.root)}, {decode(pki.ca), leaf}, {});
    const std::string serial = "103929005307927756724354605802047639613112342136";
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ISSUING CA,C=KZ", serial), leaf);
    EXPECT_EQ(known.find_by_issuer_serial("C=KZ, CN=ТЕСТ ISSUING CA", " " + serial + "\n"), leaf)
        << "reversed";
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ROOT CA,C=KZ", serial), nullptr) << "another issuer";
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ISSUING CA,C=KZ", "1"), nullptr) << "another serial";
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ISSUING CA,C=KZ", "0x12"), nullptr);
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ISSUING CA,C=KZ", std::string(5000, '9')), nullptr);
    EXPECT_EQ(known.find_by_issuer_serial("", serial), nullptr);
}

TEST(trust, certificate_is_found_by_key_identifier) {
    const test_pki::hierarchy pki;
    const auto ca = decode(pki.ca);
    const trust known({decode(pki.root)}, {ca}, {});
    EXPECT_EQ(known.find_by_subject_key_id(ca->subject_key_id()), ca);
    EXPECT_EQ(known.find_by_subject_key_id(""), nullptr);
    EXPECT_EQ(known.find_by_subject_key_id("unknown"), nullptr);
}

TEST(trust, two_certificates_that_fit_are_none) {
    const test_pki::hierarchy pki;
    auto spec = test_pki::person("850101300123");
    spec.serial = "\x05";
    const auto one = decode(test_pki::issue(pki.ca, spec)), two = decode(test_pki::issue(pki.ca, spec));
    const trust known({decode(pki.root)}, {one, two}, {});
    EXPECT_EQ(known.find_by_issuer_serial("CN=ТЕСТ ISSUING CA,C=KZ", "5"), nullptr);
}

}  // namespace
}  // namespace gw::pki
