// Which days are worked: weekends, public holidays, days off moved by the Government. Knows nothing of hours
// and zones.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "base/error.hpp"

namespace gw::catalogue {

struct moved_day_off {
    std::chrono::year_month_day off, worked;
};

struct calendar_year {
    std::chrono::year year;
    std::vector<std::chrono::year_month_day>
        holidays;  // one on a weekend makes the next working day a day off
    std::vector<std::chrono::year_month_day>
        days_off;  // 7 January, the first day of Kurban-ait: never carried over
    std::vector<moved_day_off> moved;
    std::vector<std::chrono::year_month_day>
        unconfirmed;           // to be checked against an act; nothing is computed from it
    bool preliminary = false;  // not all acts of the year are known
};

class working_calendar {
public:
    explicit working_calendar(std::vector<calendar_year>);

    const std::vector<calendar_year>& years() const noexcept { return years_; }

    // All three: calendar_year_missing when a year that is needed is not in the data.
    result<bool> is_working(std::chrono::local_days) const;
    // The day itself when it is worked, else the next one that is.
    result<std::chrono::local_days> working_day_from(std::chrono::local_days) const;
    // The n-th working day after the day, which is itself not counted; the day itself for n = 0.
    result<std::chrono::local_days> working_day_after(std::chrono::local_days, int n) const;

    // As the Labour Code has it, before days off were moved.
    bool off_by_law(std::chrono::local_days) const noexcept;

private:
    void carry_over(std::chrono::local_days holiday);

    std::vector<calendar_year> years_;  // by year
    std::set<std::chrono::local_days> off_;
    std::map<std::chrono::local_days, bool> moved_;  // day -> is it worked
};

}  // namespace gw::catalogue
