#include "cli/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <optional>

#include "base/json_text.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct character {
    char32_t code;
    std::size_t octets;
};

// The well-formed UTF-8 character at the start of the text; nothing when there is none.
std::optional<character> first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t octets = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (text.size() < octets || !is_utf8(text.substr(0, octets))) return std::nullopt;
    char32_t code = octets == 1 ? lead : lead & (0xffu >> (octets + 1));
    for (std::size_t i = 1; i < octets; ++i)
        code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3fu);
    return character{code, octets};
}

// Characters that steer a terminal or hide what they stand in: C0, DEL, C1, line and paragraph separators,
// and the directional marks of Unicode TR 36 section 2.3.
bool is_invisible(char32_t code) {
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x061c ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x2069) || code == 0xfeff;
}

template <class Hidden, class Broken>
std::string rewrite(std::string_view text, Hidden hidden, Broken broken) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto next = first_character(text);
        const std::size_t octets = next ? next->octets : 1;
        if (!next)
            out += broken(static_cast<unsigned char>(text.front()));
        else if (is_invisible(next->code))
            out += hidden(next->code);
        else
            out.append(text.substr(0, octets));
        text.remove_prefix(octets);
    }
    return out;
}

std::string escaped(char32_t code) {
    const auto number = static_cast<std::uint32_t>(code);
    return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:04x}}}", number);
}

std::string escaped_octet(unsigned char octet) {
    return fmt::format("\\x{:02x}", octet);
}

std::string message_of(const gw::error& failure) {
    std::string text(failure.info().en);
    return failure.detail().empty() ? text : text + ": " + failure.detail();
}

void write_line(std::FILE* to, std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), to);
    std::fputc('\n', to);
}

}  // namespace

int exit_code_of(gw::indication value) noexcept {
    switch (value) {
        case indication::total_passed:
            return exit_ok;
        case indication::total_failed:
            return exit_negative;
        case indication::indeterminate:
            return exit_unavailable;
    }
    return exit_internal;
}

int exit_code_of(const gw::error& failure) noexcept {
    switch (failure.code()) {
        case errc::file_unreadable:
        case errc::config_unreadable:
            return exit_unreadable;
        case errc::config_invalid:
        case errc::catalogue_invalid:
            return exit_configuration;
        case errc::internal:
            return exit_internal;
        case errc::journal_broken:
            return exit_negative;
        default:
            break;
    }
    const auto sub = failure.info().sub_indication;
    if (sub != sub_indication::none) return exit_code_of(indication_of(sub));
    return failure.info().retry == retryable::later ? exit_unavailable : exit_negative;
}

std::string printable(std::string_view text) {
    return rewrite(text, escaped, escaped_octet);
}

std::string printable_lines(std::string_view text) {
    return rewrite(
        text,
        [](char32_t code) {
            return code == '\n' || code == '\t' ? std::string(1, static_cast<char>(code)) : escaped(code);
        },
        escaped_octet);
}

void print(std::string_view line) {
    write_line(stdout, line);
}

void warn(std::string_view line) {
    std::fflush(stdout);
    write_line(stderr, "shep-gateway: " + printable_lines(line));
}

// Outside its strings JSON is plain ASCII, so what is escaped here stands inside one.
std::string safe_json(std::string_view serialised) {
    return rewrite(
        serialised, [](char32_t code) { return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code)); },
        [](unsigned char) { return std::string("\\ufffd"); });
}

void print_json(std::string_view serialised) {
    print(safe_json(serialised));
}
void print_json(const json::value& value) {
    print_json(json::serialize(value));
}

int fail(bool as_json, const gw::error& failure) {
    const auto& info = failure.info();
    if (as_json) {
        json::object about{{"code", static_cast<int>(info.code)},
                           {"name", json::string(info.name)},
                           {"message", message_of(failure)}};
        if (info.sub_indication != sub_indication::none)
            about["sub_indication"] = json::string(to_string(info.sub_indication));
        print_json(json::object{{"error", std::move(about)}});
    }
    warn(fmt::format("{} {}: {}", static_cast<int>(info.code), info.name, message_of(failure)));
    return exit_code_of(failure);
}

int fail_usage(bool as_json, std::string_view what) {
    if (as_json)
        print_json(json::object{{"error", json::object{{"code", static_cast<int>(exit_usage)},
                                                       {"name", "usage"},
                                                       {"message", json::string(what)}}}});
    warn(what);
    return exit_usage;
}

}  // namespace gw::cli
