#include <gtest/gtest.h>

#include "adapters/targets/akimat/akimat_target.hpp"
#include "adapters/targets/akimat/exchange.hpp"
#include "base/files.hpp"
#include "delivery/body_signature.hpp"
#include "support/temp_folder.hpp"

namespace gw::akimat {
namespace {

using namespace std::chrono_literals;
using delivery::send_result;

const timestamp now = *from_rfc3339("2026-11-22T05:00:00.789Z");
const office to{"akimat", "https://office.example/cases", "0123456789abcdef0123456789abcdef"};

store::delivery_record record() {
    store::delivery_record one;
    one.id = delivery_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f");
    one.case_number = "SKO-20261122-7K3QX4";
    one.case_json = R"({"number":"SKO-1"})";
    return one;
}
std::string field(const net::client_request& request, std::string_view name) {
    for (const auto& [key, value] : request.fields)
        if (key == name) return value;
    return "";
}
net::client_response answer(unsigned status, octets body = {}) {
    net::client_response made;
    made.status = status;
    made.body = std::move(body);
    return made;
}
delivery::delivery_outcome outcome_of(unsigned status) {
    return read_answer(answer(status), now);
}

TEST(akimat_exchange, posts_the_case_with_its_key_and_number) {
    const auto request = make_request(to, record(), now);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://office.example/cases");
    EXPECT_EQ(request.content_type, "application/json; charset=utf-8");
    EXPECT_EQ(request.body, R"({"number":"SKO-1"})");
    EXPECT_EQ(field(request, "Idempotency-Key"), "0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f");
    EXPECT_EQ(field(request, "X-Shep-Case-Number"), "SKO-20261122-7K3QX4");
}

TEST(akimat_exchange, signs_time_and_body) {
    // Expected value by Python's hmac module.
    EXPECT_EQ(delivery::sign_body(to.secret, timestamp(1'795'323'600'789ms), R"({"number":"SKO-1"})"),
              "t=1795323600,v1=472b6ad3a546934bfe2182920138ce08a6a5613da3be86509db4915ea5ddd648");
    EXPECT_TRUE(field(make_request(to, record(), now), "X-Shep-Signature").starts_with("t=1795323600,v1="));
}

TEST(akimat_exchange, without_a_secret_there_is_no_signature) {
    office bare = to;
    bare.secret.clear();
    EXPECT_EQ(field(make_request(bare, record(), now), "X-Shep-Signature"), "");
}

TEST(akimat_exchange, success_and_already_there_are_delivered) {
    for (const unsigned status : {200u, 201u, 202u, 204u, 409u})
        EXPECT_EQ(outcome_of(status).result, send_result::delivered) << status;
}

TEST(akimat_exchange, the_reference_of_the_office_is_kept) {
    EXPECT_EQ(read_answer(answer(201, R"({"reference":"ЖТ-2026/17","other":1})"), now).reference,
              "ЖТ-2026/17");
}

TEST(akimat_exchange, an_answer_without_a_usable_reference_is_delivered_all_the_same) {
    for (const octets& body : {octets(""), octets("OK"), octets("[]"), octets("{}"),
                               octets(R"({"reference":17})"), octets(R"({"reference":"a\nb"})"),
                               R"({"reference":")" + octets(201, 'x') + "\"}", octets(200, '[')}) {
        const auto outcome = read_answer(answer(200, body), now);
        EXPECT_EQ(outcome.result, send_result::delivered) << body;
        EXPECT_EQ(outcome.reference, "") << body;
    }
}

TEST(akimat_exchange, what_can_never_pass_is_refused) {
    for (const unsigned status :
         {400u, 401u, 402u, 403u, 404u, 405u, 406u, 410u, 411u, 413u, 414u, 415u, 422u, 451u}) {
        const auto outcome = outcome_of(status);
        EXPECT_EQ(outcome.result, send_result::refused) << status;
        EXPECT_EQ(outcome.error.code(), errc::target_refused) << status;
    }
    EXPECT_EQ(outcome_of(422).error.detail(), "HTTP status 422");
}

TEST(akimat_exchange, what_may_pass_later_is_repeated) {
    for (const unsigned status : {301u, 307u, 408u, 425u, 429u, 500u, 502u, 503u, 504u, 599u}) {
        const auto outcome = outcome_of(status);
        EXPECT_EQ(outcome.result, send_result::failed) << status;
        EXPECT_EQ(outcome.error.code(), errc::target_failed) << status;
    }
}

TEST(akimat_exchange, the_body_of_a_refusal_stays_out_of_the_error) {
    const auto outcome = read_answer(answer(422, "ИИН 850101300123 неверен"), now);
    EXPECT_EQ(outcome.error.to_string(), "target_refused: HTTP status 422");
}

TEST(akimat_exchange, retry_after_is_heard) {
    auto busy = answer(503);
    busy.headers.fields = {{"retry-after", "120"}};
    EXPECT_EQ(read_answer(busy, now).not_before, 120s);
    busy.headers.fields = {{"retry-after", "soon"}};
    EXPECT_FALSE(read_answer(busy, now).not_before);
}

TEST(akimat_exchange, retry_after_is_seconds_or_a_date) {
    EXPECT_EQ(retry_after("0", now), 0s);
    EXPECT_EQ(retry_after("Sun, 22 Nov 2026 05:01:00 GMT", now), 59'211ms);
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 0s);
    EXPECT_EQ(retry_after("9223372036854775807", now), std::chrono::hours(24 * 30));
    for (const char* wrong :
         {"", "-1", "1.5", "12 ", "99999999999999999999", "Sun, 22 Now 2026 05:01:00 GMT",
          "Sun, 32 Nov 2026 05:01:00 GMT", "Sunday, 22-Nov-26 05:01:00 GMT", "Sun, 22 Nov 2026 05:01:00 UTC"})
        EXPECT_FALSE(retry_after(wrong, now)) << wrong;
}

TEST(akimat_exchange, a_request_that_may_have_arrived_is_unknown) {
    const auto lost = read_failure({error(errc::target_timeout), net::send_failure::maybe_sent});
    EXPECT_EQ(lost.result, send_result::unknown);
    EXPECT_EQ(lost.error.code(), errc::target_timeout);
    const auto unsent = read_failure({error(errc::target_unreachable), net::send_failure::not_sent});
    EXPECT_EQ(unsent.result, send_result::failed);
    EXPECT_EQ(unsent.error.code(), errc::target_unreachable);
}

TEST(akimat_secret, is_the_first_line_and_long_enough) {
    const test::temp_folder folder;
    ASSERT_TRUE(replace_file(folder.file("good"), to.secret + "\nsecond line\n"));
    ASSERT_TRUE(replace_file(folder.file("short"), "secret\n"));
    EXPECT_EQ(read_secret(folder.file("good")).value(), to.secret);
    EXPECT_EQ(read_secret(folder.file("short")).error().code(), errc::config_invalid);
    EXPECT_EQ(read_secret(folder.file("absent")).error().code(), errc::file_unreadable);
}

}  // namespace
}  // namespace gw::akimat
