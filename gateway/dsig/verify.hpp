// The one maker of verified octets. Locates the signature where the profile says it must stand, refuses every
// structure that is not exactly that, does the arithmetic with a key that we chose, and hands out
// the octets that were digested. Nothing downstream reads anything else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsig/signature.hpp"
#include "pki/certificate_cache.hpp"
#include "pki/trust.hpp"
#include "xml/document.hpp"

namespace gw::dsig {

// Once, in main, before threads start.
void initialise();

// Octets that a verified signature covers (or, on a route without a transport signature, that were received
// as the carrier of signed business data and are good for correlation only: is_signed() is false then).
class verified_octets {
public:
    octets_view view() const noexcept { return octets_; }
    bool is_signed() const noexcept { return signed_; }

private:
    friend class verifier;
    verified_octets(octets data, bool covered) : octets_(std::move(data)), signed_(covered) {}

    octets octets_;
    bool signed_;
    // The tree that the octets were computed from, for find_document alone: exclusive canonicalisation
    // drops namespace declarations that an inclusive signature inside needs. Read only to prove equality,
    // never for data.
    std::shared_ptr<xmlDoc> origin_;
    xmlNode* body_ = nullptr;
};

// A business document found in Body octets, parsed, not judged yet.
class carried_document {
    friend class verifier;
    std::shared_ptr<xmlDoc> tree_;  // with all declarations that an inclusive signature was computed over
    octets octets_;                 // as the transport signature covers it
    bool signed_ = false;
};

struct options {
    xml::limits limits;
    std::size_t most_references = 8;  // per signature
    std::size_t most_signatures = 8;  // business signatures on one document
    milliseconds timestamp_skew{300'000};
    bool permit_sha1 = false;        // rfc5280 profile of the command line only
    EVP_PKEY* pinned_key = nullptr;  // judge with this key whatever KeyInfo names (command line only)

    bool operator==(const options&) const = default;
};

// Transport signature verified: the Body of the envelope.
struct transport_result {
    signature_report report;
    std::optional<verified_octets>
        body;  // set when report.failure is empty; canonical octets of the Body element
};
// Business signatures verified, last first peeled; reports are in document order.
struct business_result {
    std::vector<signature_report> reports;
    std::optional<gw::error> failure;  // of the document as a whole, or of the first report that failed
    std::optional<verified_octets> document;  // octets without any signature, when nothing failed
};

class verifier {
public:
    // The cache must outlive the verifier. Both are safe to use from any thread.
    verifier(options, pki::certificate_cache&);

    // A SOAP envelope with one WS-Security signature over its Body.
    transport_result verify_transport(octets_view message, const pki::trust&, timestamp at) const;
    // The Body of an envelope whose route asks for no transport signature: unsigned octets, structure checked
    // all the same.
    result<verified_octets> unsigned_body(octets_view message) const;
    // An XML document with enveloped signatures as last children of its root. No signature: failure
    // signature_missing.
    business_result verify_business(octets_view document, const pki::trust&) const;
    // The business document inside the `data` element of Body octets (design: escaped string, CDATA or
    // element). `data_path` is the way of local names from the Body:
    // {"SendMessage","request","requestData","data"}. data_missing, data_not_xml, signed_content_differs.
    result<carried_document> find_document(const verified_octets& body,
                                           const std::vector<std::string>& data_path) const;
    // Takes the signatures out of the document's tree as it verifies them: to be asked once.
    business_result verify_business(carried_document&, const pki::trust&) const;
    // The document where the route asks for no business signature: covered by the transport signature alone.
    // signature_missing when not even that is there.
    result<verified_octets> signed_content(carried_document) const;

private:
    friend struct transport_check;
    friend struct business_check;
    static verified_octets make(octets, bool covered, std::shared_ptr<xmlDoc> origin, xmlNode* body);

    options options_;
    pki::certificate_cache& certificates_;
};

}  // namespace gw::dsig
