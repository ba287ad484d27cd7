// Check digits and dates of IIN and BIN; the BINs are real ones of state bodies (facts/kz-pki.md section 4).
#include "cases/identity_number.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace gw::cases;

TEST(identity_number, is_twelve_ascii_digits) {
    EXPECT_TRUE(is_identity_number("123456789012"));
    EXPECT_FALSE(is_identity_number(""));
    EXPECT_FALSE(is_identity_number("12345678901"));
    EXPECT_FALSE(is_identity_number("1234567890123"));
    EXPECT_FALSE(is_identity_number("12345678901a"));
    EXPECT_FALSE(is_identity_number(" 12345678901"));
    EXPECT_FALSE(
        is_identity_number("\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6"));  // Arabic-Indic digits
}

TEST(identity_number, bin_check_digit) {
    for (const char* bin : {"960340000514", "151140025060", "000740000728", "080540010396", "070840007503"})
        EXPECT_TRUE(is_plausible_bin(bin)) << bin;
    EXPECT_FALSE(is_plausible_bin("960340000515"));  // check digit
    EXPECT_FALSE(is_plausible_bin("123456789021"));  // of the SDK's test certificates
    EXPECT_FALSE(is_plausible_bin("151340090018"));  // month 13
    EXPECT_FALSE(is_plausible_bin("not a number"));
}

TEST(identity_number, iin_check_digit_and_date) {
    EXPECT_TRUE(is_plausible_iin("850315300118"));
    EXPECT_TRUE(is_plausible_iin("790921400115"));
    EXPECT_FALSE(is_plausible_iin("820417300118"));  // check digit
    EXPECT_FALSE(is_plausible_iin("123456789011"));  // of the SDK's test certificates
    EXPECT_FALSE(is_plausible_iin("850230300116"));  // 30 February
    EXPECT_FALSE(is_plausible_iin("850315700113"));  // no such century
    EXPECT_FALSE(is_plausible_iin("85031530011"));
}

// Weights 1…11 give 10 for these numbers, so the second row of weights decides; where it gives 10 too, no
// digit is right.
TEST(identity_number, second_row_of_weights) {
    EXPECT_TRUE(is_plausible_iin("850315301801"));
    EXPECT_FALSE(is_plausible_iin("850315301800"));
    for (char digit = '0'; digit <= '9'; ++digit)
        EXPECT_FALSE(is_plausible_iin(std::string("85031530260") + digit));
}

}  // namespace
