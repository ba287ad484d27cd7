// JSON log lines, one per event, on standard error or a file. Outside text is escaped by the JSON writer and
// personal numbers are masked here, so no caller has to remember it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace gw::log {

enum class level { debug, info, warning, error };

struct field {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    field(std::string_view k, std::string_view v) : key(k), value(v) {}
    field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    field(std::string_view k, bool v) : key(k), value(v) {}
    field(std::string_view k, double v) : key(k), value(v) {}
    template <class Integer>
    requires std::is_integral_v<Integer> field(std::string_view k, Integer v)
        : key(k), value(static_cast<std::int64_t>(v)) {}
};

// Once, in main. An empty path means standard error. Throws infrastructure_error when the file cannot be
// opened.
void start(const std::string& path, level lowest);
void flush();

// {"ts":"…","level":"info","event":"message_accepted","message_id":"…",…}. `message_id` is first among the
// fields when the line belongs to a message. Text values: control characters escaped, invalid UTF-8 replaced,
// cut at 2,000 octets, every free-standing group of 12 digits masked as an ИИН/БИН.
void write(level, std::string_view event, std::initializer_list<field>);
inline void debug(std::string_view event, std::initializer_list<field> fields) {
    write(level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<field> fields) {
    write(level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<field> fields) {
    write(level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<field> fields) {
    write(level::error, event, fields);
}

// The line that write() produces, without the line break; for tests.
std::string format(level, std::string_view event, std::initializer_list<field>, std::string_view rfc3339);

}  // namespace gw::log

namespace gw {

// "850101300123" -> "850101******". Digits alone are left as they are when they are not exactly twelve.
std::string mask_personal_number(std::string_view);
// Masks every run of exactly twelve digits inside a longer text.
std::string mask_personal_numbers(std::string_view);

}  // namespace gw
