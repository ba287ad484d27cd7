// Due dates of a case, by the readings of facts/services.md "How open points are read". Pure: the arrival is
// an argument.
#include <algorithm>

#include "catalogue/office_time.hpp"

namespace gw::catalogue {
namespace {

using std::chrono::days;
using std::chrono::minutes;

// Limits added up unit by unit: "the date told to the applicant adds the limits up".
struct limit_sum {
    minutes work{0};
    std::optional<int> working_days;
    int calendar_days = 0;

    void add(time_limit limit) {
        switch (limit.unit) {
            case limit_unit::minutes:
                work += minutes(limit.value);
                break;
            case limit_unit::hours:
                work += std::chrono::hours(limit.value);
                break;
            case limit_unit::working_days:
                working_days = working_days.value_or(0) + limit.value;
                break;
            case limit_unit::calendar_days:
                calendar_days += limit.value;
                break;
        }
    }
};

enum class first_day {
    not_counted,  // day 1 is the next working day: the reading taken
    counted,      // the strictest reading: the warning date
};

// Hours first, then working days, then calendar days. A limit in days ends at the close of its last day; the
// day on which calendar days begin is never counted, and an end on a day off moves to the next working day.
result<timestamp> end_of(const limit_sum& sum, timestamp start, first_day first, const office_time& office) {
    auto end = office.after(start, sum.work);
    if (!end) return end;
    if (sum.working_days) {
        const int counted = first == first_day::counted ? 1 : 0;
        end = office.close_after(office.day_of(*end), std::max(*sum.working_days - counted, 0));
        if (!end) return end;
    }
    if (sum.calendar_days > 0) end = office.close_on_or_after(office.day_of(*end) + days(sum.calendar_days));
    return end;
}

result<timestamp> end_of(time_limit limit, timestamp start, const office_time& office) {
    limit_sum one;
    one.add(limit);
    return end_of(one, start, first_day::not_counted, office);
}

// A limit that runs from acceptance holds the steps before it (002 no. 6), so the sum begins again with it.
enum class applicant_wait { counted, left_out };
limit_sum add_up(const std::vector<step>& steps, applicant_wait wait) {
    limit_sum sum;
    for (const auto& step : steps) {
        if (step.waits_for_applicant && wait == applicant_wait::left_out) continue;
        if (step.from_acceptance) sum = limit_sum();
        sum.add(step.limit);
    }
    return sum;
}

struct answer_dates {
    timestamp due_at, warning_at;
};

// The act names one limit for the whole.
result<answer_dates> dates_of_total(const procedure& procedure, timestamp received_at, timestamp accepted_at,
                                    const office_time& office) {
    limit_sum total;
    total.add(*procedure.total);
    const auto due = end_of(total, accepted_at, first_day::not_counted, office);
    if (!due) return due.error();
    // 004 "not counting the day of application": acceptance is the reading taken, submission the strictest
    // one.
    const bool skips_submission = procedure.total_skips_application_day && total.working_days.value_or(0) > 0;
    const auto warning = skips_submission
                             ? office.close_after(office.day_of(received_at), *total.working_days)
                             : end_of(total, accepted_at, first_day::counted, office);
    if (!warning) return warning.error();
    return answer_dates{*due, *warning};
}

// Steps added up. The applicant's own time is told to him as part of the whole, and is no time of the office:
// by the strictest reading he takes none of it.
result<answer_dates> dates_of_sum(const procedure& procedure, timestamp accepted_at,
                                  const office_time& office) {
    const auto due =
        end_of(add_up(procedure.steps, applicant_wait::counted), accepted_at, first_day::not_counted, office);
    if (!due) return due.error();
    const auto warning =
        end_of(add_up(procedure.steps, applicant_wait::left_out), accepted_at, first_day::counted, office);
    if (!warning) return warning.error();
    return answer_dates{*due, *warning};
}

}  // namespace

result<catalogue::due_dates> catalogue::compute_due_dates(const act& act, const procedure& procedure,
                                                          timestamp received_at) const {
    const provider* const provider = find_provider(act.provider);
    if (provider == nullptr) return error(errc::provider_unknown, act.provider);
    const office_time office(*provider, *calendar_);

    // After hours, on weekends and holidays: the next working day (000 §4(2), 004). Before opening and in the
    // lunch break work starts when the break is over.
    const auto accepted = office.at_work_from(received_at);
    if (!accepted) return accepted.error();
    const auto answer = procedure.total ? dates_of_total(procedure, received_at, *accepted, office)
                                        : dates_of_sum(procedure, *accepted, office);
    if (!answer) return answer.error();
    due_dates dates{
        .accepted_at = *accepted, .due_at = answer->due_at, .warning_at = answer->warning_at, .steps = {}};

    // Each step's own time starts at the end of the one before.
    timestamp previous = *accepted;
    for (const auto& step : procedure.steps) {
        const auto due = end_of(step.limit, step.from_acceptance ? *accepted : previous, office);
        if (!due) return due.error();
        dates.steps.push_back({.n = step.n, .role = step.role, .limit = step.limit, .due_at = *due});
        previous = *due;
    }
    return dates;
}

}  // namespace gw::catalogue
