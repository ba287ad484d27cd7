#include "delivery/retry_policy.hpp"

#include <gtest/gtest.h>

namespace gw::delivery {
namespace {

using namespace std::chrono_literals;

const retry_options options{.least = 100ms, .first = 1s, .most = 60s, .most_asked = 10min, .tries = 10};

TEST(retry_policy, the_upper_bound_doubles_until_the_longest_wait) {
    const double almost_one = 0.999999;
    EXPECT_NEAR(static_cast<double>(wait_before_retry(options, {1, almost_one, {}})->count()), 1000, 1);
    EXPECT_NEAR(static_cast<double>(wait_before_retry(options, {2, almost_one, {}})->count()), 2000, 1);
    EXPECT_NEAR(static_cast<double>(wait_before_retry(options, {5, almost_one, {}})->count()), 16'000, 1);
    EXPECT_NEAR(static_cast<double>(wait_before_retry(options, {9, almost_one, {}})->count()), 60'000, 1);
}

TEST(retry_policy, full_jitter_spreads_over_the_whole_range) {
    EXPECT_EQ(wait_before_retry(options, {3, 0.5, {}}), 2000ms);
    EXPECT_EQ(wait_before_retry(options, {3, 0.25, {}}), 1000ms);
}

TEST(retry_policy, never_sooner_than_the_least_wait) {
    EXPECT_EQ(wait_before_retry(options, {3, 0.0, {}}), 100ms);
}

TEST(retry_policy, random_numbers_outside_the_range_do_no_harm) {
    EXPECT_EQ(wait_before_retry(options, {1, -5.0, {}}), 100ms);
    EXPECT_EQ(wait_before_retry(options, {1, 5.0, {}}), 1000ms);
}

TEST(retry_policy, a_target_may_ask_for_more_time_within_bounds) {
    EXPECT_EQ(wait_before_retry(options, {1, 0.5, 30s}), 30s);
    EXPECT_EQ(wait_before_retry(options, {1, 0.5, 48h}), 10min);
    EXPECT_EQ(wait_before_retry(options, {1, 0.5, 1ms}), 500ms);
}

TEST(retry_policy, gives_up_when_the_tries_are_used_up) {
    EXPECT_TRUE(wait_before_retry(options, {9, 0.5, {}}));
    EXPECT_FALSE(wait_before_retry(options, {10, 0.5, {}}));
}

TEST(retry_policy, huge_numbers_of_tries_do_not_overflow) {
    retry_options patient = options;
    patient.tries = 2'000'000'000;
    EXPECT_EQ(wait_before_retry(patient, {1'999'999'999, 1.0, {}}), 60s);
}

}  // namespace
}  // namespace gw::delivery
