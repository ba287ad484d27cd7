// The one-pass canonicaliser against libxml2's general one, and the rules of the recommendation one by one.
#include "xml/canonical.hpp"

#include <gtest/gtest.h>
#include <libxml/c14n.h>

#include <random>

#include "xml/document.hpp"

namespace gw::xml {
namespace {

const xmlNode* find(const xmlNode* from, std::string_view name) {
    for (const xmlNode* node = from; node != nullptr; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (reinterpret_cast<const char*>(node->name) == name) return node;
        if (const auto* below = find(node->children, name)) return below;
    }
    return nullptr;
}

octets ours(const document& doc, std::string_view name, const std::vector<std::string>& prefixes = {}) {
    octets out;
    EXPECT_TRUE(canonicalise_exclusive(find(doc->children, name), out, prefixes));
    return out;
}

std::string canonical(std::string_view text, std::string_view name,
                      const std::vector<std::string>& prefixes = {}, const limits& bounds = {}) {
    initialise();
    const auto doc = parse(text, bounds);
    if (!doc) return "not parsed: " + doc.error().to_string();
    return ours(doc.value(), name, prefixes);
}

TEST(Canonical, NamespacesAreWrittenWhereTheyAreUsed) {
    EXPECT_EQ(canonical("<r xmlns:a='urn:a' xmlns:b='urn:b'><a:x><y/><a:z b:c='1'/></a:x></r>", "x"),
              "<a:x xmlns:a=\"urn:a\"><y></y><a:z xmlns:b=\"urn:b\" b:c=\"1\"></a:z></a:x>");
}

TEST(Canonical, ADefaultNamespaceIsTakenAwayOnlyWhereOneIsInForce) {
    EXPECT_EQ(canonical("<r xmlns='urn:r'><x><y xmlns=''><z xmlns='urn:z'/></y></x></r>", "x"),
              "<x xmlns=\"urn:r\"><y xmlns=\"\"><z xmlns=\"urn:z\"></z></y></x>");
    EXPECT_EQ(canonical("<r><x xmlns=''/></r>", "x"), "<x></x>");
}

TEST(Canonical, AttributesAreSortedByNamespaceAndName) {
    EXPECT_EQ(
        canonical("<x xmlns:b='urn:1' xmlns:a='urn:2' a:k='1' b:k='2' z='3' c='4' xml:lang='kk'/>", "x"),
        "<x xmlns:a=\"urn:2\" xmlns:b=\"urn:1\" c=\"4\" z=\"3\" xml:lang=\"kk\" b:k=\"2\" a:k=\"1\"></x>");
}

TEST(Canonical, TextAndAttributesAreEscapedEachInItsWay) {
    EXPECT_EQ(
        canonical("<x a=\"&quot;&lt;&gt;&#9;&#10;&#13;&amp;\">&lt;&gt;&amp;&quot;&#9;&#13;<![CDATA[<&]]></x>",
                  "x"),
        "<x a=\"&quot;&lt;>&#x9;&#xA;&#xD;&amp;\">&lt;&gt;&amp;\"\t&#xD;&lt;&amp;</x>");
}

TEST(Canonical, CommentsAreLeftOutAndInstructionsKept) {
    EXPECT_EQ(canonical("<r><x>a<!-- b -->c<?p  q?><?e?></x><!-- d --></r>", "x"), "<x>ac<?p q?><?e?></x>");
}

TEST(Canonical, ThePrefixListIsTreatedInclusively) {
    constexpr auto text =
        "<r xmlns='urn:d' xmlns:a='urn:a' xmlns:b='urn:b'><b:x><c xmlns:a='urn:other'/></b:x></r>";
    EXPECT_EQ(canonical(text, "x", {"a"}),
              "<b:x xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"><c xmlns=\"urn:d\" xmlns:a=\"urn:other\"></c></b:x>");
    EXPECT_EQ(canonical(text, "x", {""}), "<b:x xmlns=\"urn:d\" xmlns:b=\"urn:b\"><c></c></b:x>");
    EXPECT_EQ(canonical(text, "x", {"never"}), "<b:x xmlns:b=\"urn:b\"><c xmlns=\"urn:d\"></c></b:x>");
}

TEST(Canonical, RelativeNamespacesAreWrittenOnlyForWhoAllowsThem) {
    constexpr auto text = "<r><x xmlns='ns'/></r>";
    EXPECT_NE(canonical(text, "x").find("xml_name_invalid"), std::string::npos);
    limits allowing;
    allowing.relative_namespaces = true;
    EXPECT_EQ(canonical(text, "x", {}, allowing), "<x xmlns=\"ns\"></x>");
}

// ---- the same as libxml2, on documents made by chance
// ------------------------------------------------------

int inside(void* top, xmlNode* node, xmlNode* parent) {
    const xmlNode* at = node != nullptr && node->type != XML_NAMESPACE_DECL ? node : parent;
    for (; at != nullptr; at = at->parent)
        if (at == top) return 1;
    return 0;
}

octets theirs(const document& doc, std::string_view name, std::vector<std::string> prefixes) {
    std::vector<xmlChar*> list;
    for (auto& prefix : prefixes) {
        if (prefix.empty()) prefix = "#default";
        list.push_back(reinterpret_cast<xmlChar*>(prefix.data()));
    }
    list.push_back(nullptr);
    xmlOutputBuffer* buffer = xmlAllocOutputBuffer(nullptr);
    auto* top = const_cast<xmlNode*>(find(doc->children, name));
    EXPECT_GE(xmlC14NExecute(doc.get(), inside, top, XML_C14N_EXCLUSIVE_1_0, list.data(), 0, buffer), 0);
    const octets out(reinterpret_cast<const char*>(xmlOutputBufferGetContent(buffer)),
                     xmlOutputBufferGetSize(buffer));
    xmlOutputBufferClose(buffer);
    return out;
}

class maker {
public:
    explicit maker(unsigned seed) : random_(seed) {}

