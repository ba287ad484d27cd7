// Revocation lists: what is read, what is refused, and who may have signed them.
#include "pki/crl.hpp"

#include <algorithm>

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
    EXPECT_EQ(code_of(crl::from_der(resign(wrap(0x30, tbs), with_null, rsa.ca))), errc::crl_algorithm_wrong);
}

TEST_F(crl_test, unknown_critical_extensions_make_a_list_unusable) {
    EXPECT_EQ(code_with({"1.2.3.4", "critical,DER:0500"}), errc::crl_scope_unsupported);
    test_pki::crl_spec spec;
    spec.extensions = {{"1.2.3.4", "DER:0500"}};
    EXPECT_TRUE(crl::from_der(test_pki::make_crl(pki.ca, spec)).has_value()) << "not critical";
}

TEST_F(crl_test, scope_is_read) {
    EXPECT_EQ(decode_crl(pki.ca_crl)->scope(), crl_scope{});
    const auto scope_with = [this](const std::string& value) {
        test_pki::crl_spec spec;
        spec.extensions = {{"issuingDistributionPoint", value}};
        return decode_crl(test_pki::make_crl(pki.ca, spec))->scope();
    };
    EXPECT_TRUE(scope_with("critical,DER:30038101ff").only_user_certificates);
    EXPECT_TRUE(scope_with("critical,DER:30038201ff").only_ca_certificates);
    EXPECT_TRUE(scope_with("critical,DER:30038501ff").only_attribute_certificates);
    EXPECT_TRUE(scope_with("critical,DER:30038401ff").indirect);
    EXPECT_EQ(scope_with("critical,DER:300483020640").reasons, 1u << 1) << "keyCompromise";
    EXPECT_EQ(scope_with("critical,DER:3005830307bf80").reasons, all_reasons & ~(1u << 1));
    // [0] { [0] { [6] "http://a" } }
    const crl_scope named = scope_with("critical,DER:300ea00ca00a8608687474703a2f2f61");
    ASSERT_EQ(named.names.size(), 1u);
    EXPECT_EQ(named.names.front().uri(), "http://a");
    EXPECT_NE(named, crl_scope{});
}

TEST_F(crl_test, impossible_scopes_are_malformed) {
    for (const char* value : {"3000", "30068101ff8201ff", "30068201ff8501ff", "3003810101", "3002a000",
                              "30028600", "300383010f", "0500"})
        EXPECT_EQ(code_with({"issuingDistributionPoint", std::string("critical,DER:") + value}),
                  errc::crl_extension_malformed)
            << value;
}

TEST_F(crl_test, delta_names_its_base) {
    test_pki::crl_spec spec;
    spec.number = 5;
    spec.extensions = {{"2.5.29.27", "critical,DER:02020546"}};
    spec.revoked = {{first.der, day("2026-04-01"), remove_from_crl}};
    const auto delta = decode_crl(test_pki::make_crl(pki.ca, spec));
    EXPECT_TRUE(delta->is_delta());
    EXPECT_EQ(delta->base_number(), "546");
    EXPECT_EQ(delta->find(*decode(first))->reason, remove_from_crl);
    EXPECT_FALSE(decode_crl(pki.ca_crl)->is_delta());
    EXPECT_EQ(code_with({"2.5.29.27", "critical,DER:0500"}), errc::crl_extension_malformed);
    test_pki::crl_spec unnumbered;
    unnumbered.number = -1;
    unnumbered.extensions = {{"2.5.29.20", "DER:020101"}};
    EXPECT_TRUE(crl::from_der(test_pki::make_crl(pki.ca, unnumbered)));
    unnumbered.extensions = {{"2.5.29.20", "critical,DER:020101"}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, unnumbered))), errc::crl_extension_malformed);
}

TEST_F(crl_test, serials_of_every_length_and_sign_are_told_apart) {
    crl_table table;
    const octets one("\x01", 1), minus_one("\xff", 1), zero_ff("\x00\xff", 2), longest(20, '\x7f'),
        signed_longest = octets(1, '\0') + octets(20, '\xff'), too_long(22, '\x11');
    int reason = 0;
    for (const octets& serial : {one, minus_one, zero_ff, longest, signed_longest, too_long})
        table.add(serial, day("2026-01-01"), ++reason % 6);
    table.sort();
    reason = 0;
    for (const octets& serial : {one, minus_one, zero_ff, longest, signed_longest, too_long})
        EXPECT_EQ(table.find(serial)->reason, ++reason % 6) << to_hex(serial);
    EXPECT_FALSE(table.find(octets("\x02", 1)));
    EXPECT_FALSE(table.find(octets(22, '\x12')));
    EXPECT_EQ(table.size(), 6u);
}

