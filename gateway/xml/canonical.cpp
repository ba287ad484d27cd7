#include "xml/canonical.hpp"

#include <algorithm>
#include <array>

namespace gw::xml {
namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

// A namespace as it was written to the output, for the element at `depth` and all below.
struct rendered {
    std::string_view prefix, uri;
    std::size_t depth;
};

// Canonical XML 1.0 section 2.3: what stands for a character, nothing for most.
std::string_view replacement(char c, bool in_attribute) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '\r':
            return "&#xD;";
        case '>':
            return in_attribute ? std::string_view() : "&gt;";
        case '"':
            return in_attribute ? "&quot;" : std::string_view();
        case '\t':
            return in_attribute ? "&#x9;" : std::string_view();
        case '\n':
            return in_attribute ? "&#xA;" : std::string_view();
        default:
            return {};
    }
}

constexpr auto specials = [] {
    std::array<bool, 256> table{};
    for (const char c : {'&', '<', '>', '"', '\r', '\t', '\n'})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();
bool is_special(char c) {
    return specials[static_cast<unsigned char>(c)];
}

class canonicaliser {
public:
    canonicaliser(octets& out, const std::vector<std::string>& inclusive)
        : out_(out), inclusive_(inclusive) {}

    result<void> run(const xmlNode* top) {
        add_inherited(top);
        const xmlNode* node = top;
        while (true) {
            if (!enter(node)) return error(errc::xml_not_well_formed, "a node that no document has");
            if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
                node = node->children;
                continue;
            }
            while (true) {
                leave(node);
                if (node == top) return {};
                if (node->next != nullptr) break;
                node = node->parent;
            }
            node = node->next;
        }
    }

private:
    bool enter(const xmlNode* node) {
        switch (node->type) {
            case XML_ELEMENT_NODE:
                ++depth_;
                open(node);
                return true;
            case XML_TEXT_NODE:
            case XML_CDATA_SECTION_NODE:
                escape(view(node->content), false);
                return true;
            case XML_PI_NODE:
                put_instruction(node);
                return true;
            case XML_COMMENT_NODE:
                return true;
            default:
                return false;  // entity references and declarations need a DTD
        }
    }

    void leave(const xmlNode* node) {
        if (node->type != XML_ELEMENT_NODE) return;
        out_ += "</";
        put_name(node->ns, node->name);
        out_ += '>';
        while (!scope_.empty() && scope_.back().depth == depth_)
            scope_.pop_back();
        --depth_;
    }

    void open(const xmlNode* element) {
        out_ += '<';
        put_name(element->ns, element->name);
        collect_attributes(element);
        collect_namespaces(element);
        for (const auto& [prefix, uri] : namespaces_) {
            out_ += prefix.empty() ? " xmlns" : " xmlns:";
            out_ += prefix;
            out_ += "=\"";
            escape(uri, true);
            out_ += '"';
            scope_.push_back({prefix, uri, depth_});
        }
        for (const xmlAttr* attribute : attributes_) {
            out_ += ' ';
            put_name(attribute->ns, attribute->name);
            out_ += "=\"";
            for (const xmlNode* text = attribute->children; text != nullptr; text = text->next)
                escape(view(text->content), true);
            out_ += '"';
        }
        out_ += '>';
    }

    // Section 2.2 of Canonical XML: by namespace URI, then local name; no namespace comes first.
    void collect_attributes(const xmlNode* element) {
        attributes_.clear();
        for (const xmlAttr* at = element->properties; at != nullptr; at = at->next)
            attributes_.push_back(at);
        std::sort(attributes_.begin(), attributes_.end(), [](const xmlAttr* a, const xmlAttr* b) {
            const auto left = a->ns == nullptr ? std::string_view() : view(a->ns->href);
            const auto right = b->ns == nullptr ? std::string_view() : view(b->ns->href);
            return left != right ? left < right : view(a->name) < view(b->name);
        });
    }

    // Section 3 of the recommendation: prefixes that the element itself or its attributes use, and those of
    // the PrefixList where they are declared; each unless an ancestor's output says the same.
    void collect_namespaces(const xmlNode* element) {
        namespaces_.clear();
        if (element->ns != nullptr)
            want(view(element->ns->prefix), view(element->ns->href));
        else
            want({}, {});
        for (const xmlAttr* attribute : attributes_)
            if (attribute->ns != nullptr) want(view(attribute->ns->prefix), view(attribute->ns->href));
        if (!inclusive_.empty()) {
            for (const xmlNs* ns = element->nsDef; ns != nullptr; ns = ns->next)
                if (is_inclusive(view(ns->prefix))) want(view(ns->prefix), view(ns->href));
            for (const auto& [prefix, uri] : inherited_)
                want(prefix, uri);
            inherited_.clear();
        }
        std::sort(namespaces_.begin(), namespaces_.end());
    }

    // Namespaces of the PrefixList that are in scope at the top without being declared there.
    void add_inherited(const xmlNode* top) {
        for (const auto& prefix : inclusive_) {
            const auto* name = prefix.empty() ? nullptr : reinterpret_cast<const xmlChar*>(prefix.c_str());
            const xmlNs* ns = xmlSearchNs(top->doc, const_cast<xmlNode*>(top), name);
            if (ns != nullptr) inherited_.emplace_back(view(ns->prefix), view(ns->href));
        }
    }

    void want(std::string_view prefix, std::string_view uri) {
        if (prefix == "xml") return;
        for (auto at = scope_.rbegin(); at != scope_.rend(); ++at) {
            if (at->prefix != prefix) continue;
            if (at->uri == uri) return;
            return add(prefix, uri);
        }
        if (!prefix.empty() || !uri.empty()) add(prefix, uri);  // xmlns="" only takes something away
    }
    void add(std::string_view prefix, std::string_view uri) {
        for (const auto& known : namespaces_)
            if (known.first == prefix) return;
        namespaces_.emplace_back(prefix, uri);
    }

    bool is_inclusive(std::string_view prefix) const {
        return std::find(inclusive_.begin(), inclusive_.end(), prefix) != inclusive_.end();
    }

    void put_name(const xmlNs* ns, const xmlChar* name) {
        if (ns != nullptr && ns->prefix != nullptr) {
            out_ += view(ns->prefix);
            out_ += ':';
        }
        out_ += view(name);
    }

    void put_instruction(const xmlNode* node) {
        out_ += "<?";
        out_ += view(node->name);
        if (const auto content = view(node->content); !content.empty()) {
            out_ += ' ';
            for (const char c : content)
                c == '\r' ? out_ += "&#xD;" : out_ += c;
        }
        out_ += "?>";
    }

    void escape(std::string_view text, bool in_attribute) {
        std::size_t from = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (!is_special(text[at])) continue;
            const auto instead = replacement(text[at], in_attribute);
            if (instead.empty()) continue;
            out_.append(text, from, at - from);
            out_ += instead;
            from = at + 1;
        }
        out_.append(text, from);
    }

    octets& out_;
    const std::vector<std::string>& inclusive_;
    std::size_t depth_ = 0;
    std::vector<rendered> scope_;
    std::vector<std::pair<std::string_view, std::string_view>> inherited_;
    // Of the element that is being opened.
    std::vector<const xmlAttr*> attributes_;
    std::vector<std::pair<std::string_view, std::string_view>> namespaces_;
};

}  // namespace

result<void> canonicalise_exclusive(const xmlNode* element, octets& out,
                                    const std::vector<std::string>& inclusive_prefixes) {
    return canonicaliser(out, inclusive_prefixes).run(element);
}

}  // namespace gw::xml
