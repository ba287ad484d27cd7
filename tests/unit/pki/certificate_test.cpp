// Decoding of certificates as НУЦ РК issues them, and of what must not be taken for one.
#include "pki/certificate.hpp"

#include <openssl/x509v3.h>

#include "fixture.hpp"

namespace gw::pki {
namespace {

TEST(certificate, head_of_an_organisation_is_read) {
    const test_pki::hierarchy pki;
    auto spec = test_pki::organisation("850101300123", "960340000514");
    spec.serial = from_hex("00ab01").value();
    const auto signer = test_pki::issue(pki.ca, spec);
    const auto cert = decode(signer);
    EXPECT_EQ(cert->der(), signer.der);
    EXPECT_EQ(cert->iin(), "850101300123");
    EXPECT_EQ(cert->bin(), "960340000514");
    EXPECT_EQ(cert->roles(), (std::vector<std::string>{"legal_entity", "first_head"}));
    EXPECT_TRUE(cert->has_role("first_head"));
    EXPECT_FALSE(cert->has_role("employee"));
    EXPECT_EQ(cert->extended_key_usage().front(), test_pki::role::email_protection);
    EXPECT_EQ(cert->serial(), "ab01");
    EXPECT_EQ(to_hex(cert->serial_octets()), "00ab01");
    EXPECT_EQ(cert->issuer(), "CN=ТЕСТ ISSUING CA, C=KZ");
    EXPECT_EQ(cert->issuer_der(), decode(pki.ca)->subject_der());
    EXPECT_EQ(cert->authority_key_id(), decode(pki.ca)->subject_key_id());
    EXPECT_EQ(cert->not_before(), test_pki::day("2026-01-01"));
    EXPECT_EQ(cert->not_after(), test_pki::day("2027-01-01"));
    EXPECT_EQ(cert->key_usage(), std::uint32_t{X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION});
    EXPECT_EQ(cert->key_algorithm(), "EC P-256");
    EXPECT_EQ(cert->signature_algorithm(), "ecdsa-with-SHA256");
    EXPECT_FALSE(cert->is_ca());
    EXPECT_TRUE(decode(pki.ca)->is_ca());
    EXPECT_NE(cert->public_key(), nullptr);
}

TEST(certificate, key_algorithms_have_names) {
    const auto name = [](test_pki::key_kind kind, const std::string& digest) {
        test_pki::certificate_spec spec;
        spec.kind = kind;
        spec.digest = digest;
        return decode(test_pki::self_signed(spec))->key_algorithm();
    };
    EXPECT_EQ(name(test_pki::key_kind::p384, "SHA384"), "EC P-384");
    EXPECT_EQ(name(test_pki::key_kind::rsa2048, "SHA256"), "RSA 2048");
    EXPECT_EQ(name(test_pki::key_kind::ed25519, ""), "Ed25519");
}

TEST(certificate, numbers_are_taken_only_when_they_are_unambiguous) {
    const auto subject = [](std::vector<std::pair<std::string, std::string>> parts) {
        test_pki::certificate_spec spec;
        spec.subject = std::move(parts);
        return decode(test_pki::self_signed(spec));
    };
    EXPECT_EQ(subject({{"serialNumber", "850101300123"}})->iin(), "850101300123") << "plain form";
    EXPECT_EQ(subject({{"OU", "Отдел"}, {"OU", "BIN960340000514"}})->bin(), "960340000514");
    EXPECT_EQ(subject({{"serialNumber", "IIN85010130012"}})->iin(), "") << "eleven digits";
    EXPECT_EQ(subject({{"serialNumber", "IIN8501013001230"}})->iin(), "") << "thirteen digits";
    EXPECT_EQ(subject({{"CN", "IIN850101300123"}})->iin(), "") << "another attribute";
    EXPECT_EQ(subject({{"serialNumber", "IIN850101300123"}, {"serialNumber", "IIN111111111111"}})->iin(), "")
        << "two different numbers";
    EXPECT_EQ(subject({{"OU", "BIN960340000514"}, {"OU", "BIN111111111111"}})->bin(), "");
}

TEST(certificate, roles_of_systems_and_unknown_roles) {
    test_pki::certificate_spec spec = test_pki::information_system("960340000514");
    spec.extended_key_usage = {test_pki::role::information_system + ".7", "1.2.398.5.19.1.2.2.1",
                               test_pki::role::client_auth};
    const auto cert = decode(test_pki::self_signed(spec));
    EXPECT_EQ(cert->roles(), (std::vector<std::string>{"information_system", "1.2.398.5.19.1.2.2.1"}));
    EXPECT_EQ(cert->bin(), "960340000514");
    EXPECT_EQ(cert->iin(), "");
}

TEST(certificate, trailing_octets_are_malformed) {
    const auto one = test_pki::self_signed({});
    EXPECT_EQ(code_of(certificate::from_der(one.der + '\0')), errc::certificate_malformed);
    EXPECT_EQ(code_of(certificate::from_der(one.der + one.der)), errc::certificate_malformed);
}

TEST(certificate, every_truncation_and_flipped_octet_is_survived) {
    const octets der = test_pki::self_signed(test_pki::person("850101300123")).der;
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(code_of(certificate::from_der(der.substr(0, size))), errc::certificate_malformed);
    for (std::size_t at = 0; at < der.size(); ++at) {
        octets changed = der;
        changed[at] = static_cast<char>(changed[at] ^ 0x41);
        const auto outcome = certificate::from_der(changed);
        if (!outcome) {
            EXPECT_EQ(outcome.error().info().sub_indication, sub_indication::format_failure);
        }
    }
}

TEST(certificate, repeated_extension_is_refused) {
    test_pki::certificate_spec spec;
    spec.extensions = {{"1.2.3.4", "DER:0500"}, {"1.2.3.4", "DER:0500"}};
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)),
              errc::certificate_extension_repeated);
    spec.extensions = {{"1.2.3.4", "DER:0500"}, {"1.2.3.5", "DER:0500"}};
    EXPECT_TRUE(certificate::from_der(test_pki::self_signed(spec).der).has_value());
}

