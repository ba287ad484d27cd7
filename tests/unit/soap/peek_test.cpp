// The search for claims: right on ordinary messages, harmless and quick on hostile ones.
#include <gtest/gtest.h>

#include <chrono>

#include "soap/sync_channel.hpp"
#include "unit/soap/body.hpp"

namespace gw::soap {
namespace {

TEST(soap_peek, finds_the_claims) {
    test::body_parts parts;
    parts.others = "<sessionId>{49af1eac}</sessionId>";
    const auto found = peek(test::make_body(parts));
    EXPECT_EQ(found.message_id, "7ea6369f-18c5-4633-ad73-19de35883e0b");
    EXPECT_EQ(found.service_id, "FOREIGN_LABOUR_PERMIT");
    EXPECT_EQ(found.sender_id, "egov");
    EXPECT_EQ(found.session_id, "{49af1eac}");
}

TEST(soap_peek, takes_prefixes_attributes_entities_and_cdata) {
    const auto found = peek(
        "<a:messageId x='1'> a&lt;b&amp;&#x41; "
        "</a:messageId><serviceId><![CDATA[s<1]]></serviceId><senderId/>"
        "<senderId >late</senderId>");
    EXPECT_EQ(found.message_id, "a<b&&#x41;");
    EXPECT_EQ(found.service_id, "s<1");
    EXPECT_EQ(found.sender_id, "late");
    EXPECT_EQ(found.session_id, "");
}

TEST(soap_peek, the_first_one_counts) {
    EXPECT_EQ(peek("<messageId>1</messageId><messageId>2</messageId>").message_id, "1");
}

TEST(soap_peek, is_not_misled_by_similar_names) {
    EXPECT_EQ(peek("<messageIdx>1</messageIdx></messageId>2<!--messageId>3").message_id, "");
}

TEST(soap_peek, cuts_values_to_128_characters) {
    std::string value;
    for (int i = 0; i < 200; ++i)
        value += "ә";
    EXPECT_EQ(peek("<messageId>" + value + "</messageId>").message_id.size(), 256u);
}

TEST(soap_peek, takes_anything) {
    for (const std::string text :
         {"", "<", "<messageId", "<messageId>", "<messageId><![CDATA[", "<:", "<:>", "<<<<>>>>"})
        EXPECT_EQ(peek(text).service_id, "");
    EXPECT_EQ(peek("<messageId>unfinished").message_id, "unfinished");
    EXPECT_EQ(peek(std::string("\0<messageId>\0x", 14)).message_id, std::string("\0x", 2));
}

TEST(soap_peek, takes_linear_time) {
    std::string tags, unclosed, empty;
    while (tags.size() < (8u << 20)) {
        tags += "<messageId>";
        unclosed += "<messageId ";
        empty += "<messageId/>";
    }
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(peek(tags).message_id, "");
    EXPECT_EQ(peek(unclosed + ">").message_id, "");
    EXPECT_EQ(peek(empty).message_id, "");
    // Quadratic work on these would take minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace gw::soap
