// Cyrillic letters take two octets of UTF-8 that begin with 0xd0 to 0xd4 (U+0400 to U+052F), and nothing else
// does in valid UTF-8.
#include "adapters/portals/letters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gw::adapters {
namespace {

bool starts_cyrillic(char c) noexcept {
    const auto octet = static_cast<unsigned char>(c);
    return octet >= 0xd0 && octet <= 0xd4;
}

bool is_latin(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::array<std::pair<std::string_view, char>, 16> look_alikes{{
    {"O", '0'},
    {"o", '0'},
    {"О", '0'},
    {"о", '0'},
    {"l", '1'},
    {"I", '1'},
    {"І", '1'},
    {"i", '1'},
    {"і", '1'},
    {"Z", '2'},
    {"З", '3'},
    {"з", '3'},
    {"S", '5'},
    {"б", '6'},
    {"B", '8'},
    {"В", '8'},
}};

}  // namespace

bool has_cyrillic(std::string_view utf8) noexcept {
    return std::any_of(utf8.begin(), utf8.end(), starts_cyrillic);
}

bool mixes_alphabets(std::string_view utf8) noexcept {
    return has_cyrillic(utf8) && std::any_of(utf8.begin(), utf8.end(), is_latin);
}

std::string with_digits_for_letters(std::string_view utf8) {
    std::string out;
    while (!utf8.empty()) {
        const auto found = std::find_if(look_alikes.begin(), look_alikes.end(),
                                        [&](const auto& one) { return utf8.starts_with(one.first); });
        const std::size_t taken = found == look_alikes.end() ? 1 : found->first.size();
        out.push_back(found == look_alikes.end() ? utf8.front() : found->second);
        utf8.remove_prefix(taken);
    }
    return out;
}

}  // namespace gw::adapters