TEST_F(crl_test, each_kind_of_broken_file_has_its_code) {
    const auto code = [](octets_view content) { return code_of(read_crl(content)); };
    EXPECT_EQ(code(""), errc::crl_empty);
    EXPECT_EQ(code("<!DOCTYPE html><html><body>404</body></html>"), errc::crl_not_a_list);
    EXPECT_EQ(code(pki.ca.der), errc::crl_not_a_list) << "a certificate";
    EXPECT_EQ(code(pki.ca.certificate_pem()), errc::crl_not_a_list);
    EXPECT_EQ(code("-----BEGIN X509 CRL-----\n"), errc::crl_not_a_list);
    EXPECT_EQ(code(octets_view(pki.ca_crl).substr(0, pki.ca_crl.size() / 2)), errc::crl_truncated);
    EXPECT_EQ(code(pki.ca_crl + '\0'), errc::crl_malformed) << "trailing octet";
    EXPECT_EQ(code_of(read_crl(pki.ca_crl, pki.ca_crl.size() - 1)), errc::crl_too_large);
    EXPECT_TRUE(read_crl(pki.ca_crl, pki.ca_crl.size()).has_value());
}

TEST_F(crl_test, what_the_parts_of_a_list_say_wrong_has_its_code) {
    test_pki::crl_spec repeated;
    repeated.extensions = {{"1.2.3.4", "DER:0500"}, {"1.2.3.4", "DER:0500"}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, repeated))), errc::crl_extension_malformed);
    test_pki::crl_spec removed;
    removed.revoked = {{first.der, day("2026-04-01"), remove_from_crl}};
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, removed))), errc::crl_entry_malformed)
        << "removeFromCRL";
    test_pki::crl_spec backwards;
    backwards.next_update = day("2026-04-01");
    EXPECT_EQ(code_of(crl::from_der(test_pki::make_crl(pki.ca, backwards))), errc::crl_dates_wrong);
    octets version = pki.ca_crl;
    version[version.find(octets("\x02\x01\x01", 3)) + 2] = 2;
    EXPECT_EQ(code_of(crl::from_der(version)), errc::crl_version_wrong);
    octets issuer = pki.ca_crl;
    issuer[issuer.find("\x55\x04\x03") - 2] = 0x0c;  // the OBJECT IDENTIFIER of CN becomes a text
    EXPECT_EQ(code_of(crl::from_der(issuer)), errc::crl_issuer_malformed);
}

TEST_F(crl_test, a_list_is_read_from_a_source_in_pieces) {
    test_pki::crl_spec spec;
    spec.revoked = {{first.der, day("2026-04-01"), 1}, {second.der, day("2026-04-02")}};
    const octets der = test_pki::make_crl(pki.ca, spec);
    octets_view left = der;
    const auto one_octet = [&left](char* to, std::size_t) -> std::size_t {
        if (left.empty()) return 0;
        *to = left.front();
        left.remove_prefix(1);
        return 1;
    };
    const auto list = crl::read(one_octet).value();
    EXPECT_EQ(list->sha256(), decode_crl(der)->sha256());
    EXPECT_TRUE(list->check_signature(*decode(pki.ca)).has_value());
    EXPECT_TRUE(list->find(*decode(second)).has_value());
}

// A file of a gigabyte is given up at the limit: what is asked of the source tells how much was read.
TEST_F(crl_test, no_more_than_the_limit_is_read) {
    std::size_t given = 0;
    const auto endless = [&given](char* to, std::size_t most) {
        const octets_view head("\x30\x84\x3f\xff\xff\xf0\x30\x84\x3f\xff\xff\x00", 12);
        std::fill_n(to, most, '\0');
        if (given == 0) std::copy(head.begin(), head.end(), to);
        given += most;
        return most;
    };
    EXPECT_FALSE(crl::read(endless, 1u << 20).has_value());
    EXPECT_LE(given, (1u << 20) + 1);
}

TEST_F(crl_test, every_truncation_and_flipped_octet_is_survived) {
    test_pki::crl_spec spec;
    spec.revoked = {{first.der, day("2026-04-01"), 1}, {second.der, day("2026-04-02")}};
    const octets der = test_pki::make_crl(pki.ca, spec);
    const auto issuer = decode(pki.ca);
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(code_of(crl::from_der(der.substr(0, size))),
                  size == 0 ? errc::crl_empty : errc::crl_truncated)
            << size;
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
