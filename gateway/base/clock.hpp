// Time: UTC with milliseconds everywhere inside; text forms at the borders. The clock is a port so that tests
// set it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gw {

using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using milliseconds = std::chrono::milliseconds;
using seconds = std::chrono::seconds;

// Port: what the time is. Implementations are safe to call from any thread.
class clock {
public:
    virtual ~clock() = default;
    virtual timestamp now() const = 0;
};

class system_clock final : public clock {
public:
    timestamp now() const override;
};

// For tests and for commands that judge at a given time.
class fixed_clock final : public clock {
public:
    explicit fixed_clock(timestamp at) : at_(at) {}
    timestamp now() const override { return at_; }
    void set(timestamp at) { at_ = at; }

private:
    timestamp at_;
};

// RFC 3339 in UTC, "2026-11-22T05:00:00.123Z"; the fraction is left out when it is zero.
std::string to_rfc3339(timestamp);
// The same instant as local time of the zone, "2026-11-22T10:00:00.123+05:00".
std::string to_rfc3339(timestamp, std::chrono::minutes offset);
// RFC 3339 with a zone (`Z` or +hh:mm). Refuses impossible dates, leap seconds and a missing zone.
std::optional<timestamp> from_rfc3339(std::string_view);
// xsd:dateTime as SHEP's senders write it (facts/shep.md 2.9): without a zone, or a date alone, is local time
// at `offset`.
std::optional<timestamp> from_xsd_datetime(std::string_view, std::chrono::minutes offset);
// "90s", "15m", "24h", "7d".
std::optional<seconds> from_duration(std::string_view);
// "YYYY-MM-DD"
std::optional<std::chrono::year_month_day> from_date(std::string_view);
std::string to_string(std::chrono::year_month_day);

}  // namespace gw
