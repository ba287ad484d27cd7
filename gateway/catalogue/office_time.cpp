// Arithmetic of office time. Zone changes happen at local midnight, so hours of work never straddle one.
#include "catalogue/office_time.hpp"

#include <algorithm>

namespace gw::catalogue {

using std::chrono::local_days;
using std::chrono::minutes;

std::chrono::minutes provider::offset_at(timestamp at) const noexcept {
    minutes offset = offsets.front().offset;
    // A change comes when the old clock shows midnight of its day: 2024-03-01 00:00 +06:00 was 2024-02-29
    // 18:00 UTC.
    for (const auto& change : offsets)
        if (at >= timestamp(std::chrono::sys_days(change.from)) - offset) offset = change.offset;
    return offset;
}

std::chrono::year_month_day provider::local_date(timestamp at) const noexcept {
    return std::chrono::floor<std::chrono::days>(at + offset_at(at));
}

local_days office_time::day_of(timestamp at) const noexcept {
    return local_days(office_.local_date(at));
}

timestamp office_time::instant(local_days day, minutes of_day) const noexcept {
    minutes offset = office_.offsets.front().offset;
    for (const auto& change : office_.offsets)
        if (day >= local_days(change.from)) offset = change.offset;
    return timestamp(day.time_since_epoch()) + of_day - offset;
}

result<timestamp> office_time::first_before(minutes close, timestamp at) const {
    const auto today = day_of(at);
    const auto day = calendar_.working_day_from(today);
    if (!day) return day.error();
    const auto& hours = office_.hours;
    if (*day != today || at < instant(today, hours.open)) return instant(*day, hours.open);
    if (at < instant(today, hours.lunch_from)) return at;
    if (at < instant(today, hours.lunch_to)) return instant(today, hours.lunch_to);
    if (at < instant(today, close)) return at;
    const auto next = calendar_.working_day_after(today, 1);
    if (!next) return next.error();
    return instant(*next, hours.open);
}

result<timestamp> office_time::after(timestamp start, minutes work) const {
    milliseconds left = work;
    timestamp at = start;
    while (left > milliseconds(0)) {
        const auto begin = at_work_from(at);
        if (!begin) return begin.error();
        const auto today = day_of(*begin);
        const auto lunch = instant(today, office_.hours.lunch_from);
        const auto end = *begin < lunch ? lunch : instant(today, office_.hours.close);
        const milliseconds worked = std::min(left, end - *begin);
        at = *begin + worked;
        left -= worked;
    }
    return at;
}

result<timestamp> office_time::close_after(local_days day, int working_days) const {
    const auto last = calendar_.working_day_after(day, working_days);
    if (!last) return last.error();
    return instant(*last, office_.hours.close);
}

result<timestamp> office_time::close_on_or_after(local_days day) const {
    const auto last = calendar_.working_day_from(day);
    if (!last) return last.error();
    return instant(*last, office_.hours.close);
}

}  // namespace gw::catalogue
