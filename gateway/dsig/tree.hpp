// Small reading helpers over libxml2's tree, for the signature code only: business data never come from here.
#pragma once

#include <libxml/tree.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"

namespace gw::dsig {

inline std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}
inline const xmlChar* xml_text(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

bool is(const xmlNode*, std::string_view uri, std::string_view local) noexcept;
xmlNode* first_element(const xmlNode* parent) noexcept;
xmlNode* next_element(const xmlNode*) noexcept;
std::vector<xmlNode*> children(const xmlNode* parent, std::string_view uri, std::string_view local);
// An attribute without a namespace.
std::optional<std::string> attribute(const xmlNode*, const char* name);
// Concatenated text of an element that holds text alone; nothing when it holds anything else.
std::optional<std::string> plain_text(const xmlNode*);
bool only_space(std::string_view) noexcept;
// markup_inside_value when a comment or processing instruction stands in an element that holds text.
// Canonicalisation drops comments, so signer and reader could see different values (VU#475445); between
// elements they do no harm.
result<void> check_values(xmlNode* top);
// True when `node` is `ancestor` or below it.
bool is_within(const xmlNode* node, const xmlNode* ancestor) noexcept;

// Every id-like attribute (Id, ID, id in any namespace: wsu:Id, xml:id, wsse:Id) of the document. A value
// that stands on two elements is refused whether it is referenced or not: parsers differ in which of the two
// they would find.
class id_index {
public:
    static result<id_index> build(xmlDoc*);
    // The element, or null.
    xmlNode* find(std::string_view id) const noexcept;
    // Tells libxml2 about it, so that xmlsec resolves "#id" to the very element that we looked at.
    void register_with_parser(std::string_view id) const;

private:
    struct entry {
        xmlNode* element;
        xmlAttr* attribute;
    };
    std::unordered_map<std::string_view, entry> entries_;  // views into the document
};

// Calls `visit(node)` for the node and everything below it, in document order, without recursion.
template <class Visit>
void for_each_node(xmlNode* top, Visit visit) {
    for (xmlNode* node = top; node != nullptr;) {
        visit(node);
        if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
            node = node->children;
            continue;
        }
        while (node != top && node->next == nullptr)
            node = node->parent;
        if (node == top) return;
        node = node->next;
    }
}

}  // namespace gw::dsig
