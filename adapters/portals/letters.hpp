// Letters that look alike in the Latin and the Cyrillic alphabet, and letters that look like digits: an
// identifier written with them reads right to people and is another one to programs.
#pragma once

#include <string>
#include <string_view>

namespace gw::adapters {

bool has_cyrillic(std::string_view utf8) noexcept;
// Letters of both alphabets in one value.
bool mixes_alphabets(std::string_view utf8) noexcept;
// The text with the digits that its letters are taken for: O, o, О, о for 0, l, I, І for 1, З, з for 3, …
std::string with_digits_for_letters(std::string_view utf8);

}  // namespace gw::adapters
