// Writing text into JSON so that hostile octets stay inside the quotes.
#pragma once

#include <string>
#include <string_view>

namespace gw {

// Appends the text in quotes: control characters and U+2028/U+2029 escaped, octets that are not UTF-8
// replaced by U+FFFD.
void append_json_text(std::string& out, std::string_view text);

// True when the octets are well-formed UTF-8 (RFC 3629: no surrogates, nothing above U+10FFFF, no overlong
// forms).
bool is_utf8(std::string_view) noexcept;

}  // namespace gw
