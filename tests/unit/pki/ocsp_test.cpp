// OCSP answers, rule by rule: what may be believed of a certificate, and the one code for each reason not to.
#include <openssl/ocsp.h>

#include "fixture.hpp"
#include "pki/ocsp_check.hpp"
#include "pki/ocsp_source.hpp"
#include "support/test_ocsp.hpp"

namespace gw::pki {
namespace {

using test_pki::day;
using test_pki::make_ocsp;
using test_pki::ocsp_spec;

struct ocsp_test : testing::Test {
    judged_pki all;
    test_pki::identity leaf = test_pki::issue(all.pki.ca, test_pki::person("850101300123"));
    test_pki::identity responder = test_pki::issue(all.pki.ca, test_pki::ocsp_responder());
    ocsp_spec spec;
    const timestamp at = day("2026-06-01");

    ocsp_ptr answer() const { return answer_of(responder); }
    ocsp_ptr answer_of(const test_pki::identity& by) const {
        return ocsp_response::from_der(make_ocsp(by, all.pki.ca, leaf.der, spec)).value();
    }
    result<ocsp_statement> check(const ocsp_ptr& given, const is_known_good& known_good = {}) const {
        return check_ocsp(*given, *decode(leaf), *decode(all.pki.ca), {}, all.rules, at, seconds(0),
                          known_good);
    }
    result<ocsp_statement> check() const { return check(answer()); }
};

TEST_F(ocsp_test, a_good_answer_of_a_delegate) {
    const auto said = check();
    ASSERT_TRUE(said.has_value()) << said.error().to_string();
    EXPECT_EQ(said->status, ocsp_status::good);
    EXPECT_EQ(said->valid_until, day("2026-06-02"));
}

TEST_F(ocsp_test, the_authority_may_answer_itself) {
    EXPECT_TRUE(check(answer_of(all.pki.ca)).has_value());
}

TEST_F(ocsp_test, the_responder_is_named_by_its_key_too) {
    spec.by_key = true;
    EXPECT_TRUE(check().has_value());
}

TEST_F(ocsp_test, cert_id_by_every_common_hash) {
    for (const char* hash : {"SHA1", "SHA256", "SHA384", "SHA512"}) {
        spec.hash = hash;
        EXPECT_TRUE(check().has_value()) << hash;
    }
}

TEST_F(ocsp_test, revoked_says_when_and_why) {
    spec.status = 1;
    spec.reason = 6;
    const auto said = check();
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->status, ocsp_status::revoked);
    EXPECT_EQ(said->revoked->revoked_at, day("2026-04-01"));
    EXPECT_EQ(said->revoked->reason, 6);
    EXPECT_FALSE(said->never_issued);
}

TEST_F(ocsp_test, a_later_revocation_does_not_revoke_at_this_moment) {
    spec.status = 1;
    spec.revoked_at = at + seconds(60);
    const auto said = check();
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->status, ocsp_status::good);
    EXPECT_EQ(said->valid_until, spec.revoked_at);
}

TEST_F(ocsp_test, the_answer_of_1970_means_never_issued) {
    spec.status = 1;
    spec.revoked_at = timestamp();
    spec.reason = 6;
    EXPECT_FALSE(check()->never_issued) << "without the extension it is a revocation like others";
    spec.extended_revoke = true;
    EXPECT_TRUE(check()->never_issued);
}

TEST_F(ocsp_test, an_answer_about_another_serial) {
    const auto other = test_pki::issue(all.pki.ca, test_pki::person("850101300124"));
    const auto given = ocsp_response::from_der(make_ocsp(responder, all.pki.ca, other.der, spec)).value();
    EXPECT_EQ(code_of(check(given)), errc::ocsp_other_certificate);
}

TEST_F(ocsp_test, an_answer_about_the_serial_of_another_issuer) {
    const auto given = ocsp_response::from_der(make_ocsp(responder, all.pki.root, leaf.der, spec)).value();
    EXPECT_EQ(code_of(check(given)), errc::ocsp_other_certificate);
}

TEST_F(ocsp_test, a_delegate_without_the_usage) {
    auto wanted = test_pki::ocsp_responder();
    wanted.extended_key_usage = {test_pki::role::client_auth};
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
}

TEST_F(ocsp_test, a_delegate_of_another_authority) {
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.root, test_pki::ocsp_responder())))),
              errc::ocsp_responder_unauthorised);
    EXPECT_EQ(code_of(check(answer_of(all.pki.root))), errc::ocsp_responder_unauthorised)
        << "not even the authority above";
}

