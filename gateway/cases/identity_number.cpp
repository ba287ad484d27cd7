// The arithmetic of the Kazakh identity numbers.
#include "cases/identity_number.hpp"

#include <algorithm>
#include <chrono>

namespace gw::cases {
namespace {

int digit(std::string_view number, std::size_t at) noexcept {
    return number[at] - '0';
}

// Sum of the first eleven digits with weights that start at `first` and wrap from 11 to 1, modulo 11.
int weighted_sum(std::string_view number, int first) noexcept {
    int sum = 0;
    for (int i = 0; i < 11; ++i)
        sum += digit(number, static_cast<std::size_t>(i)) * ((first - 1 + i) % 11 + 1);
    return sum % 11;
}

// Weights 1…11; when that gives 10, weights 3…11, 1, 2; a number that gives 10 again is never issued.
bool check_digit_holds(std::string_view number) noexcept {
    int expected = weighted_sum(number, 1);
    if (expected == 10) expected = weighted_sum(number, 3);
    return expected == digit(number, 11);
}

int two_digits(std::string_view number, std::size_t at) noexcept {
    return digit(number, at) * 10 + digit(number, at + 1);
}

}  // namespace

bool is_identity_number(std::string_view number) noexcept {
    return number.size() == 12 &&
           std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// YYMMDD, then century and sex: 1 and 2 for the 1800s, 3 and 4 for the 1900s, 5 and 6 for the 2000s.
bool is_plausible_iin(std::string_view number) noexcept {
    if (!is_identity_number(number) || !check_digit_holds(number)) return false;
    const int century = digit(number, 6);
    if (century < 1 || century > 6) return false;
    const std::chrono::year_month_day born{
        std::chrono::year{1800 + (century - 1) / 2 * 100 + two_digits(number, 0)},
        std::chrono::month{static_cast<unsigned>(two_digits(number, 2))},
        std::chrono::day{static_cast<unsigned>(two_digits(number, 4))}};
    return born.ok();
}

// YYMM of registration, then 4 (resident), 5 (non-resident) or 6 (sole proprietor).
bool is_plausible_bin(std::string_view number) noexcept {
    if (!is_identity_number(number) || !check_digit_holds(number)) return false;
    const int month = two_digits(number, 2);
    return month >= 1 && month <= 12 && digit(number, 4) >= 4 && digit(number, 4) <= 6;
}

}  // namespace gw::cases
