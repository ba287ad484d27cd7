// What must hold for every moment of arrival, for every act, procedure and channel of the shipped catalogue.
#include <random>

#include "catalogue/working_calendar.hpp"
#include "shipped.hpp"

namespace gw::catalogue {
namespace {

using std::chrono::minutes;

struct way {
    const act* owner;
    const procedure* what;
    const channel* by;
};

// Of the acts that are open: the repealed ones have the same provisions as the examples that continue them.
std::vector<way> all_ways() {
    std::vector<way> all;
    for (const auto& act : testing::shipped()->acts()) {
        if (act.valid_to != act::open_end) continue;
        for (const auto& procedure : act.procedures)
            for (const auto& channel : act.channels)
                if (procedure.ruled() && channel.takes(procedure.code))
                    all.push_back({&act, &procedure, &channel});
    }
    return all;
}

// At odd moments, in order; always the same ones.
std::vector<timestamp> moments(std::uint32_t seed, int days_apart) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int64_t> gap(1, std::int64_t{days_apart} * 86400 * 1000);
    std::vector<timestamp> made;
    for (auto t = testing::at("2016-01-01T00:00:00Z"); t < testing::at("2027-09-01T00:00:00Z");
         t += milliseconds(gap(random)))
        made.push_back(t);
    return made;
}

catalogue::due_dates dates_of(const way& one, timestamp received) {
    return testing::shipped()->compute_due_dates(*one.owner, *one.what, *one.by, received).value();
}

bool in_office_time(timestamp t, const provider& office) {
    const timestamp local = t + office.offset_at(t);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto works =
        testing::shipped()->calendar().is_working(std::chrono::local_days(day.time_since_epoch()));
    return works.value() && local - day >= office.hours.open && local - day <= office.hours.close &&
           !(local - day > office.hours.lunch_from && local - day < office.hours.lunch_to);
}

// The same day, or one that is later by so many working days at most.
int working_days_between(timestamp from, timestamp to, const provider& office) {
    auto day = std::chrono::local_days(office.local_date(from));
    const auto last = std::chrono::local_days(office.local_date(to));
    int count = 0;
    while (day < last) {
        day += std::chrono::days(1);
        if (testing::shipped()->calendar().is_working(day).value()) ++count;
    }
    return count;
}

TEST(due_dates_always, lie_in_office_time_and_never_before_the_start) {
    for (const auto& one : all_ways()) {
        SCOPED_TRACE(one.owner->code + " " + one.what->code + " " + one.by->code);
        const auto& office = *testing::shipped()->find_provider(one.owner->provider);
        for (const auto received : moments(1, 80)) {
            const auto dates = dates_of(one, received);
            ASSERT_GE(dates.accepted_at, received);
            ASSERT_GE(dates.warning_at, dates.accepted_at) << to_rfc3339(received);
            ASSERT_GE(dates.due_at, dates.warning_at) << to_rfc3339(received);
            for (const auto t : {dates.accepted_at, dates.warning_at, dates.due_at})
                ASSERT_TRUE(in_office_time(t, office)) << to_rfc3339(received) << " " << to_rfc3339(t);
            for (const auto& step : dates.steps) {
                ASSERT_GE(step.due_at, dates.accepted_at);
                ASSERT_TRUE(in_office_time(step.due_at, office)) << to_rfc3339(received);
            }
        }
    }
}

TEST(due_dates_always, never_come_earlier_for_who_comes_later) {
    for (const auto& one : all_ways()) {
        SCOPED_TRACE(one.owner->code + " " + one.what->code + " " + one.by->code);
        catalogue::due_dates before;
        for (const auto received : moments(2, 40)) {
            auto dates = dates_of(one, received);
            ASSERT_GE(dates.accepted_at, before.accepted_at) << to_rfc3339(received);
            ASSERT_GE(dates.due_at, before.due_at) << to_rfc3339(received);
            ASSERT_GE(dates.warning_at, before.warning_at) << to_rfc3339(received);
            for (std::size_t i = 0; i < before.steps.size(); ++i)
                ASSERT_GE(dates.steps[i].due_at, before.steps[i].due_at) << to_rfc3339(received);
            before = std::move(dates);
        }
    }
}

// A step in days takes exactly as many working days as its limit from where it begins, one in hours no more
// than the days that so many hours can touch; the steps before a limit that runs from submission lie inside
// it.
TEST(due_dates_always, add_up_from_step_to_step) {
    for (const auto& one : all_ways()) {
        SCOPED_TRACE(one.owner->code + " " + one.what->code + " " + one.by->code);
        const auto& office = *testing::shipped()->find_provider(one.owner->provider);
        const auto chain = one.what->steps_for(one.by->code);
        for (const auto received : moments(3, 160)) {
            const auto dates = dates_of(one, received);
            ASSERT_EQ(dates.steps.size(), chain.size());
            timestamp begin = dates.accepted_at;
            for (std::size_t i = 0; i < chain.size(); ++i) {
                const auto& step = *chain[i].what;
                if (step.from_acceptance) begin = dates.accepted_at;
                const auto end = dates.steps[i].due_at;
                if (step.limit.unit == limit_unit::working_days)
                    ASSERT_EQ(working_days_between(begin, end, office), step.limit.value)
                        << to_rfc3339(received);
                else
                    ASSERT_LE(working_days_between(begin, end, office), 1) << to_rfc3339(received);
                ASSERT_EQ(dates.steps[i].n, static_cast<int>(i) + 1);
                begin = end;
            }
        }
    }
}

TEST(due_dates_always, depend_on_the_moment_of_work_only) {
    // Whoever comes while the office is closed is treated as who comes when it opens, but for the warning.
    for (const auto& one : all_ways())
        for (const auto received : moments(4, 160)) {
            const auto dates = dates_of(one, received);
            const auto again = dates_of(one, dates.accepted_at);
            ASSERT_EQ(again.accepted_at, dates.accepted_at) << to_rfc3339(received);
            ASSERT_EQ(again.due_at, dates.due_at) << to_rfc3339(received);
            ASSERT_GE(again.warning_at, dates.warning_at) << to_rfc3339(received);
        }
}

}  // namespace
}  // namespace gw::catalogue
