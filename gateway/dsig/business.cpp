// Business signatures: enveloped by the applicants as last children of the document's root, the later ones
// over the earlier (facts/shep.md 2.5). The last is verified and removed, then the one before.
#include <libxml/c14n.h>

#include <algorithm>

#include "dsig/arithmetic.hpp"
#include "dsig/check.hpp"
#include "dsig/names.hpp"
#include "dsig/structure.hpp"
#include "dsig/tree.hpp"
#include "dsig/verify.hpp"

namespace gw::dsig {
namespace {

// Element children of the root named Signature; anywhere else is not their place.
result<std::vector<xmlNode*>> find_signatures(xmlNode* root, std::size_t most) {
    std::size_t everywhere = 0;
    for_each_node(root, [&](xmlNode* node) { everywhere += is(node, names::ds, "Signature") ? 1u : 0u; });
    auto direct = children(root, names::ds, "Signature");
    if (everywhere == 0) return error(errc::signature_missing);
    if (everywhere != direct.size())
        return error(errc::signature_not_unique, "a signature below the root's children");
    if (direct.size() > most) return error(errc::signature_not_unique, "too many signatures");
    for (const xmlNode* node = direct.front(); node != nullptr; node = next_element(node))
        if (!is(node, names::ds, "Signature"))
            return error(errc::signature_structure_invalid, "an element behind the signature");
    return direct;
}

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

}  // namespace

struct business_check {
    const options& opts;
    pki::certificate_cache& cache;
    const pki::trust& trust;
    business_result out;

    void run(octets_view text) {
        auto parsed = xml::parse(text, opts.limits);
        if (!parsed) {
            out.failure = parsed.error();
            return;
        }
        judge_document(parsed.value().get());
    }

    void judge_document(xmlDoc* doc) {
        const auto ids = id_index::build(doc);
        if (!ids) return fail(ids.error());
        xmlNode* root = xmlDocGetRootElement(doc);
        if (auto checked = check_values(root); !checked) return fail(checked.error());
        const auto signatures = find_signatures(root, opts.most_signatures);
        if (!signatures) return fail(signatures.error());
        octets innermost;
        // Unlinked signatures stay alive as long as the id index, which points into them, and end before
        // their document.
        std::vector<std::unique_ptr<xmlNode, void (*)(xmlNode*)>> removed;
        for (auto at = signatures.value().rbegin(); at != signatures.value().rend(); ++at) {
            innermost = judge_one(*at, root, ids.value());
            xmlUnlinkNode(*at);
            removed.emplace_back(*at, xmlFreeNode);
        }
        std::reverse(out.reports.begin(), out.reports.end());
        for (const auto& report : out.reports)
            if (report.failure && !out.failure) out.failure = report.failure;
        // A pinned key may cover parts only: such octets are not a document.
        if (!out.failure && opts.pinned_key == nullptr)
            out.document = verifier::make(std::move(innermost), true, {}, {});
    }

    // Appends the report; returns the digested octets of the document when all is well.
    octets judge_one(xmlNode* node, xmlNode* root, const id_index& ids) {
        out.reports.emplace_back();
        signature_report& report = out.reports.back();
        report.scope = scope::business;
        auto covered = judge(node, root, ids, report);
        if (covered) return std::move(covered.value());
        report.failure = covered.error();
        return {};
    }

    result<octets> judge(xmlNode* node, xmlNode* root, const id_index& ids, signature_report& report) {
        const auto signature = read_signature(node, scope::business, opts, report);
        if (!signature) return signature.error();
        if (auto checked = judge_coverage(signature.value(), node, root, ids, report); !checked)
            return checked.error();

        auto digested = check_signature({signature.value(), nullptr, ids, trust, cache, opts}, report);
        if (!digested) return digested.error();
        return std::move(digested.value().front());
    }

    // The whole document, once. With a pinned key (command line) also parts beside the signature, and it is
    // said which.
    result<void> judge_coverage(const signature_node& signature, const xmlNode* node, const xmlNode* root,
                                const id_index& ids, signature_report& report) const {
        if (opts.pinned_key == nullptr && signature.references.size() != 1)
            return error(errc::reference_count_exceeded, "a business signature has one Reference");
        for (const auto& one : signature.references) {
            const auto id = fragment_of(one.uri);
            const xmlNode* target = one.uri.empty() ? root : id ? ids.find(*id) : nullptr;
            if (target == nullptr) return error(errc::reference_unresolved, one.uri);
            const bool whole = target == root;
            if (!whole && (opts.pinned_key == nullptr || is_within(target, node)))
                return error(errc::reference_forbidden, "the signature does not cover the document");
            report.covered +=
                (report.covered.empty() ? "" : ", ") + (whole ? std::string("document") : one.uri);
        }
        return {};
    }

    void fail(error why) { out.failure = std::move(why); }
};

business_result verifier::verify_business(octets_view document, const pki::trust& trust) const {
    business_check check{options_, certificates_, trust, {}};
    check.run(document);
    return std::move(check.out);
}

business_result verifier::verify_business_in(const verified_octets& body,
                                             const std::vector<std::string>& data_path,
                                             const pki::trust& trust) const {
    business_check check{options_, certificates_, trust, {}};
    const auto carrier = xml::parse(body.view(), options_.limits);
    if (!carrier) {
        check.fail(carrier.error());
        return std::move(check.out);
    }
    const auto data = walk(xmlDocGetRootElement(carrier.value().get()), data_path);
    if (!data) {
        check.fail(data.error());
        return std::move(check.out);
    }
    const auto content = read_data(data.value());
    if (!content) {
        check.fail(content.error());
        return std::move(check.out);
    }
    if (content.value().text) {
        check.run(*content.value().text);
        if (check.out.failure && check.out.failure->code() == errc::xml_not_well_formed)
            check.out.failure = error(errc::data_not_xml, check.out.failure->detail());
        return std::move(check.out);
    }
    // The same element as it was received, still with the declarations that an inclusive signature was
    // computed over.
    const auto received = walk(body.body_, data_path);
    const auto original = received ? read_data(received.value()) : result<data_content>(received.error());
    if (!original || original.value().element == nullptr) {
        check.fail(errc::signed_content_differs);
        return std::move(check.out);
    }
    const auto document = copy_out(original.value().element);
    const auto signed_part = copy_out(content.value().element);
    const auto left = canonicalise_exclusive(xmlDocGetRootElement(document.get()));
    const auto right = canonicalise_exclusive(xmlDocGetRootElement(signed_part.get()));
    if (!left || !right || left.value() != right.value())
        check.fail(errc::signed_content_differs);
    else
        check.judge_document(document.get());
    return std::move(check.out);
}

result<verified_octets> verifier::signed_content(const verified_octets& body,
                                                 const std::vector<std::string>& data_path) const {
    if (!body.is_signed()) return errc::signature_missing;
    const auto carrier = xml::parse(body.view(), options_.limits);
    if (!carrier) return carrier.error();
    const auto data = walk(xmlDocGetRootElement(carrier.value().get()), data_path);
    if (!data) return data.error();
    auto content = read_data(data.value());
    if (!content) return content.error();
    if (content.value().text) {
        if (const auto parsed = xml::parse(*content.value().text, options_.limits); !parsed)
            return error(errc::data_not_xml, parsed.error().to_string());
        return make(std::move(*content.value().text), true, {}, {});
    }
    const auto document = copy_out(content.value().element);
    auto canonical = canonicalise_exclusive(xmlDocGetRootElement(document.get()));
    if (!canonical) return canonical.error();
    return make(std::move(canonical.value()), true, {}, {});
}

}  // namespace gw::dsig
