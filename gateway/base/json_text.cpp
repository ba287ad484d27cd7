#include "base/json_text.hpp"

#include <fmt/format.h>

#include <array>

namespace gw {
namespace {

// Length of the well-formed UTF-8 sequence at the start of the text, 0 when there is none (RFC 3629 section
// 4).
std::size_t sequence_length(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
    const unsigned char first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        if (!tail(1) || !tail(2)) return 0;
        if (first == 0xe0 && at(1) < 0xa0) return 0;
        if (first == 0xed && at(1) > 0x9f) return 0;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (!tail(1) || !tail(2) || !tail(3)) return 0;
        if (first == 0xf0 && at(1) < 0x90) return 0;
        if (first == 0xf4 && at(1) > 0x8f) return 0;
        return 4;
    }
    return 0;
}

// ASCII that stands for itself in JSON.
constexpr auto plain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x7f; ++c)
        table[c] = c != '"' && c != '\\';
    return table;
}();

// JSON allows them, JavaScript took them for line ends.
bool is_separator(std::string_view sequence) noexcept {
    return sequence == "\xe2\x80\xa8" || sequence == "\xe2\x80\xa9";
}

// Octets at the start that stand as they are.
std::size_t plain_length(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto c = static_cast<unsigned char>(text[at]);
        const std::size_t length = c < 0x80 ? plain[c] : sequence_length(text.substr(at));
        if (length == 0 || (length == 3 && is_separator(text.substr(at, 3)))) break;
        at += length;
    }
    return at;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const std::size_t run = plain_length(text);
        out += text.substr(0, run);
        text.remove_prefix(run);
        if (text.empty()) break;
        const std::size_t length = sequence_length(text);
        const auto c = static_cast<unsigned char>(text[0]);
        if (length == 0) {
            out += "\\ufffd";
            text.remove_prefix(1);
            continue;
        }
        const std::string_view sequence = text.substr(0, length);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(static_cast<char>(c));
        } else if (c < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", c);
        } else {
            out += sequence == "\xe2\x80\xa8" ? "\\u2028" : "\\u2029";
        }
        text.remove_prefix(length);
    }
    out.push_back('"');
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace gw
