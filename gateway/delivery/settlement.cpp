#include "delivery/settlement.hpp"

namespace gw::delivery {

std::string_view to_string(send_result result) noexcept {
    switch (result) {
        case send_result::delivered:
            return "delivered";
        case send_result::refused:
            return "refused";
        case send_result::failed:
            return "failed";
        case send_result::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view to_string(settlement what) noexcept {
    switch (what) {
        case settlement::delivered:
            return "delivered";
        case settlement::retried:
            return "retried";
        case settlement::refused:
            return "refused";
        case settlement::exhausted:
            return "exhausted";
        case settlement::needs_review:
            return "needs_review";
    }
    return "needs_review";
}

decision decide(const delivery_outcome& outcome, bool safe_to_repeat, const retry_options& options,
                failed_attempt attempt) {
    switch (outcome.result) {
        case send_result::delivered:
            return {settlement::delivered, {}, {}};
        case send_result::refused:
            return {settlement::refused, {}, outcome.error.to_string()};
        case send_result::unknown:
            if (!safe_to_repeat) return {settlement::needs_review, {}, outcome.error.to_string()};
            break;
        case send_result::failed:
            break;
    }
    attempt.asked = outcome.not_before;
    if (const auto wait = wait_before_retry(options, attempt))
        return {settlement::retried, *wait, outcome.error.to_string()};
    return {
        settlement::exhausted, {}, error(errc::delivery_exhausted, outcome.error.to_string()).to_string()};
}

}  // namespace gw::delivery
