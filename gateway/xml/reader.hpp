// Reading business data from verified octets with pugixml, by local name and namespace. Text is read whole; a
// comment or processing instruction inside a value is refused, since canonicalisation drops comments and a
// reader that stops at the first text node would see another value than the signer (VU#475445).
#pragma once

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::xml {

class element;

// Owns the tree; elements stay valid while it lives.
class reader {
public:
    // The octets must have passed xml::parse or come from a canonicaliser; here they are parsed a second
    // time.
    static result<reader> open(octets_view);
    element root() const;

private:
    std::unique_ptr<pugi::xml_document> tree_;
};

// A cheap handle to an element; an empty handle reads as "not there" everywhere.
class element {
public:
    element() = default;
    explicit element(pugi::xml_node node) : node_(node) {}

    explicit operator bool() const noexcept { return static_cast<bool>(node_); }
    std::string_view local_name() const noexcept;
    bool is_named(std::string_view local) const noexcept;  // what local_name() == local says, faster
    // Resolved through the xmlns declarations in scope; empty when there is none.
    std::string_view namespace_uri() const noexcept;
    bool is(std::string_view uri, std::string_view local) const noexcept;

    // First child element with this local name, in any namespace (SHEP senders qualify at will,
    // facts/shep.md 1.10).
    element child(std::string_view local) const noexcept;
    std::vector<element> children() const;
    std::vector<element> children(std::string_view local) const;
    std::size_t count(std::string_view local) const noexcept;
    // By local name; an unqualified one comes before a qualified one. Namespace declarations are not
    // attributes.
    std::optional<std::string> attribute(std::string_view local) const;

    // The whole text, untrimmed. markup_inside_value when an element, comment or processing instruction is
    // inside.
    result<std::string> text() const;
    pugi::xml_node node() const noexcept { return node_; }

private:
    pugi::xml_node node_;
};

}  // namespace gw::xml
