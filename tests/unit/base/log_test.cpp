#include "base/log.hpp"

#include <gtest/gtest.h>

#include "base/json_text.hpp"

namespace gw {
namespace {

TEST(Log, OutsideTextStaysInsideItsQuotes) {
    const auto line =
        log::format(log::level::info, "event", {{"detail", "a\"\n{\\}\x01\xff"}}, "2026-11-22T05:00:00Z");
    EXPECT_EQ(
        line,
        R"({"ts":"2026-11-22T05:00:00Z","level":"info","event":"event","detail":"a\"\u000a{\\}\u0001\ufffd"})");
}

TEST(Log, PersonalNumbersAreMaskedAndIdsAreNot) {
    const auto line = log::format(log::level::warning, "e",
                                  {{"message_id", "0193527c-8f2e-7c3a-9d4e-123456789012"},
                                   {"source_message_id", "850102300123"},
                                   {"detail", "IIN850101300123, БИН 960340000514; 1234567890123"}},
                                  "t");
    EXPECT_NE(line.find("0193527c-8f2e-7c3a-9d4e-123456789012"), std::string::npos);
    EXPECT_EQ(line.find("850102300123"), std::string::npos) << "an id of the sender's own making";
    EXPECT_NE(line.find("IIN850101******"), std::string::npos);
    EXPECT_EQ(line.find("960340000514"), std::string::npos);
    EXPECT_NE(line.find("1234567890123"), std::string::npos) << "thirteen digits are no ИИН";
}

TEST(Log, LongValuesAreCut) {
    const auto line = log::format(log::level::error, "e", {{"detail", std::string(10'000, 'x')}}, "t");
    EXPECT_LT(line.size(), 2200u);
}

TEST(Utf8, OverlongSurrogateAndCutSequencesAreNotUtf8) {
    EXPECT_TRUE(is_utf8("Қазақстан €𐍈"));
    for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"})
        EXPECT_FALSE(is_utf8(bad));
}

}  // namespace
}  // namespace gw