TEST(certificate, undecodable_extension_is_refused) {
    test_pki::certificate_spec spec;
    spec.extensions = {{"extendedKeyUsage", "DER:0500"}};
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)),
              errc::certificate_extension_malformed);
    spec.extensions = {{"crlDistributionPoints", "DER:30023000"}};
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)),
              errc::certificate_extension_malformed);
    spec.extensions = {{"basicConstraints", "critical,DER:0500"}};
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)),
              errc::certificate_extension_malformed);
}

// Puts other octets into the certificate; what was signed no longer matters here.
octets replaced(octets der, const octets& from, const octets& to) {
    const std::size_t at = der.find(from);
    EXPECT_NE(at, octets::npos);
    return der.replace(at, from.size(), to);
}

TEST(certificate, a_serial_has_twenty_octets) {
    auto spec = test_pki::person("850101300123");
    spec.serial = octets(20, '\x7f');
    EXPECT_TRUE(certificate::from_der(test_pki::self_signed(spec).der));
    spec.serial = octets(21, '\x7f');
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)), errc::certificate_malformed);
}

TEST(certificate, nothing_stands_behind_the_value_of_an_extension) {
    auto spec = test_pki::person("850101300123");
    spec.extensions = {{"certificatePolicies", "DER:3006300406022a03"}};
    EXPECT_TRUE(certificate::from_der(test_pki::self_signed(spec).der));
    spec.extensions = {{"certificatePolicies", "DER:3006300406022a030500"}};
    EXPECT_EQ(code_of(certificate::from_der(test_pki::self_signed(spec).der)),
              errc::certificate_extension_malformed);
    // Old responders of НУЦ РК have an ocsp-nocheck without its NULL (facts/kz-pki.md section 3).
    spec.extensions = {{"1.3.6.1.5.5.7.48.1.5", "DER:0500"}};
    EXPECT_TRUE(certificate::from_der(test_pki::self_signed(spec).der));
}

// X.690 11.6: a relative name of two parts is a SET OF, in ascending order.
TEST(certificate, the_parts_of_a_name_are_in_order) {
    const auto hex = [](const char* text) { return from_hex(text).value(); };
    auto spec = test_pki::person("850101300123");
    spec.subject = {{"CN", "AB"}, {"C", "KZ"}};
    const octets der = test_pki::self_signed(spec).der;
    const octets two = hex("310b30090603550403") + hex("0c024142") + hex("310b300906035504061302") + "KZ";
    const octets country = hex("300906035504061302") + "KZ", name = hex("300b06035504030c04") + "ABCD";
    EXPECT_TRUE(certificate::from_der(replaced(der, two, hex("3118") + country + name)));
    EXPECT_EQ(code_of(certificate::from_der(replaced(der, two, hex("3118") + name + country))),
              errc::certificate_malformed);
}

