// Working days, against the examples of facts/calendar.md and the yearly Government acts.
#include "catalogue/working_calendar.hpp"
#include "shipped.hpp"

namespace gw::catalogue {
namespace {

using testing::day;

std::chrono::local_days local(std::string_view text) {
    return std::chrono::local_days(day(text));
}

bool works(std::string_view text) {
    return testing::shipped()->calendar().is_working(local(text)).value();
}

void expect_off(std::initializer_list<std::string_view> days) {
    for (const auto text : days)
        EXPECT_FALSE(works(text)) << text;
}

void expect_worked(std::initializer_list<std::string_view> days) {
    for (const auto text : days)
        EXPECT_TRUE(works(text)) << text;
}

TEST(working_calendar, knows_weekends_and_plain_days) {
    expect_off({"2026-11-21", "2026-11-22"});
    expect_worked({"2026-11-20", "2026-11-23"});
}

TEST(working_calendar, carries_a_holiday_on_a_weekend_to_the_next_working_day) {
    expect_off({"2019-07-06", "2019-07-08", "2025-10-25", "2025-10-27", "2026-03-08", "2026-03-09"});
    expect_worked({"2019-07-09", "2025-10-28", "2026-03-10"});
}

TEST(working_calendar, carries_each_of_two_holidays_on_one_weekend) {
    expect_off({"2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2026-03-25"});
    expect_worked({"2026-03-20", "2026-03-26"});
    expect_off({"2022-01-01", "2022-01-02", "2022-01-03", "2022-01-04"});
    expect_worked({"2022-01-05"});
}

TEST(working_calendar, steps_over_a_holiday_when_it_carries_one) {
    // 7 May 2016 is a Saturday, Monday the 9th is itself a holiday.
    expect_off({"2016-05-07", "2016-05-09", "2016-05-10"});
    expect_worked({"2016-05-11"});
}

TEST(working_calendar, never_carries_christmas_and_kurban_ait) {
    expect_off({"2023-01-07", "2024-06-16"});  // a Saturday, a Sunday
    expect_worked({"2023-01-09", "2024-06-17"});
}

TEST(working_calendar, moves_days_off_as_the_government_says) {
    expect_off(
        {"2016-03-07", "2017-07-07", "2018-12-31", "2021-07-05", "2022-10-24", "2024-05-08", "2025-01-03"});
    expect_worked(
        {"2016-03-05", "2017-07-01", "2018-12-29", "2021-07-03", "2022-10-22", "2024-05-04", "2025-01-05"});
}

TEST(working_calendar, lets_a_carried_day_off_be_moved) {
    // 9 May 2020 is a Saturday, so Monday the 11th would be off; it was worked for Friday the 8th.
    expect_off({"2020-05-08", "2020-05-09"});
    expect_worked({"2020-05-11"});
}

TEST(working_calendar, follows_the_law_as_it_changed) {
    expect_off({"2021-12-01", "2021-12-17", "2024-10-25", "2025-09-01"});
    expect_worked({"2022-12-01", "2021-10-25", "2025-12-17"});
    expect_worked({"2026-08-31"});  // Constitution Day is to be confirmed: worked until then
}

TEST(working_calendar, refuses_a_year_it_does_not_have) {
    const auto& calendar = testing::shipped()->calendar();
    ASSERT_FALSE(calendar.is_working(local("2028-01-05")));
    EXPECT_EQ(calendar.is_working(local("2028-01-05")).error().code(), errc::calendar_year_missing);
    EXPECT_EQ(calendar.is_working(local("2028-01-05")).error().detail(), "2028");
    EXPECT_EQ(calendar.is_working(local("2014-12-31")).error().code(), errc::calendar_year_missing);
    EXPECT_EQ(calendar.working_day_from(local("2028-01-05")).error().code(), errc::calendar_year_missing);
    EXPECT_EQ(calendar.working_day_after(local("2027-12-31"), 1).error().code(), errc::calendar_year_missing);
}

TEST(working_calendar, counts_working_days_without_the_first) {
    const auto& calendar = testing::shipped()->calendar();
    EXPECT_EQ(calendar.working_day_after(local("2026-11-20"), 1).value(), local("2026-11-23"));
    EXPECT_EQ(calendar.working_day_after(local("2026-11-21"), 1).value(), local("2026-11-23"));
    EXPECT_EQ(calendar.working_day_after(local("2026-11-20"), 0).value(), local("2026-11-20"));
    EXPECT_EQ(calendar.working_day_from(local("2026-11-21")).value(), local("2026-11-23"));
    EXPECT_EQ(calendar.working_day_from(local("2026-11-23")).value(), local("2026-11-23"));
}

}  // namespace
}  // namespace gw::catalogue