TEST_F(ocsp_test, a_delegate_out_of_its_time) {
    auto wanted = test_pki::ocsp_responder();
    wanted.not_after = day("2026-05-31");
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
    spec.produced_at = day("2025-12-31");
    EXPECT_EQ(code_of(check()), errc::ocsp_responder_unauthorised) << "answered before it was certified";
}

TEST_F(ocsp_test, a_delegate_whose_key_may_not_sign) {
    auto wanted = test_pki::ocsp_responder();
    wanted.key_usage = "critical,keyAgreement";
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
}

TEST_F(ocsp_test, a_delegate_with_an_unknown_critical_extension) {
    auto wanted = test_pki::ocsp_responder();
    wanted.extensions.emplace_back("1.2.398.99", "critical,DER:0500");
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
}

TEST_F(ocsp_test, a_delegate_without_nocheck_needs_its_own_status) {
    auto wanted = test_pki::ocsp_responder();
    wanted.extensions.clear();
    const auto given = answer_of(test_pki::issue(all.pki.ca, wanted));
    EXPECT_EQ(code_of(check(given)), errc::ocsp_responder_unauthorised);
    EXPECT_TRUE(check(given, [](const certificate&) { return std::optional(true); }).has_value());
    EXPECT_EQ(code_of(check(given, [](const certificate&) { return std::optional(false); })),
              errc::ocsp_responder_unauthorised);
    // RFC 5280 alone lets it pass where its issuer names no way to check it.
    all.rules.profile = profile::rfc5280;
    EXPECT_TRUE(check(given).has_value());
    EXPECT_EQ(code_of(check(given, [](const certificate&) { return std::optional(false); })),
              errc::ocsp_responder_unauthorised);
    wanted.extensions = {{"crlDistributionPoints", "URI:http://crl.example/a.crl"}};
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
}

TEST_F(ocsp_test, nocheck_of_old_responders_is_empty) {  // facts/kz-pki.md section 3
    auto wanted = test_pki::ocsp_responder();
    wanted.extensions = {{"1.3.6.1.5.5.7.48.1.5", "DER:"}};
    EXPECT_TRUE(check(answer_of(test_pki::issue(all.pki.ca, wanted))).has_value());
    wanted.extensions = {{"1.3.6.1.5.5.7.48.1.5", "DER:020101"}};
    EXPECT_EQ(code_of(check(answer_of(test_pki::issue(all.pki.ca, wanted)))),
              errc::ocsp_responder_unauthorised);
}

TEST_F(ocsp_test, a_responder_whose_certificate_is_nowhere) {
    spec.with_certificate = false;
    EXPECT_EQ(code_of(check()), errc::ocsp_responder_unauthorised);
    const auto said = check_ocsp(*answer(), *decode(leaf), *decode(all.pki.ca), {decode(responder)},
                                 all.rules, at, seconds(0), {});
    EXPECT_TRUE(said.has_value()) << "a configured certificate does as well";
}

TEST_F(ocsp_test, a_changed_answer) {
    octets der = make_ocsp(responder, all.pki.ca, leaf.der, spec);
    const octets serial(decode(leaf)->serial_octets());
    const auto time = der.find("20260602");  // nextUpdate
    ASSERT_NE(time, der.npos);
    der[time + 3] = '9';
    EXPECT_EQ(code_of(check(ocsp_response::from_der(der).value())), errc::ocsp_signature_wrong);
}

TEST_F(ocsp_test, a_signature_by_a_weak_algorithm) {
    spec.digest = "SHA1";
    EXPECT_EQ(code_of(check()), errc::ocsp_algorithm_forbidden);
    all.rules.profile = profile::rfc5280;
    EXPECT_TRUE(check().has_value());
    spec.digest = "MD5";
    responder = test_pki::issue(all.pki.ca, [] {
        auto rsa = test_pki::ocsp_responder();
        rsa.kind = test_pki::key_kind::rsa2048;
        return rsa;
    }());
    EXPECT_EQ(code_of(check()), errc::ocsp_algorithm_forbidden);
}

TEST_F(ocsp_test, an_old_answer) {
    spec.this_update = spec.produced_at = day("2026-05-29");
    spec.next_update = day("2026-05-30");
    EXPECT_EQ(code_of(check()), errc::ocsp_stale);
    spec.next_update = day("2026-06-02");
    EXPECT_TRUE(check().has_value());
    all.rules.max_ocsp_age = seconds(24 * 3600);
    EXPECT_EQ(code_of(check()), errc::ocsp_stale) << "older than the policy allows";
}

