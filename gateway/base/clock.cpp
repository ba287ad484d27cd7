#include "base/clock.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gw {
namespace {

// Reads exactly `digits` decimal digits at `at`, or fails.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool char_at(std::string_view text, std::size_t at, char wanted) {
    return at < text.size() && text[at] == wanted;
}

struct civil_time {
    timestamp local;       // as if the text were UTC
    std::size_t consumed;  // characters read, the zone not included
};

std::optional<civil_time> read_civil(std::string_view text) {
    const auto day = from_date(text.substr(0, 10));
    if (!day || !(char_at(text, 10, 'T') || char_at(text, 10, 't'))) return std::nullopt;
    const auto hour = number_at(text, 11, 2);
    const auto minute = number_at(text, 14, 2);
    const auto second = number_at(text, 17, 2);
    if (!hour || !minute || !second || !char_at(text, 13, ':') || !char_at(text, 16, ':'))
        return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    std::size_t at = 19;
    int millis = 0;
    if (char_at(text, at, '.')) {
        const std::size_t start = ++at;
        for (int scale = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            millis += (text[at] - '0') * scale;
        if (at == start) return std::nullopt;
    }
    const timestamp local = std::chrono::sys_days(*day) + std::chrono::hours(*hour) +
                            std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
                            milliseconds(millis);
    return civil_time{local, at};
}

// The zone at the end of the text: Z or +hh:mm.
std::optional<std::chrono::minutes> read_zone(std::string_view zone) {
    if (zone == "Z" || zone == "z") return std::chrono::minutes(0);
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
    const auto hours = number_at(zone, 1, 2);
    const auto minutes = number_at(zone, 4, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    const std::chrono::minutes offset(*hours * 60 + *minutes);
    return zone[0] == '-' ? -offset : offset;
}

// With leading zeros. Every message is stored with dozens of dates, and formatting costs ten times as much.
void put_number(std::string& out, std::int64_t value, std::size_t digits) {
    const std::size_t start = out.size();
    out.append(digits, '0');
    for (std::size_t at = start + digits; at-- > start; value /= 10)
        out[at] = static_cast<char>('0' + value % 10);
}

std::string format_civil(timestamp at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    std::string text = to_string(date);
    text.reserve(24);
    put_number(text += 'T', time.hours().count(), 2);
    put_number(text += ':', time.minutes().count(), 2);
    put_number(text += ':', time.seconds().count(), 2);
    if (time.subseconds().count() != 0) put_number(text += '.', time.subseconds().count(), 3);
    return text;
}

}  // namespace

timestamp system_clock::now() const {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(timestamp at) {
    return format_civil(at) + "Z";
}

std::string to_rfc3339(timestamp at, std::chrono::minutes offset) {
    const auto size = offset < std::chrono::minutes(0) ? -offset : offset;
    return fmt::format("{}{}{:02}:{:02}", format_civil(at + offset),
                       offset < std::chrono::minutes(0) ? '-' : '+', size.count() / 60, size.count() % 60);
}

std::optional<timestamp> from_rfc3339(std::string_view text) {
    const auto civil = read_civil(text);
    if (!civil) return std::nullopt;
    const auto zone = read_zone(text.substr(civil->consumed));
    if (!zone) return std::nullopt;
    return civil->local - *zone;
}

std::optional<timestamp> from_xsd_datetime(std::string_view text, std::chrono::minutes offset) {
    if (text.size() == 10) {
        const auto day = from_date(text);
        if (!day) return std::nullopt;
        return timestamp(std::chrono::sys_days(*day)) - offset;
    }
    const auto civil = read_civil(text);
    if (!civil) return std::nullopt;
    if (civil->consumed == text.size()) return civil->local - offset;
    const auto zone = read_zone(text.substr(civil->consumed));
    if (!zone) return std::nullopt;
    return civil->local - *zone;
}

std::optional<seconds> from_duration(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    std::int64_t unit = 0;
    switch (text.back()) {
        case 's':
            unit = 1;
            break;
        case 'm':
            unit = 60;
            break;
        case 'h':
            unit = 3600;
            break;
        case 'd':
            unit = 86400;
            break;
        default:
            return std::nullopt;
    }
    std::int64_t count = 0;
    const char* end = text.data() + text.size() - 1;
    const auto [stop, failed] = std::from_chars(text.data(), end, count);
    constexpr std::int64_t most = 1'000'000'000;  // about thirty years in seconds
    if (failed != std::errc() || stop != end || count < 0 || count > most / unit) return std::nullopt;
    return seconds(count * unit);
}

std::optional<std::chrono::year_month_day> from_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number_at(text, 0, 4);
    const auto month = number_at(text, 5, 2);
    const auto day = number_at(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return date;
}

std::string to_string(std::chrono::year_month_day date) {
    const int year = static_cast<int>(date.year());
    if (year < 0 || year > 9999)
        return fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
    std::string text;
    text.reserve(24);
    put_number(text, year, 4);
    put_number(text += '-', static_cast<unsigned>(date.month()), 2);
    put_number(text += '-', static_cast<unsigned>(date.day()), 2);
    return text;
}

}  // namespace gw
