// Business signatures: enveloped by the applicants as last children of the document's root, the later ones
// over the earlier (facts/shep.md 2.5). The last is verified and removed, then the one before.
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

business_result verifier::verify_business(carried_document& document, const pki::trust& trust) const {
    business_check check{options_, certificates_, trust, {}};
    check.judge_document(document.tree_.get());
    return std::move(check.out);
}

}  // namespace gw::dsig
