// Text that is safe on a terminal, and the exit code of every code of the table.
#include "cli/output.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gw::cli {
namespace {

TEST(printable, leaves_text_in_every_script) {
    EXPECT_EQ(printable("ЖШС \"ТЕСТ ҚҰРЫЛЫС\" | 試"), "ЖШС \"ТЕСТ ҚҰРЫЛЫС\" | 試");
}

TEST(printable, shows_what_would_steer_a_terminal) {
    EXPECT_EQ(printable("a\x1b[31mb\n\x7f"), "a\\x1b[31mb\\x0a\\x7f");
    EXPECT_EQ(printable("\u009b31m"), "\\u{009b}31m");
    EXPECT_EQ(printable("a\u202eb\u2066\u2028"), "a\\u{202e}b\\u{2066}\\u{2028}");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(printable, shows_octets_that_are_no_text) {
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
}

TEST(printable_lines, keeps_line_breaks_alone) {
    EXPECT_EQ(printable_lines("a\n\tb\r\x1b"), "a\n\tb\\x0d\\x1b");
}

TEST(safe_json, stays_the_same_document) {
    const boost::json::object before{{"a\u202e", "\u009b ü \u2028"}, {"n", 1}};
    const auto text = safe_json(boost::json::serialize(before));
    EXPECT_EQ(text.find("\u202e"), std::string::npos);
    EXPECT_EQ(text.find("\u009b"), std::string::npos);
    EXPECT_EQ(boost::json::parse(text), boost::json::value(before));
    EXPECT_EQ(boost::json::parse(safe_json("\"\xff\"")).as_string(), "\ufffd");
}

TEST(exit_code, follows_the_indication) {
    EXPECT_EQ(exit_code_of(indication::total_passed), 0);
    EXPECT_EQ(exit_code_of(indication::total_failed), 1);
    EXPECT_EQ(exit_code_of(indication::indeterminate), 5);
}

TEST(exit_code, of_every_error_says_what_to_do) {
    for (const auto& row : all_errors())
        EXPECT_NE(exit_code_of(error(row.code)), exit_ok) << row.name;
    EXPECT_EQ(exit_code_of(error(errc::file_unreadable)), exit_unreadable);
    EXPECT_EQ(exit_code_of(error(errc::config_unreadable)), exit_unreadable);
    EXPECT_EQ(exit_code_of(error(errc::config_invalid)), exit_configuration);
    EXPECT_EQ(exit_code_of(error(errc::catalogue_invalid)), exit_configuration);
    EXPECT_EQ(exit_code_of(error(errc::certificate_malformed)), exit_negative);
    EXPECT_EQ(exit_code_of(error(errc::key_password_wrong)), exit_negative);
    EXPECT_EQ(exit_code_of(error(errc::journal_broken)), exit_negative);
    EXPECT_EQ(exit_code_of(error(errc::store_unavailable)), exit_unavailable);
    EXPECT_EQ(exit_code_of(error(errc::target_unreachable)), exit_unavailable);
    EXPECT_EQ(exit_code_of(error(errc::internal)), exit_internal);
}

}  // namespace
}  // namespace gw::cli
