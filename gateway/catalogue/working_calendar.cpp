// Labour Code art. 84-85: the five-day week, holidays, days off carried over and moved (facts/calendar.md).
#include "catalogue/working_calendar.hpp"

#include <algorithm>

namespace gw::catalogue {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

bool is_weekend(local_days day) {
    const std::chrono::weekday weekday(day);
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

}  // namespace

working_calendar::working_calendar(std::vector<calendar_year> years) : years_(std::move(years)) {
    std::ranges::sort(years_, {}, &calendar_year::year);
    for (const auto& year : years_) {
        for (const auto day : year.holidays)
            off_.insert(local_days(day));
        for (const auto day : year.days_off)
            off_.insert(local_days(day));
    }
    for (const auto& year : years_)
        for (const auto day : year.holidays)
            if (is_weekend(local_days(day))) carry_over(local_days(day));
    for (const auto& year : years_) {
        for (const auto& move : year.moved) {
            moved_[local_days(move.off)] = false;
            moved_[local_days(move.worked)] = true;
        }
    }
}

// "When a day off and a holiday coincide, the working day after the holiday is a day off" (Labour Code art.
// 85). Two holidays on one weekend take two working days.
void working_calendar::carry_over(local_days holiday) {
    local_days day = holiday;
    while (off_by_law(day))
        day += days(1);
    off_.insert(day);
}

bool working_calendar::off_by_law(local_days day) const noexcept {
    return is_weekend(day) || off_.contains(day);
}

result<bool> working_calendar::is_working(local_days day) const {
    const auto year = year_month_day(day).year();
    if (!std::ranges::binary_search(years_, year, {}, &calendar_year::year))
        return error(errc::calendar_year_missing, std::to_string(static_cast<int>(year)));
    const auto moved = moved_.find(day);
    return moved != moved_.end() ? moved->second : !off_by_law(day);
}

result<local_days> working_calendar::working_day_from(local_days day) const {
    while (true) {
        const auto working = is_working(day);
        if (!working) return working.error();
        if (*working) return day;
        day += days(1);
    }
}

result<local_days> working_calendar::working_day_after(local_days day, int n) const {
    for (; n > 0; --n) {
        const auto next = working_day_from(day + days(1));
        if (!next) return next.error();
        day = *next;
    }
    return day;
}

}  // namespace gw::catalogue
