// RFC 3161: what a good answer is, and that each thing wrong with one is refused. Real tokens of НУЦ РК are
// decoded where the shared data are there.
#include "crypto/time_stamp.hpp"

#include <gtest/gtest.h>

#include <iostream>

#include "base/files.hpp"
#include "crypto/digest.hpp"
#include "support/test_tsa.hpp"

namespace gw::crypto {
namespace {

using test_pki::day;

struct stamp_test : testing::Test {
    test_pki::hierarchy pki;
    test_pki::identity authority = test_pki::issue(pki.ca, test_pki::stamping_authority());
    octets anchors = pki.root.certificate_pem() + pki.ca.certificate_pem();
    sha256_digest imprint = sha256("root of a tree");
    octets request = make_time_stamp_request(imprint, "").value();
    octets response = test_pki::answer_stamp_request(authority, request, day("2026-06-01"));
};

TEST_F(stamp_test, a_good_answer_gives_a_token_that_holds) {
    const auto made = read_time_stamp_response(response, request, anchors);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->at, day("2026-06-01"));
    EXPECT_EQ(made->imprint, as_octets(imprint));
    EXPECT_EQ(made->policy, "1.2.3.4.1");
    EXPECT_FALSE(made->serial.empty());
    EXPECT_NE(made->authority.find("TEST TSA"), std::string::npos) << made->authority;
    const auto kept = check_time_stamp(made->token, imprint, anchors);
    ASSERT_TRUE(kept) << kept.error().to_string();
    EXPECT_EQ(kept->at, made->at);
}

// The certificate ran out at the end of 2026; the clock of this test stands later or earlier: genTime counts.
TEST_F(stamp_test, is_judged_at_its_own_time) {
    auto spec = test_pki::stamping_authority();
    spec.not_before = day("2019-01-01");
    spec.not_after = day("2020-01-01");
    const test_pki::identity old_root = [&] {
        auto root = test_pki::authority("OLD ROOT");
        root.not_before = day("2018-01-01");
        root.not_after = day("2021-01-01");
        return test_pki::self_signed(root);
    }();
    const auto old = test_pki::issue(old_root, spec);
    const auto within = test_pki::answer_stamp_request(old, request, day("2019-06-01"));
    EXPECT_TRUE(read_time_stamp_response(within, request, old_root.certificate_pem()));
    const auto after = test_pki::answer_stamp_request(old, request, day("2020-06-01"));
    EXPECT_EQ(read_time_stamp_response(after, request, old_root.certificate_pem()).error().code(),
              errc::time_stamp_invalid);
}

TEST_F(stamp_test, everything_wrong_is_refused) {
    const auto refused = [&](const octets& answer, const octets& asked, const octets& trusted) {
        const auto made = read_time_stamp_response(answer, asked, trusted);
        return !made && made.error().code() == errc::time_stamp_invalid;
    };
    EXPECT_TRUE(refused(response, make_time_stamp_request(imprint, "").value(), anchors)) << "another nonce";
    EXPECT_TRUE(refused(response, make_time_stamp_request(sha256("other"), "").value(), anchors))
        << "another imprint";
    EXPECT_TRUE(refused(response, request, test_pki::hierarchy().root.certificate_pem())) << "another anchor";
    EXPECT_TRUE(refused(response, request, "")) << "no anchor";
    EXPECT_TRUE(refused("", request, anchors)) << "nothing";
    EXPECT_TRUE(refused("<html>", request, anchors)) << "no DER";
    EXPECT_TRUE(refused(response + "x", request, anchors)) << "more than a response";
    const auto person = test_pki::issue(pki.ca, test_pki::person("850101300123"));
    EXPECT_ANY_THROW(test_pki::answer_stamp_request(person, request, day("2026-06-01")))
        << "OpenSSL itself signs no time stamp without the purpose";
    auto broken = response;
    broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 1);
    EXPECT_FALSE(read_time_stamp_response(broken, request, anchors));
}

TEST_F(stamp_test, an_answer_of_refusal_has_no_token) {
    const octets rejection("\x30\x05\x30\x03\x02\x01\x02", 7);  // PKIStatusInfo { status rejection }
    const auto made = read_time_stamp_response(rejection, request, anchors);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), errc::time_stamp_invalid);
    EXPECT_NE(made.error().detail().find("granted no"), std::string::npos);
}

TEST_F(stamp_test, a_kept_token_holds_for_its_digest_and_anchors_alone) {
    const octets token = read_time_stamp_response(response, request, anchors)->token;
    EXPECT_FALSE(check_time_stamp(token, sha256("other"), anchors));
    EXPECT_FALSE(check_time_stamp(token, imprint, test_pki::hierarchy().root.certificate_pem()));
    EXPECT_FALSE(check_time_stamp(token + "x", imprint, anchors));
    for (std::size_t at = 20; at < token.size(); at += 97) {
        auto broken = token;
        broken[at] = static_cast<char>(broken[at] ^ 1);
        const auto held = check_time_stamp(broken, imprint, anchors);
        // Certificates that the token carries beside the signer's are signed by nobody; what counts must be
        // as it was.
        EXPECT_TRUE(!held || held->at == day("2026-06-01")) << at;
    }
}

TEST(TimeStampRequest, asks_for_the_policy) {
    const auto with = make_time_stamp_request(sha256("a"), "1.2.398.3.3.2.6.4");
    ASSERT_TRUE(with);
    EXPECT_GT(with->size(), make_time_stamp_request(sha256("a"), "")->size());
    EXPECT_NE(*make_time_stamp_request(sha256("a"), ""), *make_time_stamp_request(sha256("a"), ""))
        << "the nonce";
    EXPECT_EQ(make_time_stamp_request(sha256("a"), "no oid").error().code(), errc::config_invalid);
}

TEST(TimeStampOfNca, a_real_token_is_decoded) {
    const auto token = read_file("../shared/data/kz/tsp/tsp_token.bin");
    if (!token) {
        std::cerr << "not there, its cases did not run: kz/tsp\n";
        return;
    }
    const auto read = decode_time_stamp(*token);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_FALSE(read->policy.empty());
    EXPECT_FALSE(read->imprint.empty());
    EXPECT_GT(read->at, day("2015-01-01"));
    // Its imprint is made with GOST: nothing of ours, however good the signature.
    EXPECT_EQ(check_time_stamp(*token, sha256(""), "").error().code(), errc::time_stamp_invalid);
}

}  // namespace
}  // namespace gw::crypto
