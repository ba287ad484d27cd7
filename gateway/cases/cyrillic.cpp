// Two-octet UTF-8 is all that these alphabets need.
#include "cases/cyrillic.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gw::cases {
namespace {

// Code point of the two octets at `at`, or 0 when they are none.
unsigned two_octets(std::string_view text, std::size_t at) noexcept {
    if (at + 1 >= text.size()) return 0;
    const auto first = static_cast<unsigned char>(text[at]),
               second = static_cast<unsigned char>(text[at + 1]);
    if ((first & 0xe0u) != 0xc0u || (second & 0xc0u) != 0x80u) return 0;
    return (first & 0x1fu) << 6 | (second & 0x3fu);
}

unsigned lower(unsigned letter) noexcept {
    if (letter >= 0x410 && letter <= 0x42f) return letter + 0x20;  // А-Я
    if (letter >= 0x400 && letter <= 0x40f) return letter + 0x50;  // Ё, І
    const bool paired = (letter >= 0x490 && letter <= 0x4bf) || (letter >= 0x4d0 && letter <= 0x4ff);
    return paired ? letter | 1u : letter;  // Ғ, Қ, Ң, Ү, Ұ, Һ, Ә, Ө: the capital is the even one
}

}  // namespace

std::string lower_case(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const unsigned letter = two_octets(utf8, i);
        if (letter == 0) {
            const char c = utf8[i];
            out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
            continue;
        }
        const unsigned small = lower(letter);
        out.push_back(static_cast<char>(0xc0u | small >> 6));
        out.push_back(static_cast<char>(0x80u | (small & 0x3fu)));
        ++i;
    }
    return out;
}

bool is_latin_name(std::string_view utf8) noexcept {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '-' || c == '\'' || c == '.')
            continue;
        const unsigned letter = two_octets(utf8, i);
        if (letter < 0xc0 || letter > 0x24f) return false;  // Latin-1 letters, Latin Extended-A and -B
        ++i;
    }
    return true;
}

}  // namespace gw::cases
