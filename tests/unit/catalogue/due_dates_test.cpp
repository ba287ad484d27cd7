// Due dates computed by hand, with the readings of facts/services.md "How open points are read".
#include "catalogue/working_calendar.hpp"
#include "shipped.hpp"

namespace gw::catalogue {
namespace {

using testing::at;
using testing::dates_of;
using testing::shipped;

struct expected_dates {
    std::string_view received, accepted, due, warning;
};

void expect_dates(std::string_view service, std::string_view provider, const expected_dates& expected) {
    const auto dates = dates_of(service, provider, at(expected.received));
    ASSERT_TRUE(dates) << dates.error().to_string();
    const auto offset = [&](timestamp t) { return shipped()->find_provider(provider)->offset_at(t); };
    const auto text = [&](timestamp t) { return to_rfc3339(t, offset(t)); };
    EXPECT_EQ(text(dates->accepted_at), expected.accepted) << expected.received;
    EXPECT_EQ(text(dates->due_at), expected.due) << expected.received;
    EXPECT_EQ(text(dates->warning_at), expected.warning) << expected.received;
}

void expect_immigrant(const expected_dates& expected) {
    expect_dates("labour-immigrant-permit", "zhitikara", expected);
}

std::vector<std::string> step_dates(std::string_view service, std::string_view provider,
                                    std::string_view received) {
    const auto dates = dates_of(service, provider, at(received));
    const auto* office = shipped()->find_provider(provider);
    std::vector<std::string> texts;
    for (const auto& step : dates.value().steps)
        texts.push_back(to_rfc3339(step.due_at, office->offset_at(step.due_at)));
    return texts;
}

// --- 2 working days, not counting the day of application (004) ---

TEST(due_dates, of_two_working_days_skip_the_day_of_application) {
    expect_immigrant({"2026-11-18T10:00:00+05:00", "2026-11-18T10:00:00+05:00", "2026-11-20T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
}

TEST(due_dates, of_an_evening_start_with_the_next_working_day_and_warn_by_the_day_of_submission) {
    expect_immigrant({"2026-11-18T19:00:00+05:00", "2026-11-19T09:00:00+05:00", "2026-11-23T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
}

TEST(due_dates, of_a_friday_cross_the_weekend) {
    expect_immigrant({"2026-11-20T17:00:00+05:00", "2026-11-20T17:00:00+05:00", "2026-11-24T18:30:00+05:00",
                      "2026-11-24T18:30:00+05:00"});
    expect_immigrant({"2026-11-20T19:00:00+05:00", "2026-11-23T09:00:00+05:00", "2026-11-25T18:30:00+05:00",
                      "2026-11-24T18:30:00+05:00"});
    expect_immigrant({"2026-11-22T12:00:00+05:00", "2026-11-23T09:00:00+05:00", "2026-11-25T18:30:00+05:00",
                      "2026-11-24T18:30:00+05:00"});
}

TEST(due_dates, cross_nauryz_2026) {
    expect_immigrant({"2026-03-20T10:00:00+05:00", "2026-03-20T10:00:00+05:00", "2026-03-27T18:30:00+05:00",
                      "2026-03-27T18:30:00+05:00"});
    expect_immigrant({"2026-03-22T12:00:00+05:00", "2026-03-26T09:00:00+05:00", "2026-03-30T18:30:00+05:00",
                      "2026-03-27T18:30:00+05:00"});
}

TEST(due_dates, cross_new_year_and_christmas) {
    // 1 and 2 January 2026 are holidays, then a weekend; Wednesday the 7th is off.
    expect_immigrant({"2025-12-31T18:45:00+05:00", "2026-01-05T09:00:00+05:00", "2026-01-08T18:30:00+05:00",
                      "2026-01-06T18:30:00+05:00"});
}

TEST(due_dates, heed_moved_days_off) {
    // 3 January 2025 was off, Sunday the 5th was worked.
    expect_immigrant({"2024-12-31T10:00:00+05:00", "2024-12-31T10:00:00+05:00", "2025-01-06T18:30:00+05:00",
                      "2025-01-06T18:30:00+05:00"});
    expect_immigrant({"2025-01-05T11:00:00+05:00", "2025-01-05T11:00:00+05:00", "2025-01-08T18:30:00+05:00",
                      "2025-01-08T18:30:00+05:00"});
}

TEST(due_dates, keep_office_hours_over_the_change_of_2024_03_01) {
    expect_immigrant({"2024-02-29T11:00:00+06:00", "2024-02-29T11:00:00+06:00", "2024-03-04T18:30:00+05:00",
                      "2024-03-04T18:30:00+05:00"});
    // The clock showed 23:30 of 29 February twice; both times it is that day's evening.
    expect_immigrant({"2024-02-29T23:30:00+06:00", "2024-03-01T09:00:00+05:00", "2024-03-05T18:30:00+05:00",
                      "2024-03-04T18:30:00+05:00"});
    expect_immigrant({"2024-02-29T23:30:00+05:00", "2024-03-01T09:00:00+05:00", "2024-03-05T18:30:00+05:00",
                      "2024-03-04T18:30:00+05:00"});
    // 18:15 by the new clock is 19:15 by the old: still at work on 1 March.
    expect_immigrant({"2024-03-01T18:15:00+05:00", "2024-03-01T18:15:00+05:00", "2024-03-05T18:30:00+05:00",
                      "2024-03-05T18:30:00+05:00"});
}

TEST(due_dates, begin_after_lunch_and_at_opening) {
    expect_immigrant({"2026-11-18T13:20:00+05:00", "2026-11-18T14:30:00+05:00", "2026-11-20T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
    expect_immigrant({"2026-11-18T06:00:00+05:00", "2026-11-18T09:00:00+05:00", "2026-11-20T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
}

TEST(due_dates, accept_a_portal_request_until_the_close_not_only_until_the_desk_closes) {
    expect_immigrant({"2026-11-18T17:45:00+05:00", "2026-11-18T17:45:00+05:00", "2026-11-20T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
    expect_immigrant({"2026-11-18T18:29:59.999+05:00", "2026-11-18T18:29:59.999+05:00",
                      "2026-11-20T18:30:00+05:00", "2026-11-20T18:30:00+05:00"});
    expect_immigrant({"2026-11-18T18:30:00+05:00", "2026-11-19T09:00:00+05:00", "2026-11-23T18:30:00+05:00",
                      "2026-11-20T18:30:00+05:00"});
}

TEST(due_dates, of_steps_from_acceptance_lie_inside_the_total) {
    EXPECT_EQ(step_dates("labour-immigrant-permit", "zhitikara", "2026-11-20T10:00:00+05:00"),
              (std::vector<std::string>{"2026-11-20T18:30:00+05:00", "2026-11-23T18:30:00+05:00",
                                        "2026-11-24T18:30:00+05:00"}));
}

// --- steps added up (000) ---

TEST(due_dates, of_steps_add_the_limits_up) {
    // 10 h 40 min of work from Monday 9:00 end on Tuesday 11:40; 16 working days after it: Wednesday the
    // 25th. The warning leaves the applicant's 10 out and counts Tuesday: the 10th.
    expect_dates("foreign-labour-permit", "north-kazakhstan",
                 {"2026-11-02T09:00:00+05:00", "2026-11-02T09:00:00+05:00", "2026-11-25T18:30:00+05:00",
                  "2026-11-10T18:30:00+05:00"});
}

TEST(due_dates, of_steps_under_the_act_of_2017) {
    // Off: 8 and 9 March, 21-23 March 2018.
    expect_dates("foreign-labour-permit", "north-kazakhstan",
                 {"2018-03-05T09:00:00+06:00", "2018-03-05T09:00:00+06:00", "2018-04-04T18:30:00+06:00",
                  "2018-03-15T18:30:00+06:00"});
}

TEST(due_dates, of_each_step_start_at_the_end_of_the_one_before) {
    EXPECT_EQ(step_dates("foreign-labour-permit", "north-kazakhstan", "2026-11-02T09:00:00+05:00"),
              (std::vector<std::string>{
                  "2026-11-02T09:20:00+05:00",  // registered
                  "2026-11-02T11:20:00+05:00",  // passed on
                  "2026-11-02T14:50:00+05:00",  // 1 h 40 min before lunch, 20 min after it
                  "2026-11-09T18:30:00+05:00",  // 5 working days, the Monday not counted
                  "2026-11-10T11:00:00+05:00", "2026-11-11T18:30:00+05:00",
                  "2026-11-25T18:30:00+05:00",  // 10 working days for the fee
                  "2026-11-26T11:00:00+05:00", "2026-11-26T13:00:00+05:00", "2026-11-26T14:50:00+05:00"}));
}

TEST(due_dates, of_minutes_and_hours_run_in_office_time_only) {
    const auto first_two = [](std::string_view received) {
        auto all = step_dates("foreign-labour-permit", "north-kazakhstan", received);
        all.resize(2);
        return all;
    };
    using texts = std::vector<std::string>;
    EXPECT_EQ(first_two("2026-11-18T12:50:00+05:00"),
              (texts{"2026-11-18T14:40:00+05:00", "2026-11-18T16:40:00+05:00"}));
    EXPECT_EQ(first_two("2026-11-18T13:20:00+05:00"),
              (texts{"2026-11-18T14:50:00+05:00", "2026-11-18T16:50:00+05:00"}));
    EXPECT_EQ(first_two("2026-11-18T17:45:00+05:00"),
              (texts{"2026-11-18T18:05:00+05:00", "2026-11-19T10:35:00+05:00"}));
    EXPECT_EQ(first_two("2026-11-20T18:20:00+05:00"),
              (texts{"2026-11-23T09:10:00+05:00", "2026-11-23T11:10:00+05:00"}));
    // Ten minutes by the old clock, ten by the new.
    EXPECT_EQ(first_two("2024-02-29T18:20:00+06:00"),
              (texts{"2024-03-01T09:10:00+05:00", "2024-03-01T11:10:00+05:00"}));
}

// --- forms of limits that later acts bring ---

procedure with_steps(std::initializer_list<step> steps) {
    procedure made;
    made.code = "made-up";
    made.steps = steps;
    return made;
}

step limited(int value, limit_unit unit, bool from_acceptance = false) {
    step made;
    made.role = "office";
    made.limit = {.value = value, .unit = unit};
    made.from_acceptance = from_acceptance;
    return made;
}

catalogue::due_dates made_up(const procedure& procedure, std::string_view received) {
    const auto& act = testing::act_at("labour-immigrant-permit", "zhitikara", at(received));
    return shipped()->compute_due_dates(act, procedure, *act.find_channel("egov"), at(received)).value();
}

TEST(due_dates, of_a_limit_from_submission_hold_the_steps_before_it) {
    // 002 no. 6: office 15 min, head 1 h, both inside the officer's 2 working days; then sign 1 h.
    const auto dates =
        made_up(with_steps({limited(15, limit_unit::minutes), limited(1, limit_unit::hours),
                            limited(2, limit_unit::working_days, true), limited(1, limit_unit::hours)}),
                "2026-11-18T10:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-20T18:30:00+05:00"));
    EXPECT_EQ(dates.warning_at, at("2026-11-19T18:30:00+05:00"));
    EXPECT_EQ(dates.steps.back().due_at, at("2026-11-23T10:00:00+05:00"));
}

TEST(due_dates, of_calendar_days_move_off_a_day_off) {
    // Ten days from Wednesday the 11th end on Saturday the 21st: Monday.
    const auto dates =
        made_up(with_steps({limited(10, limit_unit::calendar_days)}), "2026-11-11T10:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-23T18:30:00+05:00"));
    EXPECT_EQ(
        made_up(with_steps({limited(7, limit_unit::calendar_days)}), "2026-11-11T10:00:00+05:00").due_at,
        at("2026-11-18T18:30:00+05:00"));
}

TEST(due_dates, of_the_same_day_end_with_it) {
    const auto dates =
        made_up(with_steps({limited(0, limit_unit::working_days)}), "2026-11-20T19:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-23T18:30:00+05:00"));
    EXPECT_EQ(dates.warning_at, dates.due_at);
}

TEST(due_dates, of_a_total_that_counts_from_submission_warn_a_day_earlier) {
    auto procedure = with_steps({limited(2, limit_unit::working_days)});
    procedure.total = time_limit{.value = 2, .unit = limit_unit::working_days};
    procedure.total_skips_application_day = false;
    const auto dates = made_up(procedure, "2026-11-18T10:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-20T18:30:00+05:00"));
    EXPECT_EQ(dates.warning_at, at("2026-11-19T18:30:00+05:00"));
}

TEST(due_dates, of_a_total_in_minutes) {
    // 002 no. 2, the unemployed certificate: minutes only.
    auto procedure = with_steps({limited(5, limit_unit::minutes)});
    procedure.total = time_limit{.value = 19, .unit = limit_unit::minutes};
    const auto dates = made_up(procedure, "2026-11-18T12:50:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-18T14:39:00+05:00"));
    EXPECT_EQ(dates.warning_at, dates.due_at);
}

// --- readings that an act has for itself ---

catalogue::due_dates read_so(const readings& how, const procedure& procedure, std::string_view channel,
                             std::string_view received) {
    act own = testing::act_at("labour-immigrant-permit", "zhitikara", at(received));
    own.own_readings = how;
    return shipped()->compute_due_dates(own, procedure, *own.find_channel(channel), at(received)).value();
}

TEST(due_dates, of_an_act_that_counts_the_starting_day) {
    const auto two_days = with_steps({limited(2, limit_unit::working_days)});
    const auto dates = read_so({.starting_day_counts = true}, two_days, "egov", "2026-11-18T10:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-19T18:30:00+05:00"));
    EXPECT_EQ(dates.warning_at, dates.due_at);
    EXPECT_EQ(dates.steps.front().due_at, dates.due_at);
}

TEST(due_dates, of_an_act_whose_calendar_days_end_on_a_day_off) {
    const auto ten_days = with_steps({limited(10, limit_unit::calendar_days)});
    EXPECT_EQ(
        read_so({.end_moves_to_working_day = false}, ten_days, "egov", "2026-11-11T10:00:00+05:00").due_at,
        at("2026-11-21T18:30:00+05:00"));
}

TEST(due_dates, of_an_act_that_does_not_count_the_day_of_submission) {
    auto two_days = with_steps({limited(2, limit_unit::working_days)});
    two_days.total = time_limit{.value = 2, .unit = limit_unit::working_days};
    const auto dates =
        read_so({.submission_day_not_counted = true}, two_days, "egov", "2026-11-18T19:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-20T18:30:00+05:00"));
}

TEST(due_dates, of_an_act_that_takes_portal_requests_until_the_desk_closes) {
    const auto same_day = with_steps({limited(0, limit_unit::working_days)});
    const auto accepted = [&](const readings& how, std::string_view channel) {
        return read_so(how, same_day, channel, "2026-11-18T17:45:00+05:00").accepted_at;
    };
    EXPECT_EQ(accepted({.portal_until_close = false}, "egov"), at("2026-11-19T09:00:00+05:00"));
    EXPECT_EQ(accepted({}, "egov"), at("2026-11-18T17:45:00+05:00"));
    EXPECT_EQ(accepted({}, "iis_con"), at("2026-11-19T09:00:00+05:00"));
}

TEST(due_dates, are_not_computed_where_the_act_gives_no_rules) {
    const auto& act =
        testing::act_at("labour-immigrant-permit", "zhitikara", at("2026-11-18T10:00:00+05:00"));
    const auto dates = shipped()->compute_due_dates(
        act, *act.find_procedure("revoke"), *act.find_channel("egov"), at("2026-11-18T10:00:00+05:00"));
    ASSERT_FALSE(dates);
    EXPECT_EQ(dates.error().code(), errc::procedure_unknown);
}

TEST(due_dates, leave_out_the_applicants_part_of_a_limit_in_the_warning) {
    // 001: 11 working days of which 10 are the applicant's; Thursday the 5th is the day on which they begin.
    step given = limited(11, limit_unit::working_days);
    given.applicant_part = time_limit{.value = 10, .unit = limit_unit::working_days};
    const auto dates = made_up(with_steps({given}), "2026-11-05T10:00:00+05:00");
    EXPECT_EQ(dates.due_at, at("2026-11-20T18:30:00+05:00"));
    EXPECT_EQ(dates.warning_at, at("2026-11-05T18:30:00+05:00"));
}

// --- refusals ---

TEST(due_dates, need_the_calendar_of_every_year_they_reach) {
    const auto late = dates_of("labour-immigrant-permit", "zhitikara", at("2027-12-31T10:00:00+05:00"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code(), errc::calendar_year_missing);
    EXPECT_EQ(late.error().detail(), "2028");
    EXPECT_EQ(
        dates_of("labour-immigrant-permit", "zhitikara", at("2028-01-10T10:00:00+05:00")).error().code(),
        errc::calendar_year_missing);
}

TEST(due_dates, need_a_provider_of_this_catalogue) {
    act foreign = shipped()->acts().front();
    foreign.provider = "nowhere";
    const auto dates = shipped()->compute_due_dates(
        foreign, foreign.procedures.front(), foreign.channels.front(), at("2026-11-18T10:00:00+05:00"));
    ASSERT_FALSE(dates);
    EXPECT_EQ(dates.error().code(), errc::provider_unknown);
}

// --- the clock of an office ---

TEST(provider_clock, changes_at_midnight_of_the_old_clock) {
    const auto& office = *shipped()->find_provider("zhitikara");
    using std::chrono::minutes;
    EXPECT_EQ(office.offset_at(at("2010-06-01T00:00:00Z")), minutes(360));
    EXPECT_EQ(office.offset_at(at("2024-02-29T17:59:59.999Z")), minutes(360));
    EXPECT_EQ(office.offset_at(at("2024-02-29T18:00:00Z")), minutes(300));
    EXPECT_EQ(office.local_date(at("2024-02-29T18:30:00Z")), testing::day("2024-02-29"));  // 23:30 once more
    EXPECT_EQ(office.local_date(at("2024-02-29T19:00:00Z")), testing::day("2024-03-01"));
}

TEST(provider_clock, follows_each_change_of_a_zone) {
    // Kyzylorda: UTC+6 until 2018-12-21, UTC+5 since.
    using std::chrono::minutes;
    provider kyzylorda;
    kyzylorda.offsets = {{testing::day("2015-01-01"), minutes(360)},
                         {testing::day("2018-12-21"), minutes(300)}};
    EXPECT_EQ(kyzylorda.offset_at(at("2018-12-20T17:59:59Z")), minutes(360));
    EXPECT_EQ(kyzylorda.offset_at(at("2018-12-20T18:00:00Z")), minutes(300));
    EXPECT_EQ(kyzylorda.offset_at(at("2024-03-01T00:00:00Z")), minutes(300));
    EXPECT_EQ(kyzylorda.local_date(at("2018-12-20T18:30:00Z")), testing::day("2018-12-20"));
}

}  // namespace
}  // namespace gw::catalogue
