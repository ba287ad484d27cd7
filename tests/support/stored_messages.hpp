// Messages to store: small, distinct, and right in the fields that the journal covers.
#pragma once

#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "store/store.hpp"

namespace gw::test {

inline timestamp second(int n) {
    return timestamp(std::chrono::hours(24 * 20000)) + seconds(n);
}
inline std::string numbered_id(char kind, int n) {
    return fmt::format("01935280-0000-7000-8000-{}{:011}", kind, n);
}
inline message_id message_no(int n) {
    return message_id(numbered_id('a', n));
}
inline case_id case_no(int n) {
    return case_id(numbered_id('c', n));
}
inline delivery_id delivery_no(int n) {
    return delivery_id(numbered_id('d', n));
}

inline void set_body(store::message_record& message, octets body) {
    message.raw = std::move(body);
    message.size = message.raw.size();
    message.raw_sha256 = crypto::sha256(message.raw);
}

inline store::message_record refused_message(int n) {
    store::message_record message;
    message.id = message_no(n);
    message.received_at = second(n);
    message.portal = "egov";
    message.peer = "192.0.2.1";
    message.sender_id = "egov-sender";
    message.service_id = "permit";
    message.source_message_id = fmt::format("m-{}", n);
    set_body(message, fmt::format("<Envelope n=\"{}\"/>", n));
    message.code = static_cast<int>(errc::internal);
    message.indication = "TOTAL-FAILED";
    message.verdict_json = R"({"indication":"TOTAL-FAILED"})";
    message.answer = fmt::format("<Fault n=\"{}\"/>", n);
    message.http_status = 500;
    return message;
}

// With its key claimed, a case and one delivery to the akimat.
inline store::message_record accepted_message(int n) {
    store::message_record message = refused_message(n);
    message.code = 0;
    message.indication = "TOTAL-PASSED";
    message.verdict_json = R"({"indication":"TOTAL-PASSED"})";
    message.answer = fmt::format("<Answer n=\"{}\"/>", n);
    message.http_status = 200;
    message.key = store::duplicate_key{message.sender_id, message.service_id, message.source_message_id,
                                       crypto::sha256(fmt::format("content {}", n))};
    message.svc_case = store::case_record{.id = case_no(n),
                                          .number = fmt::format("SKO-{:06}", n),
                                          .provider = "sko",
                                          .target = "akimat",
                                          .public_service = "foreign-labour-permit",
                                          .procedure = "issue",
                                          .portal = message.portal,
                                          .status = "registered",
                                          .registered_at = message.received_at,
                                          .due_at = message.received_at + std::chrono::hours(24 * 7),
                                          .json = fmt::format(R"({{"number":"SKO-{:06}"}})", n)};
    message.outbox.push_back({delivery_no(n), case_no(n), "akimat"});
    return message;
}

inline store::message_record strangers_message(int n) {
    store::message_record message = refused_message(n);
    message.stranger = true;
    return message;
}

}  // namespace gw::test
