// Revocation lists: what is read, what is refused, and who may have signed them.
#include "pki/crl.hpp"

#include "fixture.hpp"
#include "pki/der.hpp"

namespace gw::pki {
namespace {

using test_pki::day;

octets wrap(unsigned char tag, const octets& content) {
    const auto octet = [](std::size_t value) { return static_cast<char>(value & 0xff); };
    octets head(1, static_cast<char>(tag));
    if (content.size() >= 0x100)
        head.append("\x82").append(1, octet(content.size() >> 8));
    else if (content.size() >= 0x80)
        head.append("\x81");
    return head + octet(content.size()) + content;
}

struct crl_test : testing::Test {
    test_pki::hierarchy pki;
    test_pki::identity first = test_pki::issue(pki.ca, test_pki::person("850101300123"));
    test_pki::identity second = test_pki::issue(pki.ca, test_pki::person("850101300124"));

    errc code_with(const test_pki::extension& one) const {
        test_pki::crl_spec spec;
        spec.extensions = {one};
        return code_of(crl::from_der(test_pki::make_crl(pki.ca, spec)));
    }
};

TEST_F(crl_test, fields_and_entries_are_read) {
    test_pki::crl_spec spec;
    spec.number = 0x1f4;
    spec.revoked = {{first.der, day("2026-04-01"), 6}};
    const octets der = test_pki::make_crl(pki.ca, spec);
    const auto list = decode_crl(der);
    EXPECT_EQ(list->issuer(), "CN=ТЕСТ ISSUING CA, C=KZ");
    EXPECT_EQ(list->issuer_der(), decode(pki.ca)->subject_der());
    EXPECT_EQ(list->authority_key_id(), decode(pki.ca)->subject_key_id());
    EXPECT_EQ(list->number(), "1f4");
    EXPECT_EQ(list->this_update(), day("2026-05-01"));
    EXPECT_EQ(list->next_update(), day("2026-12-01"));
    EXPECT_EQ(list->signature_algorithm(), "ecdsa-with-SHA256");
    EXPECT_EQ(list->entries(), 1u);
    const auto entry = list->find(*decode(first));
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->revoked_at, day("2026-04-01"));
    EXPECT_EQ(entry->reason, 6);
    EXPECT_FALSE(list->find(*decode(second)).has_value());
    EXPECT_EQ(read_crl(test_pki::pem(der, "X509 CRL")).value()->sha256(), list->sha256());
}

TEST_F(crl_test, many_entries_are_all_found) {
    test_pki::crl_spec spec;
    std::vector<certificate_ptr> listed;
    for (int i = 0; i < 300; ++i) {
        test_pki::certificate_spec one;
        one.key = first.key;
        one.serial =
            octets(1, static_cast<char>(1 + i % 100)) + octets(static_cast<std::size_t>(i / 100), '\x33');
        const auto made = test_pki::issue(pki.ca, one);
        listed.push_back(decode(made));
        spec.revoked.push_back({made.der, day("2026-04-01")});
    }
    const auto list = decode_crl(test_pki::make_crl(pki.ca, spec));
    EXPECT_EQ(list->entries(), 300u);
    for (const auto& one : listed)
        EXPECT_TRUE(list->find(*one).has_value()) << one->serial();
    EXPECT_FALSE(list->find(*decode(second)).has_value());
}

TEST_F(crl_test, a_serial_listed_twice_is_revoked_from_the_earlier_date) {
    test_pki::crl_spec spec;
    spec.revoked = {{first.der, day("2026-04-01"), 6}, {first.der, day("2026-02-01"), 1}};
    EXPECT_EQ(decode_crl(test_pki::make_crl(pki.ca, spec))->find(*decode(first))->revoked_at,
              day("2026-02-01"));
}

TEST_F(crl_test, signature_of_its_issuer_verifies) {
    EXPECT_TRUE(decode_crl(pki.ca_crl)->check_signature(*decode(pki.ca)).has_value());
    const test_pki::hierarchy rsa(test_pki::key_kind::rsa2048);
    EXPECT_TRUE(decode_crl(rsa.ca_crl)->check_signature(*decode(rsa.ca)).has_value());
}

TEST_F(crl_test, signature_of_another_is_wrong) {
    const auto list = decode_crl(pki.ca_crl);
    EXPECT_EQ(code_of(list->check_signature(*decode(pki.root))), errc::crl_signature_wrong) << "another name";
    const test_pki::hierarchy twin;
    EXPECT_EQ(code_of(list->check_signature(*decode(twin.ca))), errc::crl_signature_wrong)
        << "same name, other key";
    octets changed = pki.ca_crl;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_EQ(code_of(decode_crl(changed)->check_signature(*decode(pki.ca))), errc::crl_signature_wrong);
}

TEST_F(crl_test, without_key_identifiers_the_signature_alone_decides) {
    test_pki::crl_spec spec;
    spec.key_identifier = false;
    const auto list = decode_crl(test_pki::make_crl(pki.ca, spec));
    EXPECT_TRUE(list->check_signature(*decode(pki.ca)).has_value());
    const test_pki::hierarchy twin;
    EXPECT_EQ(code_of(list->check_signature(*decode(twin.ca))), errc::crl_signature_wrong);
}

TEST_F(crl_test, issuer_without_crl_sign_may_not_sign_lists) {
    test_pki::certificate_spec spec = test_pki::authority("NO LISTS");
    spec.key_usage = "critical,keyCertSign";
    const auto issuer = test_pki::issue(pki.root, spec);
    EXPECT_EQ(code_of(decode_crl(test_pki::make_crl(issuer, {}))->check_signature(*decode(issuer))),
              errc::crl_signature_wrong);
}

TEST_F(crl_test, md5_is_refused) {
    const test_pki::hierarchy rsa(test_pki::key_kind::rsa2048);
    test_pki::crl_spec spec;
    spec.digest = "MD5";
    EXPECT_EQ(code_of(decode_crl(test_pki::make_crl(rsa.ca, spec))->check_signature(*decode(rsa.ca))),
              errc::crl_signature_wrong);
}

// A list put together again around another tbsCertList, signed by the issuer.
octets resign(const octets& tbs, const octets& outer_algorithm, const test_pki::identity& issuer) {
    octets signature(512, '\0');
    std::size_t size = signature.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EXPECT_EQ(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, issuer.key.get()), 1);
    EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                             as_unsigned(tbs), tbs.size()),
              1);
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return wrap(0x30, tbs + outer_algorithm + wrap(0x03, octets(1, '\0') + signature));
}

