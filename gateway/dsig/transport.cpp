// The transport signature: WS-Security 1.0 over the Body of a SOAP 1.1 envelope (facts/shep.md section 2).
#include <algorithm>

#include "dsig/arithmetic.hpp"
#include "dsig/check.hpp"
#include "dsig/envelope.hpp"
#include "dsig/names.hpp"
#include "dsig/structure.hpp"
#include "dsig/tree.hpp"
#include "dsig/verify.hpp"

namespace gw::dsig {
namespace {

// The one Signature, directly inside the Security header.
result<xmlNode*> find_signature(const envelope& soap) {
    if (soap.header != nullptr) {
        std::size_t everywhere = 0;
        for_each_node(soap.header,
                      [&](xmlNode* node) { everywhere += is(node, names::ds, "Signature") ? 1u : 0u; });
        const auto direct = soap.security == nullptr ? std::vector<xmlNode*>()
                                                     : children(soap.security, names::ds, "Signature");
        if (everywhere > 1) return error(errc::signature_not_unique, "several signatures in the header");
        if (everywhere == 1 && direct.size() == 1) return direct[0];
        if (everywhere == 1)
            return error(errc::signature_not_unique, "the signature is not a child of wsse:Security");
    }
    return error(errc::signature_missing);
}

// Which reference covers what: the Body must be among them, and nothing that is not a part of this very
// envelope.
struct coverage {
    std::size_t body = SIZE_MAX;  // index of the reference to Body
    std::string text;
    std::vector<const xmlNode*> elements;
};

result<coverage> judge_coverage(const signature_node& signature, const envelope& soap, const id_index& ids) {
    coverage found;
    bool foreign = false;
    for (std::size_t i = 0; i < signature.references.size(); ++i) {
        const auto id = fragment_of(signature.references[i].uri);
        const xmlNode* target = id ? ids.find(*id) : nullptr;
        if (target == nullptr) return error(errc::reference_unresolved, signature.references[i].uri);
        if (target == soap.body)
            found.body = i;
        else if (target->parent != soap.security && target->parent != soap.header)
            foreign = true;
        found.elements.push_back(target);
        found.text += (found.text.empty() ? "" : ", ") + std::string(view(target->name));
    }
    if (found.body == SIZE_MAX) return error(errc::reference_not_body, found.text);
    if (foreign) return error(errc::reference_forbidden, "a reference into the content of the message");
    return found;
}

// WS-Security 1.0 section 10: optional, but once, signed and current when it is there.
result<void> check_timestamp(const envelope& soap, const coverage& covered, timestamp at, milliseconds skew) {
    const auto stamps = children(soap.security, names::wsu, "Timestamp");
    if (stamps.empty()) return {};
    if (stamps.size() > 1) return error(errc::timestamp_invalid, "two Timestamps");
    if (std::find(covered.elements.begin(), covered.elements.end(), stamps[0]) == covered.elements.end())
        return error(errc::timestamp_invalid, "not signed");
    const auto read = [&](const char* name) -> result<std::optional<timestamp>> {
        const auto nodes = children(stamps[0], names::wsu, name);
        if (nodes.empty()) return std::optional<timestamp>();
        const auto text = nodes.size() == 1 ? plain_text(nodes[0]) : std::nullopt;
        const auto time = text ? from_rfc3339(*text) : std::nullopt;
        if (!time) return error(errc::timestamp_invalid, name);
        return time;
    };
    const auto created = read("Created");
    if (!created) return created.error();
    const auto expires = read("Expires");
    if (!expires) return expires.error();
    if (!created.value()) return error(errc::timestamp_invalid, "Created is missing");
    if (*created.value() > at + skew) return error(errc::timestamp_expired, "Created lies in the future");
    if (expires.value()) {
        if (*expires.value() < *created.value())
            return error(errc::timestamp_invalid, "Expires before Created");
        if (*expires.value() + skew < at) return error(errc::timestamp_expired, "Expires has passed");
    } else if (*created.value() + skew < at) {
        return error(errc::timestamp_expired, "Created is too old");
    }
    return {};
}

}  // namespace

struct transport_check {
    const options& opts;
    pki::certificate_cache& cache;
    const pki::trust& trust;
    timestamp at;
    transport_result out;

    // Fills the report as far as it gets; the first failure ends it.
    result<void> run(octets_view message) {
        auto parsed = xml::parse(message, opts.limits);
        if (!parsed) return parsed.error();
        const std::shared_ptr<xmlDoc> doc(parsed.value().release(), xmlFreeDoc);
        const auto ids = id_index::build(doc.get());
        if (!ids) return ids.error();
        const auto soap = read_envelope(doc.get());
        if (!soap) return soap.error();
        const auto node = find_signature(soap.value());
        if (!node) return node.error();
        const auto signature = read_signature(node.value(), scope::transport, opts, out.report);
        if (!signature) return signature.error();
        if (auto checked = check_values(soap.value().body); !checked) return checked.error();
        const auto covered = judge_coverage(signature.value(), soap.value(), ids.value());
        if (!covered) return covered.error();
        out.report.covered = covered.value().text;
        return judge(doc, soap.value(), ids.value(), signature.value(), covered.value());
    }

    result<void> judge(const std::shared_ptr<xmlDoc>& doc, const envelope& soap, const id_index& ids,
                       const signature_node& signature, const coverage& covered) {
        auto digested = check_signature({signature, soap.security, ids, trust, cache, opts}, out.report);
        if (!digested) return digested.error();
        if (auto current = check_timestamp(soap, covered, at, opts.timestamp_skew); !current)
            return current.error();
        out.body = verifier::make(std::move(digested.value()[covered.body]), true, doc, soap.body);
        return {};
    }
};

transport_result verifier::verify_transport(octets_view message, const pki::trust& trust,
                                            timestamp at) const {
    transport_check check{options_, certificates_, trust, at, {}};
    if (auto done = check.run(message); !done) check.out.report.failure = done.error();
    return std::move(check.out);
}

}  // namespace gw::dsig
