#include "delivery/settlement.hpp"

#include <gtest/gtest.h>

namespace gw::delivery {
namespace {

using namespace std::chrono_literals;

const retry_options options{.least = 100ms, .first = 1s, .most = 60s, .most_asked = 10min, .tries = 3};

delivery_outcome outcome(send_result result, errc code = errc::target_failed) {
    delivery_outcome made;
    made.result = result;
    made.error = error(code, "HTTP status 599");
    return made;
}

TEST(settlement, delivered_is_delivered) {
    EXPECT_EQ(decide(outcome(send_result::delivered), true, options, {}).what, settlement::delivered);
}

TEST(settlement, a_refusal_is_never_repeated) {
    const auto made =
        decide(outcome(send_result::refused, errc::target_refused), true, options, {1, 0.5, {}});
    EXPECT_EQ(made.what, settlement::refused);
    EXPECT_EQ(made.why, "target_refused: HTTP status 599");
}

TEST(settlement, a_failure_is_repeated_later) {
    const auto made = decide(outcome(send_result::failed), true, options, {1, 0.5, {}});
    EXPECT_EQ(made.what, settlement::retried);
    EXPECT_EQ(made.wait, 500ms);
    EXPECT_EQ(made.why, "target_failed: HTTP status 599");
}

TEST(settlement, the_target_may_ask_for_time) {
    auto busy = outcome(send_result::failed);
    busy.not_before = 20s;
    EXPECT_EQ(decide(busy, true, options, {1, 0.5, {}}).wait, 20s);
}

TEST(settlement, failures_end_when_the_tries_are_used_up) {
    const auto made = decide(outcome(send_result::failed), true, options, {3, 0.5, {}});
    EXPECT_EQ(made.what, settlement::exhausted);
    EXPECT_EQ(made.why, "delivery_exhausted: target_failed: HTTP status 599");
}

TEST(settlement, an_unknown_outcome_is_repeated_only_where_that_is_safe) {
    const auto lost = outcome(send_result::unknown, errc::target_timeout);
    EXPECT_EQ(decide(lost, true, options, {1, 0.5, {}}).what, settlement::retried);
    EXPECT_EQ(decide(lost, false, options, {1, 0.5, {}}).what, settlement::needs_review);
}

TEST(settlement, a_known_failure_is_repeated_even_where_repeating_is_not_safe) {
    EXPECT_EQ(decide(outcome(send_result::failed), false, options, {1, 0.5, {}}).what, settlement::retried);
}

TEST(settlement, results_have_names) {
    EXPECT_EQ(to_string(send_result::unknown), "unknown");
    EXPECT_EQ(to_string(settlement::needs_review), "needs_review");
    EXPECT_EQ(to_string(settlement::exhausted), "exhausted");
}

}  // namespace
}  // namespace gw::delivery
