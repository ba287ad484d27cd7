#include "adapters/targets/akimat/exchange.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <charconv>

#include "base/json_text.hpp"
#include "delivery/body_signature.hpp"

namespace gw::akimat {
namespace {

constexpr std::size_t longest_reference = 200;
constexpr std::size_t deepest_answer = 16;

bool is_delivered(unsigned status) {
    return (status >= 200 && status < 300) || status == 409;
}

bool may_pass_later(unsigned status) {
    return status == 408 || status == 425 || status == 429 || status < 400 || status >= 500;
}

// The office's own number of the case, when it says one. It goes to officers and logs, so it is short,
// printable UTF-8.
std::string reference_in(octets_view body) {
    boost::json::parse_options options;
    options.max_depth = deepest_answer;
    boost::system::error_code failed;
    const auto value =
        boost::json::parse(boost::json::string_view(body.data(), body.size()), failed, {}, options);
    if (failed || !value.is_object()) return {};
    const auto* found = value.get_object().if_contains("reference");
    if (found == nullptr || !found->is_string()) return {};
    std::string text(found->get_string());
    const bool printable = text.find_first_of(std::string_view("\0\r\n\t\x7f", 5)) == std::string::npos;
    return printable && text.size() <= longest_reference ? text : std::string();
}

std::optional<int> month_number(std::string_view name) {
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<int>(i) + 1;
    return std::nullopt;
}

std::optional<std::int64_t> number(std::string_view digits) {
    std::int64_t value = 0;
    const auto [stop, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || stop != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<timestamp> imf_fixdate(std::string_view text) {
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    const auto month = month_number(text.substr(8, 3));
    if (!month) return std::nullopt;
    std::string rfc3339(text.substr(12, 4));
    rfc3339 += *month < 10 ? "-0" : "-";
    rfc3339 += std::to_string(*month);
    rfc3339 += '-';
    rfc3339 += text.substr(5, 2);
    rfc3339 += 'T';
    rfc3339 += text.substr(17, 8);
    rfc3339 += 'Z';
    return from_rfc3339(rfc3339);
}

}  // namespace

net::client_request make_request(const office& to, const store::delivery_record& delivery, timestamp now) {
    net::client_request request;
    request.url = to.url;
    request.content_type = "application/json; charset=utf-8";
    request.body = delivery.case_json;
    request.fields = {{"Accept", "application/json"},
                      {"Idempotency-Key", delivery.id.str()},
                      {"X-Shep-Case-Number", delivery.case_number}};
    if (!to.secret.empty())
        request.fields.emplace_back("X-Shep-Signature", delivery::sign_body(to.secret, now, request.body));
    return request;
}

delivery::delivery_outcome read_answer(const net::client_response& answer, timestamp now) {
    delivery::delivery_outcome outcome;
    if (is_delivered(answer.status)) {
        outcome.result = delivery::send_result::delivered;
        outcome.reference = reference_in(answer.body);
        return outcome;
    }
    // The body of the answer is left out: an office may quote the application in it.
    const std::string why = "HTTP status " + std::to_string(answer.status);
    if (!may_pass_later(answer.status)) {
        outcome.result = delivery::send_result::refused;
        outcome.error = error(errc::target_refused, why);
        return outcome;
    }
    outcome.result = delivery::send_result::failed;
    outcome.error = error(errc::target_failed, why);
    if (const auto asked = answer.headers.find("retry-after")) outcome.not_before = retry_after(*asked, now);
    return outcome;
}

delivery::delivery_outcome read_failure(const net::client_error& failure) {
    delivery::delivery_outcome outcome;
    outcome.result = failure.sent == net::send_failure::not_sent ? delivery::send_result::failed
                                                                 : delivery::send_result::unknown;
    outcome.error = failure.error;
    return outcome;
}

std::optional<milliseconds> retry_after(std::string_view field, timestamp now) {
    constexpr std::int64_t most_seconds = 30 * 86'400;
    if (const auto wait = number(field)) return milliseconds(seconds(std::min(*wait, most_seconds)));
    const auto at = imf_fixdate(field);
    if (!at) return std::nullopt;
    return std::max(*at - now, milliseconds::zero());
}

}  // namespace gw::akimat
