// The verifier itself: what both kinds of signature share, and bodies that no transport signature covers.
#include "dsig/arithmetic.hpp"
#include "dsig/envelope.hpp"
#include "dsig/tree.hpp"
#include "dsig/verify.hpp"

namespace gw::dsig {

verifier::verifier(options opts, pki::certificate_cache& cache) : options_(opts), certificates_(cache) {}

verified_octets verifier::make(octets data, bool covered, std::shared_ptr<xmlDoc> origin, xmlNode* body) {
    verified_octets made(std::move(data), covered);
    made.origin_ = std::move(origin);
    made.body_ = body;
    return made;
}

result<verified_octets> verifier::unsigned_body(octets_view message) const {
    auto parsed = xml::parse(message, options_.limits);
    if (!parsed) return parsed.error();
    const std::shared_ptr<xmlDoc> doc(parsed.value().release(), xmlFreeDoc);
    if (const auto ids = id_index::build(doc.get()); !ids) return ids.error();
    const auto soap = read_envelope(doc.get());
    if (!soap) return soap.error();
    if (auto checked = check_values(soap.value().body); !checked) return checked.error();
    auto canonical = canonicalise_exclusive(soap.value().body);
    if (!canonical) return canonical.error();
    return make(std::move(canonical.value()), false, doc, soap.value().body);
}

}  // namespace gw::dsig
