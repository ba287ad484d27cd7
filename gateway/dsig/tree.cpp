#include "dsig/tree.hpp"

#include <libxml/valid.h>

namespace gw::dsig {
namespace {

bool is_id_name(std::string_view name) {
    return name == "Id" || name == "ID" || name == "id";
}

// The value of an attribute that is one text node; an empty view when it is empty.
std::string_view value_of(const xmlAttr* attr) {
    if (attr->children == nullptr) return {};
    return view(attr->children->content);
}

}  // namespace

bool is(const xmlNode* node, std::string_view uri, std::string_view local) noexcept {
    return node != nullptr && node->type == XML_ELEMENT_NODE && view(node->name) == local &&
           (node->ns == nullptr ? uri.empty() : view(node->ns->href) == uri);
}

xmlNode* first_element(const xmlNode* parent) noexcept {
    xmlNode* node = parent == nullptr ? nullptr : parent->children;
    while (node != nullptr && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

xmlNode* next_element(const xmlNode* current) noexcept {
    xmlNode* node = current == nullptr ? nullptr : current->next;
    while (node != nullptr && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

std::vector<xmlNode*> children(const xmlNode* parent, std::string_view uri, std::string_view local) {
    std::vector<xmlNode*> found;
    for (xmlNode* node = first_element(parent); node != nullptr; node = next_element(node))
        if (is(node, uri, local)) found.push_back(node);
    return found;
}

std::optional<std::string> attribute(const xmlNode* node, const char* name) {
    for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next)
        if (attr->ns == nullptr && view(attr->name) == name) return std::string(value_of(attr));
    return std::nullopt;
}

std::optional<std::string> plain_text(const xmlNode* node) {
    std::string text;
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
        if (child->type != XML_TEXT_NODE) return std::nullopt;
        text += view(child->content);
    }
    return text;
}

bool only_space(std::string_view text) noexcept {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_within(const xmlNode* node, const xmlNode* ancestor) noexcept {
    for (; node != nullptr; node = node->parent)
        if (node == ancestor) return true;
    return false;
}

result<void> check_values(xmlNode* top) {
    std::optional<error> failure;
    for_each_node(top, [&](xmlNode* node) {
        if (failure || (node->type != XML_COMMENT_NODE && node->type != XML_PI_NODE)) return;
        bool holds_text = first_element(node->parent) == nullptr;
        for (const xmlNode* beside = node->parent->children; beside != nullptr; beside = beside->next)
            holds_text = holds_text || beside->type == XML_CDATA_SECTION_NODE ||
                         (beside->type == XML_TEXT_NODE && !only_space(view(beside->content)));
        if (holds_text) failure = error(errc::markup_inside_value, std::string(view(node->parent->name)));
    });
    if (failure) return *failure;
    return {};
}

result<id_index> id_index::build(xmlDoc* doc) {
    id_index index;
    std::optional<error> failure;
    for_each_node(xmlDocGetRootElement(doc), [&](xmlNode* node) {
        if (node->type != XML_ELEMENT_NODE) return;
        for (xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
            if (!is_id_name(view(attr->name))) continue;
            const auto value = value_of(attr);
            if (value.empty()) continue;
            const auto [at, inserted] = index.entries_.try_emplace(value, entry{node, attr});
            // One element may repeat its own id (Body with both wsse:Id and wsu:Id, facts/shep.md 2.9).
            if (!inserted && at->second.element != node && !failure)
                failure = error(errc::id_duplicate, std::string(value.substr(0, 128)));
        }
    });
    if (failure) return *failure;
    return index;
}

xmlNode* id_index::find(std::string_view id) const noexcept {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : at->second.element;
}

void id_index::register_with_parser(std::string_view id) const {
    const auto at = entries_.find(id);
    if (at == entries_.end() || at->second.attribute->atype == XML_ATTRIBUTE_ID) return;
    const std::string value(id);
    xmlAddID(nullptr, at->second.element->doc, xml_text(value.c_str()), at->second.attribute);
}

}  // namespace gw::dsig
