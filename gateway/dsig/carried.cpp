// The business document inside the `data` element: found in the signed octets, parsed once, and where it
// stands there as an element taken from the message as it was received, after proof that both are the same.
#include "dsig/arithmetic.hpp"
#include "dsig/tree.hpp"
#include "dsig/verify.hpp"
#include "xml/reader.hpp"

namespace gw::dsig {
namespace {

// A document of its own around a copy of the element, with the namespaces in whose scope it stands.
std::shared_ptr<xmlDoc> copy_out(xmlNode* element) {
    std::shared_ptr<xmlDoc> doc(xmlNewDoc(xml_text("1.0")), xmlFreeDoc);
    if (!doc) throw std::bad_alloc();
    // xmlDocCopyNode declares on the copy whatever prefix it uses and an ancestor declares: the visibly used
    // ones.
    xmlNode* copy = xmlDocCopyNode(element, doc.get(), 1);
    if (copy == nullptr) throw std::bad_alloc();
    xmlDocSetRootElement(doc.get(), copy);
    return doc;
}

result<xmlNode*> walk(xmlNode* from, const std::vector<std::string>& path) {
    for (const auto& name : path) {
        xmlNode* found = nullptr;
        for (xmlNode* node = first_element(from); node != nullptr; node = next_element(node)) {
            if (view(node->name) != name) continue;
            if (found != nullptr) return error(errc::soap_field_invalid, name + " stands there twice");
            found = node;
        }
        if (found == nullptr) return error(errc::data_missing, name);
        from = found;
    }
    return from;
}

// The text of `data`: an escaped string or CDATA, as most senders write the document. Nothing when it holds
// elements.
result<std::optional<octets>> find_text(octets_view body, const std::vector<std::string>& data_path) {
    const auto tree = xml::reader::open(body);
    if (!tree) return tree.error();
    xml::element at = tree->root();
    for (const auto& name : data_path) {
        if (at.count(name) > 1) return error(errc::soap_field_invalid, name + " stands there twice");
        at = at.child(name);
        if (!at) return error(errc::data_missing, name);
    }
    if (!at.children().empty()) return std::optional<octets>();
    auto text = at.text();
    if (!text) return error(errc::markup_inside_value, "data");
    if (only_space(*text)) return errc::data_missing;
    return std::optional<octets>(std::move(*text));
}

// What stands in a `data` without text: one child, or typed children of data itself.
result<xmlNode*> find_element(xmlNode* data) {
    for (const xmlNode* node = data->children; node != nullptr; node = node->next) {
        const bool loose_text = node->type == XML_TEXT_NODE && !only_space(view(node->content));
        if (loose_text || (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE))
            return error(errc::markup_inside_value, "data holds text beside elements");
    }
    xmlNode* first = first_element(data);
    if (first == nullptr) return errc::data_missing;
    return next_element(first) == nullptr ? first : data;
}

// What libxml2 calls not well-formed is no fault of the envelope here.
result<std::shared_ptr<xmlDoc>> parse_text(octets_view text, const xml::limits& limits) {
    auto parsed = xml::parse(text, limits);
    if (parsed) return std::shared_ptr<xmlDoc>(parsed.value().release(), xmlFreeDoc);
    if (parsed.error().code() != errc::xml_not_well_formed) return parsed.error();
    return error(errc::data_not_xml, parsed.error().detail());
}

}  // namespace

result<carried_document> verifier::find_document(const verified_octets& body,
                                                 const std::vector<std::string>& data_path) const {
    auto text = find_text(body.view(), data_path);
    if (!text) return text.error();
    carried_document found;
    found.signed_ = body.is_signed();
    if (*text) {
        auto tree = parse_text(**text, options_.limits);
        if (!tree) return tree.error();
        found.tree_ = std::move(tree.value());
        found.octets_ = std::move(**text);
        return found;
    }

    const auto carrier = xml::parse(body.view(), options_.limits);
    if (!carrier) return carrier.error();
    const auto data = walk(xmlDocGetRootElement(carrier.value().get()), data_path);
    if (!data) return data.error();
    const auto element = find_element(data.value());
    if (!element) return element.error();
    const auto canonical_of = [](const std::shared_ptr<xmlDoc>& doc) {
        return canonicalise_exclusive(xmlDocGetRootElement(doc.get()));
    };
    auto canonical = canonical_of(copy_out(element.value()));
    if (!canonical) return canonical.error();
    found.octets_ = std::move(canonical.value());
    // The same element as it was received, still with the declarations that an inclusive signature was
    // computed over.
    if (body.body_ == nullptr) return errc::signed_content_differs;
    const auto received = walk(body.body_, data_path);
    const auto original = received ? find_element(received.value()) : received;
    if (!original) return errc::signed_content_differs;
    found.tree_ = copy_out(original.value());
    const auto again = canonical_of(found.tree_);
    if (!again || again.value() != found.octets_) return errc::signed_content_differs;
    return found;
}

result<verified_octets> verifier::signed_content(carried_document document) const {
    if (!document.signed_) return errc::signature_missing;
    return make(std::move(document.octets_), true, {}, {});
}

}  // namespace gw::dsig
