// IIN and BIN as text: twelve digits, a date and a check digit (facts/kz-pki.md section 4).
#pragma once

#include <string_view>

namespace gw::cases {

bool is_identity_number(std::string_view) noexcept;  // twelve ASCII digits

// Check digit and date hold. Numbers that fail are in circulation, so this is a note for the officer and
// never a refusal.
bool is_plausible_iin(std::string_view) noexcept;
bool is_plausible_bin(std::string_view) noexcept;

}  // namespace gw::cases
