// Escaping as a canonicaliser would write it, so that what we sign is what we wrote.
#include "xml/writer.hpp"

#include <algorithm>

#include "base/json_text.hpp"

namespace gw::xml {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

// Octets of the character at the start as its first octet announces them (RFC 3629 section 3).
std::size_t announced_length(unsigned char first) noexcept {
    if (first < 0x80) return 1;
    if (first < 0xe0) return 2;
    return first < 0xf0 ? 3 : 4;
}

// XML 1.0 section 2.2, production Char.
bool is_xml_character(std::string_view character) noexcept {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    return character != "\xef\xbf\xbe" && character != "\xef\xbf\xbf";
}

// What the character is written as; the character itself when it needs no escape.
using escapes = std::string_view (*)(char) noexcept;

std::string_view text_escape(char c) noexcept {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '\r':
            return "&#xD;";
        default:
            return {};
    }
}

std::string_view attribute_escape(char c) noexcept {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '"':
            return "&quot;";
        case '\t':
            return "&#x9;";
        case '\n':
            return "&#xA;";
        case '\r':
            return "&#xD;";
        default:
            return {};
    }
}

// Printable ASCII that no escape is for; most of what is written.
bool is_plain(char c) noexcept {
    return c >= ' ' && c < '\x7f' && c != '&' && c != '<' && c != '>' && c != '"';
}

std::string escape(std::string_view text, escapes escape_of) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const auto run =
            static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
        out += text.substr(0, run);
        text.remove_prefix(run);
        if (text.empty()) break;
        const std::string_view character =
            text.substr(0, announced_length(static_cast<unsigned char>(text[0])));
        if (!is_utf8(character)) {
            out += replacement;
            text.remove_prefix(1);
            continue;
        }
        const std::string_view escaped = escape_of(character[0]);
        if (!escaped.empty())
            out += escaped;
        else
            out += is_xml_character(character) ? character : replacement;
        text.remove_prefix(character.size());
    }
    return out;
}

}  // namespace

std::string escape_text(std::string_view text) {
    return escape(text, text_escape);
}

std::string escape_attribute(std::string_view text) {
    return escape(text, attribute_escape);
}

}  // namespace gw::xml
