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
    not_counted,  // day 1 is the next working day: the reading usually taken
    counted,      // the strictest reading: the warning date
};

struct computation {
    const office_time office;
    const readings how;
    const procedure& of;
    std::vector<numbered_step> chain;
    timestamp received_at, accepted_at;

    first_day usual_first_day() const {
        return how.starting_day_counts ? first_day::counted : first_day::not_counted;
    }
    result<timestamp> end_of(const limit_sum& sum, timestamp start, first_day first) const;
    result<timestamp> end_of(time_limit limit, timestamp start) const;
    limit_sum add_up(bool with_applicant) const;
    result<timestamp> due() const;
    result<timestamp> warning() const;
    bool runs_from_submission(const limit_sum& total) const;
};

// Hours first, then working days, then calendar days. A limit in days ends at the close of its last day; the
// day on which calendar days begin is never counted.
result<timestamp> computation::end_of(const limit_sum& sum, timestamp start, first_day first) const {
    auto end = office.after(start, sum.work);
    if (!end) return end;
    if (sum.working_days) {
        const int counted = first == first_day::counted ? 1 : 0;
        end = office.close_after(office.day_of(*end), std::max(*sum.working_days - counted, 0));
        if (!end) return end;
    }
    if (sum.calendar_days == 0) return end;
    const auto last = office.day_of(*end) + days(sum.calendar_days);
    return how.end_moves_to_working_day ? office.close_on_or_after(last) : office.close_of(last);
}

result<timestamp> computation::end_of(time_limit limit, timestamp start) const {
    limit_sum one;
    one.add(limit);
    return end_of(one, start, usual_first_day());
}

// A limit that runs from acceptance holds the steps before it (002 no. 6), so the sum begins again with it.
limit_sum computation::add_up(bool with_applicant) const {
    limit_sum sum;
    for (const auto& [n, step] : chain) {
        if (step->waits_for_applicant && !with_applicant) continue;
        if (step->from_acceptance) sum = limit_sum();
        auto limit = step->limit;
        if (step->applicant_part && !with_applicant) limit.value -= step->applicant_part->value;
        sum.add(limit);
    }
    return sum;
}

limit_sum sum_of(time_limit limit) {
    limit_sum one;
    one.add(limit);
    return one;
}

// 004 "not counting the day of application".
bool computation::runs_from_submission(const limit_sum& total) const {
    return of.total_skips_application_day && total.working_days.value_or(0) > 0;
}

// The applicant's own time is told to him as part of the whole: the act gives it to him in any case.
result<timestamp> computation::due() const {
    if (!of.total) return end_of(add_up(true), accepted_at, usual_first_day());
    const auto total = sum_of(*of.total);
    if (runs_from_submission(total)) {
        const auto not_counted = how.submission_day_not_counted ? received_at : accepted_at;
        return office.close_after(office.day_of(not_counted), *total.working_days);
    }
    return end_of(total, accepted_at, usual_first_day());
}

// The strictest reading: the applicant takes none of his time, and the starting day counts; where the act
// does not count the day of application, that is the day of submission.
result<timestamp> computation::warning() const {
    if (!of.total) return end_of(add_up(false), accepted_at, first_day::counted);
    const auto total = sum_of(*of.total);
    if (runs_from_submission(total))
        return office.close_after(office.day_of(received_at), *total.working_days);
    return end_of(total, accepted_at, first_day::counted);
}

}  // namespace

result<catalogue::due_dates> catalogue::compute_due_dates(const act& act, const procedure& procedure,
                                                          const channel& channel,
                                                          timestamp received_at) const {
    const provider* const provider = find_provider(act.provider);
    if (provider == nullptr) return error(errc::provider_unknown, act.provider);
    if (!procedure.ruled())
        return error(errc::procedure_unknown, procedure.code + ": " + procedure.not_ruled.ru);
    computation compute{.office = office_time(*provider, *calendar_),
                        .how = act.own_readings.value_or(readings_),
                        .of = procedure,
                        .chain = procedure.steps_for(channel.code),
                        .received_at = received_at,
                        .accepted_at = {}};

    // After hours, on weekends and holidays: the next working day (000 §4(2), 004). Before opening and in the
    // lunch break work starts when the break is over.
    const bool at_desk = !channel.portal || !compute.how.portal_until_close;
    const auto accepted =
        at_desk ? compute.office.at_desk_from(received_at) : compute.office.at_work_from(received_at);
    if (!accepted) return accepted.error();
    compute.accepted_at = *accepted;
    const auto due = compute.due();
    if (!due) return due.error();
    const auto warning = compute.warning();
    if (!warning) return warning.error();
    due_dates dates{.accepted_at = *accepted, .due_at = *due, .warning_at = *warning, .steps = {}};

    // Each step's own time starts at the end of the one before.
    timestamp previous = *accepted;
    for (const auto& [n, step] : compute.chain) {
        const auto end = compute.end_of(step->limit, step->from_acceptance ? *accepted : previous);
        if (!end) return end.error();
        dates.steps.push_back({.n = n, .role = step->role, .limit = step->limit, .due_at = *end});
        previous = *end;
    }
    return dates;
}

result<timestamp> catalogue::end_of_wait(const act& act, const procedure& procedure, const step& step,
                                         timestamp start) const {
    const provider* const provider = find_provider(act.provider);
    if (provider == nullptr) return error(errc::provider_unknown, act.provider);
    const computation compute{.office = office_time(*provider, *calendar_),
                              .how = act.own_readings.value_or(readings_),
                              .of = procedure,
                              .chain = {},
                              .received_at = start,
                              .accepted_at = start};
    return compute.end_of(step.applicant_part.value_or(step.limit), start);
}

}  // namespace gw::catalogue