// facts/openssl-provider.md 4.1: НУЦ РК's list of 2026-08-11 leaves the NULL out of the inner
// AlgorithmIdentifier.
TEST_F(crl_test, missing_null_parameters_are_tolerated_and_another_algorithm_is_not) {
    const test_pki::hierarchy rsa(test_pki::key_kind::rsa2048);
    const octets with_null = from_hex("300d06092a864886f70d01010b0500").value();
    const octets without = from_hex("300b06092a864886f70d01010b").value();
    const octets sha384 = from_hex("300b06092a864886f70d01010c").value();
    der::reader list(der::only(rsa.ca_crl, der::sequence)->content);
    octets tbs(list.next(der::sequence)->content);
    const std::size_t inner = tbs.find(with_null);
    ASSERT_NE(inner, octets::npos);
    tbs.replace(inner, with_null.size(), without);
    const auto quirk = crl::from_der(resign(wrap(0x30, tbs), with_null, rsa.ca));
    ASSERT_TRUE(quirk.has_value());
    EXPECT_TRUE((*quirk)->check_signature(*decode(rsa.ca)).has_value());
    tbs.replace(inner, without.size(), sha384);
    EXPECT_EQ(code_of(crl::from_der(resign(wrap(0x30, tbs), with_null, rsa.ca))), errc::crl_malformed);
}

TEST_F(crl_test, scope_beyond_a_full_list_is_unsupported) {
    EXPECT_EQ(code_with({"2.5.29.27", "critical,DER:020101"}), errc::crl_scope_unsupported);
    EXPECT_EQ(code_with({"issuingDistributionPoint", "critical,DER:30038101ff"}),
              errc::crl_scope_unsupported);
    EXPECT_EQ(code_with({"issuingDistributionPoint", "critical,DER:30038401ff"}),
              errc::crl_scope_unsupported);
    EXPECT_EQ(code_with({"1.2.3.4", "critical,DER:0500"}), errc::crl_scope_unsupported);
    test_pki::crl_spec spec;
    spec.extensions = {{"1.2.3.4", "DER:0500"}};
    EXPECT_TRUE(crl::from_der(test_pki::make_crl(pki.ca, spec)).has_value()) << "not critical";
}

TEST_F(crl_test, broken_lists_are_malformed) {
    EXPECT_EQ(code_with({"1.2.3.4", "critical,DER:0500"}), errc::crl_scope_unsupported);
    test_pki::crl_spec repeated;
    repeated.extensions = {{"1.2.3.4", "DER:0500"}, {"1.2.3.4", "DER:0500"}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, repeated))), errc::crl_malformed);
    test_pki::crl_spec removed;
    removed.revoked = {{first.der, day("2026-04-01"), 8}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, removed))), errc::crl_malformed)
        << "removeFromCRL";
    test_pki::crl_spec backwards;
    backwards.next_update = day("2026-04-01");
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, backwards))), errc::crl_malformed);
    EXPECT_EQ(code_of(crl::from_der(pki.ca_crl + '\0')), errc::crl_malformed) << "trailing octet";
    EXPECT_EQ(code_of(crl::from_der(pki.ca.der)), errc::crl_malformed) << "a certificate";
    EXPECT_EQ(code_of(read_crl("-----BEGIN X509 CRL-----\n")), errc::crl_malformed);
}

TEST_F(crl_test, every_truncation_and_flipped_octet_is_survived) {
    test_pki::crl_spec spec;
    spec.revoked = {{first.der, day("2026-04-01"), 1}, {second.der, day("2026-04-02")}};
    const octets der = test_pki::make_crl(pki.ca, spec);
    const auto issuer = decode(pki.ca);
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(code_of(crl::from_der(der.substr(0, size))), errc::crl_malformed);
    for (const int mask : {0x04, 0x40, 0x80, 0xff}) {
        for (std::size_t at = 0; at < der.size(); ++at) {
            octets changed = der;
            changed[at] = static_cast<char>(changed[at] ^ mask);
            const auto outcome = crl::from_der(changed);
            if (outcome) {
                EXPECT_FALSE((*outcome)->check_signature(*issuer).has_value()) << "octet " << at;
            }
        }
    }
}

}  // namespace
}  // namespace gw::pki
