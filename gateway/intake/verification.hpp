// All signatures of one message judged: the arithmetic by dsig, the certificates by pki, in the order of the
// message. The server, the command line and the tests call this one function.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "dsig/verify.hpp"
#include "pki/verdict.hpp"
#include "revocation/weather.hpp"

namespace gw::intake {

struct requirement {
    bool transport = false;
    bool business = false;
    bool judge_what_is_there =
        false;  // command line without --require: at least one signature, all that are there
};

struct signature_verdict {
    dsig::signature_report report;
    std::shared_ptr<const pki::verdict> trust;  // null when the arithmetic failed or the key was pinned

    // Of the arithmetic, else of the certificate.
    const gw::error* failure() const noexcept;
};

struct message_verdict {
    std::vector<signature_verdict> signatures;  // transport first, business in document order
    std::optional<gw::error> failure;           // the worst: what the message is refused for
    bool beyond_signatures = false;  // the failure is of the request or its sender; the signatures passed
    bool business_at_fault = false;  // the failure is of an applicant's signature
    // What was wrong meanwhile with the sources of revocation of the authorities in question. The verdict
    // does not rest on it; it tells why a list is old or missing.
    std::vector<revocation::source_problem> sources{};
    bool transport_passed = false;              // arithmetic, path and revocation of the transport signature
    std::optional<dsig::verified_octets> body;  // of an envelope; set as soon as it may be read
    std::optional<dsig::verified_octets> document;  // the business document; only when nothing failed

    gw::indication indication() const noexcept;
    gw::sub_indication sub_indication() const noexcept;
};

struct judge {
    const dsig::verifier& verifier;
    pki::trust_ptr trust;
    pki::policy transport_policy;
    pki::policy business_policy;
    pki::verdict_cache* cache = nullptr;
    bool pinned = false;                        // dsig::options::pinned_key is set: no certificate to judge
    const pki::ocsp_source* answers = nullptr;  // OCSP answers at hand
};

// A route's rules without the roles: those are of applicants; who signs the transport is named by its
// certificates and signer rules.
pki::policy transport_policy(pki::policy);

// Where SyncChannel carries the business document below Body.
inline const std::vector<std::string> data_path = {"SendMessage", "request", "requestData", "data"};

// Those of the problems that concern authorities on the paths of the verdict; of nobody's files where it
// waits for a list.
std::vector<revocation::source_problem> problems_for(const message_verdict&,
                                                     const std::vector<revocation::source_problems>&);

message_verdict verify_transport(octets_view message, const requirement&, const judge&, timestamp at);
// Goes on where verify_transport ended well: judges the business signatures of the document that was found
// below data_path.
void verify_business(message_verdict&, result<dsig::carried_document>&, const requirement&, const judge&,
                     timestamp at);
// Both, and documents that are not SOAP: what `message verify` does.
message_verdict verify_message(octets_view message, const requirement&, const judge&, timestamp at);

}  // namespace gw::intake
