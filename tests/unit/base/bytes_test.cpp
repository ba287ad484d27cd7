#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include "base/ids.hpp"

namespace gw {
namespace {

TEST(Base64, VectorsOfRfc4648) {
    const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(to_base64(plain), text);
        EXPECT_EQ(from_base64(text), plain);
    }
}

TEST(Base64, SpaceIsPassedOverAndEverythingElseRefused) {
    EXPECT_EQ(from_base64(" Zm9v\r\nYmFy\t"), "foobar");
    for (const char* bad : {"Zg=", "Zg===", "Z", "Zg==Zg==", "Zm9v*", "Zh==", "Zm9=", "Zm9vY&#13;g=="})
        EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(Hex, BothWays) {
    EXPECT_EQ(to_hex(std::string("\x00\xff\x1a", 3)), "00ff1a");
    EXPECT_EQ(from_hex("00FF1a"), std::string("\x00\xff\x1a", 3));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

TEST(Ids, AreOrderedWithinAndAcrossMilliseconds) {
    uuid7_source ids;
    const timestamp now{milliseconds(1'800'000'000'000)};
    std::string last;
    for (int i = 0; i < 2000; ++i) {
        const auto next = ids.next(now + milliseconds(i / 1000));
        EXPECT_TRUE(is_uuid(next));
        EXPECT_EQ(next[14], '7');
        EXPECT_LT(last, next);
        last = next;
    }
    EXPECT_LT(last, ids.next(now - milliseconds(5000))) << "a clock that steps back must not reorder ids";
    EXPECT_FALSE(is_uuid("not a uuid"));
}

}  // namespace
}  // namespace gw
