// The business document inside the `data` element: found in the signed octets, parsed once, and where it
// stands there as an element taken from the message as it was received, after proof that both are the same.
#include "dsig/arithmetic.hpp"
#include "dsig/tree.hpp"
#include "dsig/verify.hpp"

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

// Text of an element without child elements; nothing when it has some. Comments end up in neither.
bool has_element_children(const xmlNode* node) {
    return first_element(node) != nullptr;
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

// What stands in `data`: text (an escaped string or CDATA), one child, or typed children of data itself.
struct data_content {
    std::optional<octets> text;
    xmlNode* element = nullptr;
};

result<data_content> read_data(xmlNode* data) {
    data_content content;
    if (!has_element_children(data)) {
        octets text;
        for (const xmlNode* node = data->children; node != nullptr; node = node->next) {
            if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE)
                return error(errc::markup_inside_value, "data");
            text += view(node->content);
        }
        if (only_space(text)) return errc::data_missing;
        content.text = std::move(text);
        return content;
    }
    for (const xmlNode* node = data->children; node != nullptr; node = node->next) {
        const bool loose_text = node->type == XML_TEXT_NODE && !only_space(view(node->content));
        if (loose_text || (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE))
            return error(errc::markup_inside_value, "data holds text beside elements");
    }
    xmlNode* first = first_element(data);
    content.element = next_element(first) == nullptr ? first : data;
    return content;
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
    const auto carrier = xml::parse(body.view(), options_.limits);
    if (!carrier) return carrier.error();
    const auto data = walk(xmlDocGetRootElement(carrier.value().get()), data_path);
    if (!data) return data.error();
    auto content = read_data(data.value());
    if (!content) return content.error();

    carried_document found;
    found.signed_ = body.is_signed();
    if (content.value().text) {
        auto tree = parse_text(*content.value().text, options_.limits);
        if (!tree) return tree.error();
        found.tree_ = std::move(tree.value());
        found.octets_ = std::move(*content.value().text);
        return found;
    }
    const auto canonical_of = [](const std::shared_ptr<xmlDoc>& doc) {
        return canonicalise_exclusive(xmlDocGetRootElement(doc.get()));
    };
    auto canonical = canonical_of(copy_out(content.value().element));
    if (!canonical) return canonical.error();
    found.octets_ = std::move(canonical.value());
    // The same element as it was received, still with the declarations that an inclusive signature was
    // computed over.
    if (body.body_ == nullptr) return errc::signed_content_differs;
    const auto received = walk(body.body_, data_path);
    const auto original = received ? read_data(received.value()) : result<data_content>(received.error());
    if (!original || original.value().element == nullptr) return errc::signed_content_differs;
    found.tree_ = copy_out(original.value().element);
    const auto again = canonical_of(found.tree_);
    if (!again || again.value() != found.octets_) return errc::signed_content_differs;
    return found;
}

result<verified_octets> verifier::signed_content(carried_document document) const {
    if (!document.signed_) return errc::signature_missing;
    return make(std::move(document.octets_), true, {}, {});
}

}  // namespace gw::dsig
