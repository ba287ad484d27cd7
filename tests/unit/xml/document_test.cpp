// The hardened parser: what it takes, and each limit broken alone.
#include "xml/document.hpp"

#include <gtest/gtest.h>

namespace {

using namespace gw;

std::string refusal(std::string_view text, const xml::limits& bounds = {}) {
    xml::initialise();
    const auto parsed = xml::parse(text, bounds);
    return parsed ? "passed" : std::string(parsed.error().info().name);
}

std::string attributes(std::size_t count, const std::string& name = " a",
                       const std::string& value = "=\"1\"") {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += name + std::to_string(i) + value;
    return out;
}

std::string nested(std::size_t depth) {
    std::string open, close;
    for (std::size_t i = 0; i < depth; ++i)
        open += "<d>", close += "</d>";
    return open + close;
}

TEST(xml_document, takes_what_senders_write) {
    for (const char* text : {"<a/>", "\xef\xbb\xbf<a/>", "<?xml version=\"1.0\" encoding=\"UTF8\"?><a/>",
                             "<!-- x --><?y z?><a><![CDATA[<b c=\"d\">]]></a><!-- x -->"})
        EXPECT_EQ(refusal(text), "passed") << text;
}

TEST(xml_document, refuses_each_for_its_own_code) {
    EXPECT_EQ(refusal(""), "xml_not_well_formed");
    EXPECT_EQ(refusal("<a>"), "xml_not_well_formed");
    EXPECT_EQ(refusal("<!DOCTYPE a><a/>"), "xml_dtd_forbidden");
    EXPECT_EQ(refusal("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
              "xml_dtd_forbidden");
    EXPECT_EQ(refusal("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"), "xml_encoding_unsupported");
    EXPECT_EQ(refusal("<a xmlns:b=\"relative\"/>"), "xml_name_invalid");
    EXPECT_EQ(refusal("<a b:c=\"\"/>"), "xml_name_invalid");
}

TEST(xml_document, refuses_a_nul_wherever_it_stands) {
    using namespace std::string_view_literals;
    for (const auto text : {"<aaaaa>\0</aaaaa>"sv, "<aaaaa/>\0"sv, "<aaaaa/>\0<b/>"sv, "<aaaaa b=\"\0\"/>"sv})
        EXPECT_EQ(refusal(text), "xml_not_well_formed");
}

TEST(xml_document, keeps_to_its_limits) {
    const xml::limits bounds{4, 3, 5, 1000, 10};
    EXPECT_EQ(refusal(nested(4), bounds), "passed");
    EXPECT_EQ(refusal(nested(5), bounds), "xml_too_deep");
    EXPECT_EQ(refusal("<a><b/><b/><b/><b/></a>", bounds), "passed");
    EXPECT_EQ(refusal("<a><b/><b/><b/><b/><b/></a>", bounds), "xml_too_large");
    EXPECT_EQ(refusal("<aaaaaaaaaa/>", bounds), "passed");
    EXPECT_EQ(refusal("<aaaaaaaaaaa/>", bounds), "xml_too_large");
    EXPECT_EQ(refusal("<a>" + std::string(1000, 'x') + "</a>", bounds), "xml_too_large");
}

TEST(xml_document, counts_attributes_as_the_parser_does) {
    const xml::limits bounds{4, 3, 50, 100'000, 10};
    for (const auto& text :
         {"<a" + attributes(3) + "/>", "<a" + attributes(3) + "><b" + attributes(3) + "/></a>",
          "<!-- <a" + attributes(9) + "/> --><a/>", "<?x" + attributes(9) + "?><a/>",
          "<a><![CDATA[<b" + attributes(9) + "/>]]></a>", "<a" + attributes(3, " a", "='=\"=>='") + "/>",
          "<a" + attributes(3, " a", " \n= \"'='\"") + ">=====</a>"})
        EXPECT_EQ(refusal(text, bounds), "passed") << text;
    for (const auto& text :
         {"<a" + attributes(4) + "/>", "<a" + attributes(4, " xmlns:a", "=\"urn:a\"") + "/>",
          "<a b=\">\"" + attributes(3) + "/>", "<a b='<!-- '" + attributes(3) + "/>",
          "<!--><x a=\"--><a" + attributes(4) + "/>",
          "<a><![CDATA[]]><!-- - --><b" + attributes(4) + "/></a>"})
        EXPECT_EQ(refusal(text, bounds), "xml_too_many_attributes") << text;
}

// Without the count in front libxml2 needs minutes for this.
TEST(xml_document, is_not_held_up_by_a_million_attributes) {
    EXPECT_EQ(refusal("<a" + attributes(1'000'000) + "/>"), "xml_too_many_attributes");
    EXPECT_EQ(refusal("<a" + attributes(1'000'000, " xmlns:a", "=\"urn:a\"") + "/>"),
              "xml_too_many_attributes");
}

}  // namespace
