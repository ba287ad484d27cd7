#include "dsig/envelope.hpp"

#include "dsig/names.hpp"
#include "dsig/tree.hpp"

namespace gw::dsig {
namespace {

// SOAP 1.1 section 4.2.3: a block that must be understood and is not ends the processing. Blocks for another
// actor are not ours to understand.
bool must_understand(const xmlNode* block) {
    bool wanted = false;
    for (const xmlAttr* attr = block->properties; attr != nullptr; attr = attr->next) {
        if (attr->ns == nullptr || view(attr->ns->href) != names::soap11) continue;
        const auto value = attr->children == nullptr ? std::string_view() : view(attr->children->content);
        if (view(attr->name) == "mustUnderstand") wanted = value == "1" || value == "true";
        if (view(attr->name) == "actor" && value != "http://schemas.xmlsoap.org/soap/actor/next")
            return false;
    }
    return wanted;
}

result<void> read_header(envelope& found) {
    for (xmlNode* block = first_element(found.header); block != nullptr; block = next_element(block)) {
        if (is(block, names::wsse, "Security")) {
            if (found.security != nullptr) return error(errc::signature_not_unique, "two Security headers");
            found.security = block;
        } else if (must_understand(block)) {
            return error(errc::soap_must_understand, std::string(view(block->name)));
        }
    }
    return {};
}

}  // namespace

result<envelope> read_envelope(xmlDoc* doc) {
    xmlNode* root = xmlDocGetRootElement(doc);
    if (view(root->name) != "Envelope")
        return error(errc::soap_not_an_envelope, std::string(view(root->name)));
    if (!is(root, names::soap11, "Envelope")) return errc::soap_version_mismatch;

    envelope found;
    xmlNode* node = first_element(root);
    if (is(node, names::soap11, "Header")) {
        found.header = node;
        node = next_element(node);
    }
    if (!is(node, names::soap11, "Body"))
        return error(errc::soap_structure_invalid, "no Body where it belongs");
    found.body = node;
    if (next_element(node) != nullptr) return error(errc::soap_structure_invalid, "an element after Body");
    if (found.header != nullptr)
        if (auto read = read_header(found); !read) return read.error();
    return found;
}

}  // namespace gw::dsig
