#include "delivery/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace gw::delivery {
namespace {

using namespace std::chrono_literals;
using change = circuit_breaker::change;

const breaker_options options{.failures = 3, .open_for = 10s, .most_open = 30s};
const timestamp start = timestamp(std::chrono::hours(1000));

circuit_breaker open_breaker() {
    circuit_breaker breaker(options);
    breaker.failed(start);
    breaker.failed(start);
    EXPECT_EQ(breaker.failed(start), change::opened);
    return breaker;
}

TEST(circuit_breaker, closed_permits_everything) {
    const circuit_breaker breaker(options);
    EXPECT_EQ(breaker.permits(start, 4), 4u);
    EXPECT_FALSE(breaker.probe_at());
}

TEST(circuit_breaker, opens_after_failures_in_a_row) {
    circuit_breaker breaker(options);
    EXPECT_EQ(breaker.failed(start), change::none);
    EXPECT_EQ(breaker.failed(start), change::none);
    EXPECT_EQ(breaker.state(), breaker_state::closed);
    EXPECT_EQ(breaker.failed(start), change::opened);
    EXPECT_EQ(breaker.permits(start + 9s, 4), 0u);
    EXPECT_EQ(breaker.probe_at(), start + 10s);
}

TEST(circuit_breaker, a_success_between_failures_starts_the_count_again) {
    circuit_breaker breaker(options);
    breaker.failed(start);
    breaker.failed(start);
    EXPECT_EQ(breaker.succeeded(), change::none);
    EXPECT_EQ(breaker.failed(start), change::none);
    EXPECT_EQ(breaker.state(), breaker_state::closed);
}

TEST(circuit_breaker, sends_one_probe_when_the_time_has_come) {
    circuit_breaker breaker = open_breaker();
    EXPECT_EQ(breaker.permits(start + 10s, 4), 1u);
    EXPECT_EQ(breaker.permits(start + 10s, 4), 1u);  // asking is not sending
    breaker.started(start + 10s);
    EXPECT_EQ(breaker.state(), breaker_state::half_open);
    EXPECT_EQ(breaker.permits(start + 10s, 4), 0u);
}

TEST(circuit_breaker, a_good_probe_closes_it) {
    circuit_breaker breaker = open_breaker();
    breaker.started(start + 10s);
    EXPECT_EQ(breaker.succeeded(), change::closed);
    EXPECT_EQ(breaker.permits(start + 10s, 4), 4u);
}

TEST(circuit_breaker, a_bad_probe_keeps_it_open_longer_without_a_second_announcement) {
    circuit_breaker breaker = open_breaker();
    breaker.started(start + 10s);
    EXPECT_EQ(breaker.failed(start + 11s), change::none);
    EXPECT_EQ(breaker.probe_at(), start + 31s);
    breaker.started(start + 31s);
    EXPECT_EQ(breaker.failed(start + 31s), change::none);
    EXPECT_EQ(breaker.probe_at(), start + 61s);  // no longer than the bound
}

TEST(circuit_breaker, late_failures_of_sends_from_before_change_nothing) {
    circuit_breaker breaker = open_breaker();
    EXPECT_EQ(breaker.failed(start + 5s), change::none);
    EXPECT_EQ(breaker.probe_at(), start + 10s);
}

TEST(circuit_breaker, states_have_names) {
    EXPECT_EQ(to_string(breaker_state::closed), "closed");
    EXPECT_EQ(to_string(breaker_state::open), "open");
    EXPECT_EQ(to_string(breaker_state::half_open), "half_open");
}

}  // namespace
}  // namespace gw::delivery