TEST_F(ocsp_test, an_answer_without_next_update_ages) {
    spec.next_update.reset();
    EXPECT_TRUE(check().has_value());
    spec.this_update = at - ocsp_age_without_next_update - seconds(1);
    EXPECT_EQ(code_of(check()), errc::ocsp_stale);
}

TEST_F(ocsp_test, an_answer_of_the_future) {
    spec.this_update = spec.produced_at = at + ocsp_clock_tolerance;
    EXPECT_TRUE(check().has_value());
    spec.this_update += seconds(1);
    EXPECT_EQ(code_of(check()), errc::ocsp_not_yet_valid);
    spec.this_update = at;
    spec.produced_at += seconds(1);
    EXPECT_EQ(code_of(check()), errc::ocsp_not_yet_valid);
}

TEST_F(ocsp_test, critical_extensions) {
    spec.critical_extension = "1.2.398.99";
    EXPECT_EQ(code_of(ocsp_response::from_der(make_ocsp(responder, all.pki.ca, leaf.der, spec))),
              errc::ocsp_extension_unsupported);
    spec.critical_extension = "1.3.6.1.4.1.11129.2.4.5";
    EXPECT_TRUE(check().has_value());
}

TEST_F(ocsp_test, what_responders_say_instead_of_an_answer) {
    const auto code = [](int status) {
        return code_of(ocsp_response::from_der(test_pki::make_ocsp_failure(status)));
    };
    EXPECT_EQ(code(OCSP_RESPONSE_STATUS_TRYLATER), errc::ocsp_try_later);
    for (const int status : {OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, OCSP_RESPONSE_STATUS_INTERNALERROR,
                             OCSP_RESPONSE_STATUS_SIGREQUIRED, OCSP_RESPONSE_STATUS_UNAUTHORIZED})
        EXPECT_EQ(code(status), errc::ocsp_refused) << status;
    EXPECT_EQ(code(4), errc::ocsp_malformed);
    EXPECT_EQ(code(0), errc::ocsp_malformed) << "successful, and nothing inside";
}

TEST_F(ocsp_test, octets_that_are_no_answer) {
    const octets good = make_ocsp(responder, all.pki.ca, leaf.der, spec);
    EXPECT_EQ(code_of(read_ocsp("")), errc::ocsp_malformed);
    EXPECT_EQ(code_of(read_ocsp("<html>busy</html>")), errc::ocsp_malformed);
    EXPECT_EQ(code_of(read_ocsp(good + "x")), errc::ocsp_malformed);
    for (std::size_t size = 0; size < good.size(); size += 7)
        EXPECT_EQ(code_of(read_ocsp(good.substr(0, size))), errc::ocsp_malformed) << size;
}

TEST_F(ocsp_test, der_pem_and_base64_are_the_same_answer) {
    const octets der = make_ocsp(responder, all.pki.ca, leaf.der, spec);
    const auto first = read_ocsp(der).value();
    EXPECT_EQ(read_ocsp(test_pki::pem(der, "OCSP RESPONSE")).value()->sha256(), first->sha256());
    EXPECT_EQ(read_ocsp(to_base64(der)).value()->sha256(), first->sha256());
}

TEST_F(ocsp_test, openssl_understands_our_request) {
    for (const ocsp_hash hash : {ocsp_hash::sha1, ocsp_hash::sha256}) {
        const octets der = make_ocsp_request(*decode(leaf), *decode(all.pki.ca), hash, "0123456789abcdef");
        const unsigned char* from = as_unsigned(der);
        OCSP_REQUEST* request = d2i_OCSP_REQUEST(nullptr, &from, static_cast<long>(der.size()));
        ASSERT_NE(request, nullptr);
        EXPECT_EQ(OCSP_request_onereq_count(request), 1);
        OCSP_CERTID* asked = OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, 0));
        OCSP_CERTID* own = OCSP_cert_to_id(hash == ocsp_hash::sha1 ? EVP_sha1() : EVP_sha256(),
                                           decode(leaf)->x509(), decode(all.pki.ca)->x509());
        EXPECT_EQ(OCSP_id_cmp(asked, own), 0);
        // The answer that OpenSSL makes repeats the nonce; ours reads it back.
        OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
        EXPECT_EQ(OCSP_copy_nonce(basic, request), 1);
        OCSP_CERTID_free(own);
        OCSP_BASICRESP_free(basic);
        OCSP_REQUEST_free(request);
    }
    spec.nonce = "0123456789abcdef";
    EXPECT_EQ(answer()->nonce(), octets("\x04\x10") + spec.nonce);
}

}  // namespace
}  // namespace gw::pki
