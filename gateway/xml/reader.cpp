// Reading verified octets with pugixml: strict about what pugixml itself would let pass in silence.
#include "xml/reader.hpp"

namespace gw::xml {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

// White space and markup stay in the tree: text() decides what a value may hold. Line ends and attribute
// white space are normalised as XML 1.0 sections 2.11 and 3.3.3 demand; character references (&#xD;) are not
// touched by that.
constexpr unsigned parse_options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                   pugi::parse_wconv_attribute | pugi::parse_ws_pcdata |
                                   pugi::parse_comments | pugi::parse_pi | pugi::parse_doctype;

std::string_view local_part(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view prefix_part(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

// Is this attribute the declaration of the prefix (empty: of the default namespace)?
bool declares(std::string_view name, std::string_view prefix) noexcept {
    constexpr std::string_view xmlns = "xmlns";
    if (!name.starts_with(xmlns)) return false;
    name.remove_prefix(xmlns.size());
    if (prefix.empty()) return name.empty();
    return name.size() == prefix.size() + 1 && name[0] == ':' && name.substr(1) == prefix;
}

bool is_declaration(std::string_view name) noexcept {
    return name == "xmlns" || name.starts_with("xmlns:");
}

bool is_element(pugi::xml_node node) noexcept {
    return node.type() == pugi::node_element;
}

}  // namespace

result<reader> reader::open(octets_view data) {
    // pugixml ends at a NUL and would report success for what stands before it.
    if (data.find('\0') != octets_view::npos) return error(errc::xml_not_well_formed, "NUL octet");
    reader made;
    made.tree_ = std::make_unique<pugi::xml_document>();
    const auto parsed = made.tree_->load_buffer(data.data(), data.size(), parse_options, pugi::encoding_utf8);
    if (!parsed) return error(errc::xml_not_well_formed, parsed.description());
    std::size_t roots = 0;
    for (const pugi::xml_node node : made.tree_->children()) {
        if (node.type() == pugi::node_doctype) return errc::xml_dtd_forbidden;
        if (is_element(node)) ++roots;
    }
    if (roots != 1) return error(errc::xml_not_well_formed, "not exactly one root element");
    return made;
}

element reader::root() const {
    return tree_ ? element(tree_->document_element()) : element();
}

std::string_view element::local_name() const noexcept {
    return local_part(node_.name());
}

std::string_view element::namespace_uri() const noexcept {
    const std::string_view prefix = prefix_part(node_.name());
    if (prefix == "xml") return xml_namespace;
    for (pugi::xml_node node = node_; is_element(node); node = node.parent())
        for (pugi::xml_attribute attribute = node.first_attribute(); attribute;
             attribute = attribute.next_attribute())
            if (declares(attribute.name(), prefix)) return attribute.value();
    return {};
}

bool element::is(std::string_view uri, std::string_view local) const noexcept {
    return node_ && is_named(local) && namespace_uri() == uri;
}

bool element::is_named(std::string_view local) const noexcept {
    const std::string_view name = node_.name();
    if (!name.ends_with(local)) return false;
    const std::string_view prefix = name.substr(0, name.size() - local.size());
    return prefix.empty() || prefix.find(':') == prefix.size() - 1;
}

element element::child(std::string_view local) const noexcept {
    for (const pugi::xml_node node : node_.children())
        if (is_element(node) && element(node).is_named(local)) return element(node);
    return {};
}

std::vector<element> element::children() const {
    std::vector<element> found;
    for (const pugi::xml_node node : node_.children())
        if (is_element(node)) found.emplace_back(node);
    return found;
}

std::vector<element> element::children(std::string_view local) const {
    std::vector<element> found;
    for (const pugi::xml_node node : node_.children())
        if (is_element(node) && element(node).is_named(local)) found.emplace_back(node);
    return found;
}

std::size_t element::count(std::string_view local) const noexcept {
    std::size_t n = 0;
    for (const pugi::xml_node node : node_.children())
        if (is_element(node) && element(node).is_named(local)) ++n;
    return n;
}

std::optional<std::string> element::attribute(std::string_view local) const {
    std::optional<std::string> qualified;
    for (const pugi::xml_attribute candidate : node_.attributes()) {
        const std::string_view name = candidate.name();
        if (is_declaration(name) || local_part(name) != local) continue;
        if (prefix_part(name).empty()) return candidate.value();
        if (!qualified) qualified = candidate.value();
    }
    return qualified;
}

result<std::string> element::text() const {
    std::string whole;
    for (const pugi::xml_node node : node_.children()) {
        if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata)
            return error(errc::markup_inside_value, node_.name());
        whole += node.value();
    }
    return whole;
}

}  // namespace gw::xml
