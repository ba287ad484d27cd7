// What becomes late is told before and when it is, once, and only while it matters.
#include "cases/alarms.hpp"

#include <gtest/gtest.h>

namespace {

using namespace gw;
using namespace std::chrono_literals;
using cases::case_state;
using names = std::vector<std::string>;

timestamp hour(int n) {
    return *from_rfc3339("2026-11-23T04:00:00Z") + std::chrono::hours(n);
}

cases::service_case two_steps() {
    cases::service_case made;
    made.accepted_at = hour(0);
    made.steps = {{1, "office", "hours", 4, hour(4)}, {2, "head", "hours", 4, hour(8)}};
    made.warning_at = hour(6);
    made.due_at = hour(8);
    return made;
}

names ids(const std::vector<cases::alarm>& all) {
    names out;
    for (const auto& one : all)
        out.push_back(one.id());
    return out;
}

TEST(alarms, come_in_order_of_time) {
    const auto all = cases::alarms_of(two_steps());
    EXPECT_EQ(ids(all), (names{"step_due_soon-1", "step_late-1", "case_due_soon", "step_due_soon-2",
                               "step_late-2", "case_late"}));
    EXPECT_EQ(all[0].at, hour(3));
    EXPECT_EQ(all[3].at, hour(7));
}

TEST(alarms, each_is_raised_once) {
    const auto all = cases::alarms_of(two_steps());
    const cases::case_position start{case_state::registered, 1};
    auto plan = cases::plan_alarms(all, start, {}, hour(0));
    EXPECT_TRUE(plan.raise.empty());
    EXPECT_EQ(plan.next, hour(3));
    plan = cases::plan_alarms(all, start, hour(0), hour(3));
    EXPECT_EQ(ids(plan.raise), names{"step_due_soon-1"});
    EXPECT_EQ(plan.next, hour(4));
    plan = cases::plan_alarms(all, start, hour(3), hour(3));
    EXPECT_TRUE(plan.raise.empty());
    plan = cases::plan_alarms(all, start, hour(3), hour(4));
    EXPECT_EQ(ids(plan.raise), names{"step_late-1"});
}

TEST(alarms, a_step_that_is_done_raises_nothing) {
    const auto plan =
        cases::plan_alarms(cases::alarms_of(two_steps()), {case_state::with_head, 2}, {}, hour(7));
    EXPECT_EQ(ids(plan.raise), (names{"case_due_soon", "step_due_soon-2"}));
    EXPECT_EQ(plan.next, hour(8));
}

TEST(alarms, a_case_that_is_over_raises_nothing) {
    for (const auto state :
         {case_state::result_sent, case_state::refused, case_state::withdrawn, case_state::closed}) {
        const auto plan = cases::plan_alarms(cases::alarms_of(two_steps()), {state, 1}, {}, hour(9));
        EXPECT_TRUE(plan.raise.empty());
        EXPECT_FALSE(plan.next);
    }
}

TEST(alarms, after_a_long_stop_late_says_it_all) {
    const auto plan =
        cases::plan_alarms(cases::alarms_of(two_steps()), {case_state::registered, 1}, {}, hour(100));
    EXPECT_EQ(ids(plan.raise), (names{"step_late-1", "step_late-2", "case_late"}));
    EXPECT_FALSE(plan.next);
}

TEST(alarms, a_step_that_lies_inside_the_one_before_is_warned_of_at_once) {
    auto made = two_steps();
    made.steps[1].due_at = hour(2);  // from acceptance, and shorter than the first
    const auto all = cases::alarms_of(made);
    EXPECT_EQ(all[0].id(), "step_due_soon-2");
    EXPECT_EQ(all[0].at, hour(2));
}

}  // namespace
