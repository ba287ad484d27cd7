#include "base/error.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/json_text.hpp"

namespace gw {
namespace {

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

// What the issue of error codes promises to everybody who reads them.
TEST(ErrorTable, EveryRowKeepsTheRulesOfItsBand) {
    std::set<std::string_view> names;
    for (const auto& row : all_errors()) {
        const auto code = static_cast<unsigned>(row.code);
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_EQ(&describe(row.code), &row);
        EXPECT_EQ(row.reply == reply_kind::refusal, row.http_status == 200) << row.name;
        if (row.reply == reply_kind::fault) {
            EXPECT_EQ(row.http_status, 500u) << row.name << ": SOAP 1.1 section 6.2";
        }
        if (row.reply == reply_kind::refusal) {
            EXPECT_EQ(code / 1000, 4u) << row.name;
        }
        for (const auto text : {row.kk, row.ru, row.en}) {
            EXPECT_FALSE(text.empty()) << row.name;
            EXPECT_TRUE(is_utf8(text)) << row.name;
            EXPECT_LE(characters(text), 120u) << row.name << ": kk and ru together fit StatusInfo.message";
        }
    }
    EXPECT_GE(names.size(), 100u);
}

TEST(ErrorTable, IndeterminateIsNotFinal) {
    EXPECT_EQ(indication_of(describe(errc::revocation_unavailable).sub_indication),
              indication::indeterminate);
    EXPECT_EQ(indication_of(describe(errc::certificate_revoked).sub_indication), indication::total_failed);
    EXPECT_EQ(to_string(indication::total_failed), "TOTAL-FAILED");
    EXPECT_EQ(to_string(sub_indication::try_later), "TRY_LATER");
}

TEST(Error, SaysNameAndDetail) {
    EXPECT_EQ(error(errc::certificate_revoked).to_string(), "certificate_revoked");
    EXPECT_EQ(error(errc::certificate_revoked, "CN=X").to_string(), "certificate_revoked: CN=X");
}

}  // namespace
}  // namespace gw