TEST(certificate, version_dates_and_algorithm_are_checked) {
    const octets der = test_pki::self_signed(test_pki::person("850101300123")).der;
    const auto hex = [](const char* text) { return from_hex(text).value(); };
    EXPECT_EQ(code_of(certificate::from_der(replaced(der, hex("a003020102"), hex("a003020104")))),
              errc::certificate_version_wrong)
        << "version 5";
    EXPECT_EQ(code_of(certificate::from_der(replaced(der, hex("a003020102"), hex("a003020101")))),
              errc::certificate_version_wrong)
        << "version 2 with extensions";
    EXPECT_EQ(code_of(certificate::from_der(replaced(der, "260101120000Z", "261301120000Z"))),
              errc::certificate_dates_wrong);
    EXPECT_EQ(code_of(certificate::from_der(replaced(der, hex("2a8648ce3d040302"), hex("2a8648ce3d040303")))),
              errc::certificate_algorithm_mismatch);
}

TEST(certificate, distribution_points_are_read) {
    test_pki::certificate_spec spec = test_pki::person("850101300123");
    EXPECT_TRUE(decode(test_pki::self_signed(spec))->crl_distribution_points().empty());
    spec.extensions = {
        {"crlDistributionPoints", "URI:http://crl.example.kz/a.crl,URI:http://crl1.example.kz/a.crl"}};
    const auto points = decode(test_pki::self_signed(spec))->crl_distribution_points();
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[1].names.front().uri(), "http://crl1.example.kz/a.crl");
    EXPECT_EQ(points[0].reasons, all_reasons);
    EXPECT_TRUE(points[0].crl_issuers.empty());
}

TEST(certificates, labels_tell_issuers_from_others) {
    const test_pki::hierarchy pki;
    const auto leaf = test_pki::issue(pki.ca, test_pki::person("850101300123"));
    const octets bundle = test_pki::pem(pki.ca_crl, "CRL") + test_pki::pem(pki.ca.der, "CA CERTIFICATE") +
                          test_pki::pem(leaf.der, "CERTIFICATE");
    EXPECT_EQ(read_certificates(bundle).value().front()->der(), leaf.der);
    ASSERT_EQ(read_authorities(bundle).value().size(), 1u);
    EXPECT_EQ(read_authorities(bundle).value().front()->der(), pki.ca.der);
    EXPECT_EQ(read_authorities(leaf.certificate_pem()).value().size(), 1u) << "no label tells";
    EXPECT_EQ(read_crls(bundle).value().size(), 1u);
}

TEST(certificates, pem_with_many_and_bare_der) {
    const test_pki::hierarchy pki;
    const auto many =
        read_certificates("some text\n" + pki.root.certificate_pem() + "\n" + pki.ca.certificate_pem());
    ASSERT_TRUE(many.has_value());
    ASSERT_EQ(many->size(), 2u);
    EXPECT_EQ(many->back()->der(), pki.ca.der);
    EXPECT_EQ(read_certificates(pki.root.der).value().size(), 1u);
    const octets with_key = pki.ca.private_key_pem() + pki.ca.certificate_pem();
    EXPECT_EQ(read_certificates(with_key).value().size(), 1u) << "a key beside it is passed over";
}

TEST(certificates, rubbish_is_malformed) {
    EXPECT_EQ(code_of(read_certificates("")), errc::certificate_malformed);
    EXPECT_EQ(code_of(read_certificates("no certificate")), errc::certificate_malformed);
    EXPECT_EQ(code_of(read_certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
              errc::certificate_malformed);
    const octets good = test_pki::self_signed({}).certificate_pem();
    EXPECT_EQ(code_of(read_certificates(good + good.substr(0, good.size() / 2))),
              errc::certificate_malformed);
}

TEST(certificate, description_names_what_matters) {
    const std::string text = describe(*decode(test_pki::self_signed(test_pki::person("850101300123"))));
    for (const char* part :
         {"IIN           850101300123\n", "individual", "digitalSignature, nonRepudiation", "EC P-256"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

}  // namespace
}  // namespace gw::pki
