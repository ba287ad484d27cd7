// Small text rules of SHEP messages: lengths are counted in characters, texts are Kazakh and Russian.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gw::soap {

inline constexpr std::string_view envelope_namespace = "http://schemas.xmlsoap.org/soap/envelope/";
// StatusInfo.message (facts/shep.md 1.7); ErrorInfo.errorMessage is held to the same.
inline constexpr std::size_t most_message_characters = 250;

// Characters of UTF-8 text, as xsd:maxLength counts them.
std::size_t count_characters(std::string_view) noexcept;
// The text, or its beginning: never more than `most` characters, never a part of one.
std::string_view cut_characters(std::string_view, std::size_t most) noexcept;
// "kk / ru", cut to what StatusInfo.message holds.
std::string join_texts(std::string_view kk, std::string_view ru);
// White space of XML 1.0 (production S) taken from both ends.
std::string_view trim(std::string_view) noexcept;
// "{8-4-4-4-12}" in hexadecimal digits, with the braces (facts/shep.md 1.7).
bool is_guid(std::string_view) noexcept;

// The row of the table that a portal may see: codes that are local to the gateway show as `internal`.
const error_info& public_info(errc) noexcept;

}  // namespace gw::soap
