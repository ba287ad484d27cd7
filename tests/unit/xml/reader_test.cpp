// Reading verified octets: names by URI, text whole, nothing passed over in silence.
#include "xml/reader.hpp"

#include <gtest/gtest.h>

namespace {

using namespace gw;

xml::reader open(std::string_view text) {
    auto opened = xml::reader::open(text);
    EXPECT_TRUE(opened) << text;
    return std::move(opened.value());
}

errc refusal(std::string_view text) {
    const auto opened = xml::reader::open(text);
    EXPECT_FALSE(opened) << text;
    return opened ? errc::internal : opened.error().code();
}

TEST(xml_reader, resolves_namespaces_by_scope) {
    const auto tree = open(R"(<p:a xmlns:p="u:1" xmlns="u:d"><b/><p:c xmlns:p="u:2"/><d xmlns=""/></p:a>)");
    const auto root = tree.root();
    EXPECT_TRUE(root.is("u:1", "a"));
    EXPECT_FALSE(root.is("u:2", "a"));
    EXPECT_TRUE(root.child("b").is("u:d", "b"));
    EXPECT_TRUE(root.child("c").is("u:2", "c"));
    EXPECT_TRUE(root.child("d").is("", "d"));
}

TEST(xml_reader, does_not_take_a_prefix_for_its_beginning) {
    const auto tree = open(R"(<ab:x xmlns:a="u:a" xmlns:ab="u:ab" xmlns:abc="u:abc"/>)");
    EXPECT_EQ(tree.root().namespace_uri(), "u:ab");
}

TEST(xml_reader, knows_the_xml_prefix_and_unbound_ones) {
    const auto tree = open("<a><xml:b/><q:c/></a>");
    EXPECT_EQ(tree.root().child("b").namespace_uri(), "http://www.w3.org/XML/1998/namespace");
    EXPECT_EQ(tree.root().child("c").namespace_uri(), "");
}

TEST(xml_reader, reads_text_whole) {
    const auto tree = open("<a> 1<![CDATA[<2>]]>3&amp;&#x34;&#xD;\r\n</a>");
    EXPECT_EQ(tree.root().text().value(), " 1<2>3&4\r\n");
    EXPECT_EQ(open("<a> </a>").root().text().value(), " ");
    EXPECT_EQ(open("<a/>").root().text().value(), "");
}

TEST(xml_reader, refuses_markup_inside_a_value) {
    for (const char* text : {"<a>12<!-- x -->34</a>", "<a>12<?x y?>34</a>", "<a>12<b/>34</a>"}) {
        const auto tree = open(text);
        const auto value = tree.root().text();
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().code(), errc::markup_inside_value);
    }
}

TEST(xml_reader, walks_children) {
    const auto tree = open("<a><x/>t<y/><!-- c --><p:x xmlns:p='u'/></a>");
    const auto root = tree.root();
    EXPECT_EQ(root.children().size(), 3u);
    EXPECT_EQ(root.children("x").size(), 2u);
    EXPECT_EQ(root.count("x"), 2u);
    EXPECT_EQ(root.count("z"), 0u);
    EXPECT_FALSE(root.child("z"));
}

TEST(xml_reader, reads_attributes_by_local_name) {
    const auto tree = open(R"(<a xmlns="u:d" xmlns:Id="u:i" w:Id="1" Id="2" w:n="3" xmlns:w="u:w"/>)");
    const auto root = tree.root();
    EXPECT_EQ(root.attribute("Id"), "2");  // an unqualified one comes first
    EXPECT_EQ(root.attribute("n"), "3");
    EXPECT_FALSE(root.attribute("xmlns"));
    EXPECT_FALSE(root.attribute("w"));
}

TEST(xml_reader, an_empty_handle_reads_as_nothing) {
    const xml::element nothing;
    EXPECT_FALSE(nothing);
    EXPECT_EQ(nothing.local_name(), "");
    EXPECT_EQ(nothing.namespace_uri(), "");
    EXPECT_FALSE(nothing.is("", ""));
    EXPECT_FALSE(nothing.child("a").child("b"));
    EXPECT_EQ(nothing.text().value(), "");
    EXPECT_FALSE(nothing.attribute("a"));
}

TEST(xml_reader, refuses_what_pugixml_would_pass_over) {
    EXPECT_EQ(refusal("<!DOCTYPE a><a/>"), errc::xml_dtd_forbidden);
    EXPECT_EQ(refusal(std::string_view("<a/>\0<b>", 8)), errc::xml_not_well_formed);
    EXPECT_EQ(refusal("<a/><b/>"), errc::xml_not_well_formed);
    EXPECT_EQ(refusal(""), errc::xml_not_well_formed);
    EXPECT_EQ(refusal("<a>"), errc::xml_not_well_formed);
}

TEST(xml_reader, accepts_a_byte_order_mark) {
    EXPECT_EQ(open("\xef\xbb\xbf<a>1</a>").root().text().value(), "1");
}

}  // namespace
