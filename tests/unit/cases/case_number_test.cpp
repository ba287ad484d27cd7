// Case numbers: their form, and that ids of one source never share one.
#include "cases/case_number.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace {

using namespace gw;
using namespace std::chrono_literals;

constexpr std::chrono::year_month_day day{2026y, std::chrono::November, 22d};

TEST(case_number, has_prefix_date_and_eight_characters) {
    const std::string number =
        cases::make_case_number("SKO", day, case_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f"));
    EXPECT_TRUE(std::regex_match(number, std::regex("SKO-20261122-[0-9A-HJKMNP-TV-Z]{8}"))) << number;
    EXPECT_EQ(number, cases::make_case_number("SKO", day, case_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f")));
}

TEST(case_number, depends_on_time_and_on_the_low_bits) {
    const auto number = [](const char* id) { return cases::make_case_number("SKO", day, case_id(id)); };
    const std::string base = number("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f");
    EXPECT_NE(base, number("0193527c-8f2f-7c3a-9d4e-0a1b2c3d4e5f"));
    EXPECT_NE(base, number("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e60"));
}

TEST(case_number, one_source_never_repeats) {
    uuid7_source ids;
    std::set<std::string> seen;
    const timestamp start{std::chrono::milliseconds(1'795'000'000'000)};
    for (int i = 0; i < 50'000; ++i) {
        const timestamp at = start + std::chrono::milliseconds(i / 500);  // 500 in each millisecond
        EXPECT_TRUE(seen.insert(cases::make_case_number("SKO", day, case_id(ids.next(at)))).second) << i;
    }
}

}  // namespace
