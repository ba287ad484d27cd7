#include "base/log.hpp"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/json_text.hpp"

namespace gw {

std::string mask_personal_number(std::string_view text) {
    return mask_personal_numbers(text);
}

std::string mask_personal_numbers(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::string masked(text);
    for (std::size_t i = 0; i < masked.size();) {
        std::size_t end = i;
        while (end < masked.size() && is_digit(masked[end]))
            ++end;
        if (end - i == 12)
            std::fill(masked.begin() + static_cast<std::ptrdiff_t>(i) + 6,
                      masked.begin() + static_cast<std::ptrdiff_t>(end), '*');
        i = end == i ? i + 1 : end;
    }
    return masked;
}

}  // namespace gw

namespace gw::log {
namespace {

constexpr std::size_t longest_value = 2000;

std::string_view name_of(level value) {
    switch (value) {
        case level::debug:
            return "debug";
        case level::info:
            return "info";
        case level::warning:
            return "warning";
        case level::error:
            return "error";
    }
    return "error";
}

spdlog::level::level_enum to_spdlog(level value) {
    switch (value) {
        case level::debug:
            return spdlog::level::debug;
        case level::info:
            return spdlog::level::info;
        case level::warning:
            return spdlog::level::warn;
        case level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

// The last group of a UUID has twelve hexadecimal digits, which may all be decimal: an id of that form is not
// masked. Other ids are: what a sender calls a message may be a personal number.
bool is_identifier(std::string_view key, std::string_view value) {
    return (key == "id" || key.ends_with("_id")) && is_uuid(value);
}

void append(std::string& line, const field& item) {
    line += ",\"";
    line += item.key;
    line += "\":";
    if (const auto* text = std::get_if<std::string_view>(&item.value)) {
        const auto cut = text->substr(0, longest_value);
        append_json_text(line, is_identifier(item.key, cut) ? std::string(cut) : mask_personal_numbers(cut));
    } else if (const auto* number = std::get_if<std::int64_t>(&item.value)) {
        line += std::to_string(*number);
    } else if (const auto* real = std::get_if<double>(&item.value)) {
        line += fmt::format("{:.3f}", *real);
    } else {
        line += std::get<bool>(item.value) ? "true" : "false";
    }
}

}  // namespace

void start(const std::string& path, level lowest) {
    try {
        spdlog::sink_ptr sink;
        if (path.empty())
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        auto logger = std::make_shared<spdlog::logger>("gateway", sink);
        logger->set_pattern("%v");
        logger->set_level(to_spdlog(lowest));
        logger->flush_on(spdlog::level::warn);
        spdlog::set_default_logger(logger);
        spdlog::flush_every(std::chrono::seconds(1));
    } catch (const spdlog::spdlog_ex& failure) {
        throw infrastructure_error(errc::config_invalid,
                                   std::string("cannot open the log file: ") + failure.what());
    }
}

void flush() {
    spdlog::default_logger_raw()->flush();
}

std::string format(level importance, std::string_view event, std::initializer_list<field> fields,
                   std::string_view rfc3339) {
    std::string line;
    line.reserve(256);
    line += "{\"ts\":\"";
    line += rfc3339;
    line += "\",\"level\":\"";
    line += name_of(importance);
    line += "\",\"event\":\"";
    line += event;
    line += '"';
    for (const field& item : fields)
        append(line, item);
    line += '}';
    return line;
}

void write(level importance, std::string_view event, std::initializer_list<field> fields) {
    auto* logger = spdlog::default_logger_raw();
    if (!logger->should_log(to_spdlog(importance))) return;
    const std::string line = format(importance, event, fields, to_rfc3339(system_clock().now()));
    logger->log(to_spdlog(importance), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace gw::log
