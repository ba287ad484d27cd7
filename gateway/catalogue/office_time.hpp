// The time of one office: its local clock, its hours and its working days. Limits in minutes and hours run
// here only.
#pragma once

#include <chrono>

#include "catalogue/catalogue.hpp"
#include "catalogue/working_calendar.hpp"

namespace gw::catalogue {

// Every result: calendar_year_missing.
class office_time {
public:
    office_time(const provider& office, const working_calendar& calendar) noexcept
        : office_(office), calendar_(calendar) {}

    std::chrono::local_days day_of(timestamp) const noexcept;
    // The moment itself when the office is at work, else the next moment at which it is. The close is not at
    // work.
    result<timestamp> at_work_from(timestamp at) const { return first_before(office_.hours.close, at); }
    // The same at the desk, which closes earlier.
    result<timestamp> at_desk_from(timestamp at) const { return first_before(office_.hours.desk_until, at); }
    // When that much office time after the start has passed; it may be the begin of lunch or the close of a
    // day.
    result<timestamp> after(timestamp start, std::chrono::minutes work) const;
    // The close of the n-th working day after the day, which is itself not counted.
    result<timestamp> close_after(std::chrono::local_days day, int working_days) const;
    // The close of that calendar day, or of the next working day when it is a day off.
    result<timestamp> close_on_or_after(std::chrono::local_days day) const;
    timestamp close_of(std::chrono::local_days day) const noexcept {
        return instant(day, office_.hours.close);
    }

private:
    result<timestamp> first_before(std::chrono::minutes close, timestamp) const;
    timestamp instant(std::chrono::local_days day, std::chrono::minutes of_day) const noexcept;

    const provider& office_;
    const working_calendar& calendar_;
};

}  // namespace gw::catalogue
