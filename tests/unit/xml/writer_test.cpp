// Escaping as Canonical XML 1.0 section 2.3 writes it.
#include "xml/writer.hpp"

#include <gtest/gtest.h>

#include "xml/reader.hpp"

namespace {

using namespace gw;

constexpr std::string_view replacement = "\xef\xbf\xbd";

TEST(xml_writer, escapes_text) {
    EXPECT_EQ(xml::escape_text("a & b < c > d \" e"), "a &amp; b &lt; c &gt; d \" e");
    EXPECT_EQ(xml::escape_text("\t\n\r"), "\t\n&#xD;");
    EXPECT_EQ(xml::escape_text("]]>"), "]]&gt;");
}

TEST(xml_writer, escapes_attributes) {
    EXPECT_EQ(xml::escape_attribute("a & b < c > \"d\" 'e'"), "a &amp; b &lt; c > &quot;d&quot; 'e'");
    EXPECT_EQ(xml::escape_attribute("\t\n\r"), "&#x9;&#xA;&#xD;");
}

TEST(xml_writer, keeps_characters_of_every_length) {
    const std::string text = "Өтініш \xe2\x82\xac \xf0\x9f\x98\x80";
    EXPECT_EQ(xml::escape_text(text), text);
}

TEST(xml_writer, replaces_what_xml_forbids) {
    for (const std::string_view bad :
         {std::string_view("\0", 1), std::string_view("\x01"), std::string_view("\x1f"),
          std::string_view("\xef\xbf\xbe"), std::string_view("\xef\xbf\xbf"), std::string_view("\xff"),
          std::string_view("\x80")})
        EXPECT_EQ(xml::escape_text(bad), replacement) << testing::PrintToString(bad);
    // A cut or overlong sequence, a surrogate: one replacement an octet, never a swallowed neighbour.
    EXPECT_TRUE(xml::escape_text("\xe2\x82<").ends_with("&lt;"));
    EXPECT_TRUE(xml::escape_text("\xc0\xbc").find('<') == std::string::npos);
    EXPECT_TRUE(xml::escape_attribute("\xed\xa0\x80x").ends_with("x"));
}

TEST(xml_writer, reads_back_as_it_was) {
    const std::string text = "<&>\"'\r\n\t Ә]]>";
    const auto tree =
        xml::reader::open("<a b=\"" + xml::escape_attribute(text) + "\">" + xml::escape_text(text) + "</a>");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->root().text().value(), text);
    EXPECT_EQ(tree->root().attribute("b"), text);
}

}  // namespace
