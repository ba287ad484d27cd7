// What must hold for every moment of arrival, over nine years of the shipped calendar.
#include <random>

#include "catalogue/working_calendar.hpp"
#include "shipped.hpp"

namespace gw::catalogue {
namespace {

using std::chrono::minutes;

struct service_of_provider {
    std::string_view service, provider;
};
constexpr service_of_provider all[] = {{"foreign-labour-permit", "north-kazakhstan"},
                                       {"labour-immigrant-permit", "zhitikara"}};

// Every day or two at an odd moment, in order; always the same ones.
std::vector<timestamp> moments() {
    std::mt19937 random(20170605);
    std::uniform_int_distribution<std::int64_t> gap(1, 37 * 3600 * 1000);
    std::vector<timestamp> made;
    for (auto t = testing::at("2018-01-01T00:00:00Z"); t < testing::at("2027-10-01T00:00:00Z");
         t += milliseconds(gap(random)))
        made.push_back(t);
    return made;
}

void expect_in_office_time(timestamp t, const provider& office) {
    const timestamp local = t + office.offset_at(t);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    EXPECT_TRUE(
        testing::shipped()->calendar().is_working(std::chrono::local_days(day.time_since_epoch())).value())
        << to_rfc3339(t);
    EXPECT_GE(local - day, office.hours.open) << to_rfc3339(t);
    EXPECT_LE(local - day, office.hours.close) << to_rfc3339(t);
    EXPECT_FALSE(local - day > office.hours.lunch_from && local - day < office.hours.lunch_to)
        << to_rfc3339(t);
}

TEST(due_dates_always, lie_in_office_time_and_never_before_the_start) {
    for (const auto& [service, provider] : all) {
        const auto& office = *testing::shipped()->find_provider(provider);
        for (const auto received : moments()) {
            const auto dates = testing::dates_of(service, provider, received).value();
            ASSERT_GE(dates.accepted_at, received);
            ASSERT_GE(dates.warning_at, dates.accepted_at) << to_rfc3339(received);
            ASSERT_GE(dates.due_at, dates.warning_at) << to_rfc3339(received);
            for (const auto t : {dates.accepted_at, dates.warning_at, dates.due_at})
                expect_in_office_time(t, office);
            for (const auto& step : dates.steps) {
                ASSERT_GE(step.due_at, dates.accepted_at);
                expect_in_office_time(step.due_at, office);
            }
            if (::testing::Test::HasFailure()) FAIL() << "received " << to_rfc3339(received);
        }
    }
}

TEST(due_dates_always, never_come_earlier_for_who_comes_later) {
    for (const auto& [service, provider] : all) {
        catalogue::due_dates before;
        for (const auto received : moments()) {
            auto dates = testing::dates_of(service, provider, received).value();
            ASSERT_GE(dates.accepted_at, before.accepted_at) << to_rfc3339(received);
            ASSERT_GE(dates.due_at, before.due_at) << to_rfc3339(received);
            ASSERT_GE(dates.warning_at, before.warning_at) << to_rfc3339(received);
            for (std::size_t i = 0; i < before.steps.size(); ++i)
                ASSERT_GE(dates.steps[i].due_at, before.steps[i].due_at) << to_rfc3339(received);
            before = std::move(dates);
        }
    }
}

TEST(due_dates_always, depend_on_the_moment_of_work_only) {
    // Whoever comes while the office is closed is treated as who comes when it opens, but for the warning.
    for (const auto& [service, provider] : all)
        for (const auto received : moments()) {
            const auto dates = testing::dates_of(service, provider, received).value();
            const auto again = testing::dates_of(service, provider, dates.accepted_at).value();
            ASSERT_EQ(again.accepted_at, dates.accepted_at) << to_rfc3339(received);
            ASSERT_EQ(again.due_at, dates.due_at) << to_rfc3339(received);
            ASSERT_GE(again.warning_at, dates.warning_at) << to_rfc3339(received);
        }
}

}  // namespace
}  // namespace gw::catalogue
