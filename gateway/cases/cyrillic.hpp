// The little that checks need to know of letters: lower case of Russian and Kazakh, and whether a name is in
// Latin letters.
#pragma once

#include <string>
#include <string_view>

namespace gw::cases {

// ASCII and Cyrillic letters in lower case; everything else stays as it is.
std::string lower_case(std::string_view utf8);
// Latin letters (also with marks), spaces, hyphens, apostrophes and full stops only: no Cyrillic look-alike.
bool is_latin_name(std::string_view utf8) noexcept;

}  // namespace gw::cases
