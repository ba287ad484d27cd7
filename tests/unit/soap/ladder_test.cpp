// The way up and down the ladder: what dsig verified is what is read, and what is written can be signed and
// verified.
#include <gtest/gtest.h>

#include "soap/answer.hpp"
#include "soap/sync_channel.hpp"
#include "unit/dsig/messages.hpp"
#include "unit/soap/body.hpp"

namespace gw::soap {
namespace {

using dsig::test::the_cast;
constexpr std::chrono::minutes astana{300};

std::string in_envelope(const std::string& body) {
    return "\xef\xbb\xbf<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">" + body +
           "</e:Envelope>";
}

dsig::transport_result verify(const octets& message) {
    return the_cast().make_verifier().verify_transport(message, the_cast().trust, dsig::test::now);
}

TEST(soap_ladder, reads_what_the_transport_signature_covers) {
    const auto verified = verify(the_cast().sign(in_envelope(test::make_body())));
    ASSERT_TRUE(verified.body) << verified.report.failure->to_string();
    const auto request = read_request(*verified.body, astana);
    ASSERT_TRUE(request) << request.error().to_string();
    EXPECT_TRUE(request->is_signed);
    EXPECT_EQ(request->sender.sender_id, "egov");
}

TEST(soap_ladder, marks_what_no_transport_signature_covers) {
    const auto body = the_cast().make_verifier().unsigned_body(in_envelope(test::make_body()));
    ASSERT_TRUE(body) << body.error().to_string();
    const auto request = read_request(*body, astana);
    ASSERT_TRUE(request) << request.error().to_string();
    EXPECT_FALSE(request->is_signed);
}

// Canonicalisation keeps processing instructions and drops comments: the value that is read is the value that
// was signed, and an instruction inside it is refused.
TEST(soap_ladder, reads_the_canonical_value) {
    test::body_parts parts;
    parts.message_id = "<messageId>id<!-- -->-1</messageId>";
    auto verified = verify(the_cast().sign(in_envelope(test::make_body(parts))));
    if (verified.body) {
        const auto request = read_request(*verified.body, astana);
        ASSERT_TRUE(request);
        EXPECT_EQ(request->message_id, "id-1");
    } else {
        EXPECT_EQ(verified.report.failure->code(), errc::markup_inside_value);
    }
    parts.message_id = "<messageId>id<?x?>-1</messageId>";
    verified = verify(the_cast().sign(in_envelope(test::make_body(parts))));
    const auto code =
        verified.body ? read_request(*verified.body, astana).error().code() : verified.report.failure->code();
    EXPECT_EQ(code, errc::markup_inside_value);
}

TEST(soap_ladder, what_is_written_can_be_signed_and_verified) {
    const timestamp at = dsig::test::now;
    sync_response response;
    response.message_id = "m-1";
    response.correlation_id = "line\rbreak & <markup>";
    response.response_date = at;
    response.status_code = status_accepted;
    response.data_xml = write_answer(make_acceptance(message_id("m-1"), "SKO-1", at, at));
    fault refused;
    refused.code = errc::digest_mismatch;
    refused.detail = "\xff \x01 ]]>";
    for (const auto& written : {write_response(response), write_fault(refused)}) {
        const auto verified = verify(the_cast().sign(written));
        ASSERT_TRUE(verified.body) << verified.report.failure->to_string();
        EXPECT_EQ(verified.report.covered, "Body");
    }
}

}  // namespace
}  // namespace gw::soap