    std::string document() {
        return "<top xmlns='urn:0' xmlns:a='urn:1' xmlns:b='urn:2'>" + element("a:mark", 4) + "</top>";
    }

private:
    unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

    std::string element(const std::string& forced, unsigned depth) {
        static const char* const names[] = {"x", "y", "a:x", "b:y", "a:zz"};
        const std::string name = forced.empty() ? names[below(5)] : forced;
        std::string out = "<" + name;
        for (const char* prefix : {"", ":a", ":b"})
            if (below(4) == 0) {
                const bool taken_away = *prefix == '\0' && below(2) == 0;
                out += std::string(" xmlns") + prefix + "='" +
                       (taken_away ? "" : "urn:" + std::to_string(below(4))) + "'";
            }
        for (const char* attribute : {"k", "id", "xml:lang", "a:m"})
            if (below(3) == 0)
                out += std::string(" ") + attribute + "='v&#9;&lt;\"&#13;" + std::to_string(below(9)) + "'";
        out += ">";
        for (unsigned i = depth == 0 ? 0 : below(4); i > 0; --i) {
            static const char* const texts[] = {"text &amp; &gt;", "<!--c-->", "<?pi data ?>",
                                                "<![CDATA[<]]>", "\n\t&#13;"};
            out += texts[below(5)];
            out += element({}, depth - 1);
        }
        return out + "</" + name + ">";
    }

    std::mt19937 random_;
};

TEST(Canonical, MadeByChanceItIsWhatLibxmlWrites) {
    initialise();
    const std::vector<std::vector<std::string>> lists = {{}, {"a"}, {"b", ""}, {"a", "b", "none"}};
    for (unsigned seed = 0; seed < 500; ++seed) {
        const auto text = maker(seed).document();
        const auto doc = parse(text);
        ASSERT_TRUE(doc) << text << doc.error().to_string();
        for (const auto& list : lists)
            ASSERT_EQ(ours(doc.value(), "mark", list), theirs(doc.value(), "mark", list)) << seed << "\n"
                                                                                          << text;
    }
}

}  // namespace
}  // namespace gw::xml
