// From a portal's draft to the case: the act in force, the channel, documents, signatures, due dates.
#pragma once

#include "base/ids.hpp"
#include "cases/portal.hpp"
#include "catalogue/catalogue.hpp"

namespace gw::cases {

struct applicant_signature {
    std::string iin, bin;
    std::vector<std::string> roles;
};

// What intake knows about the message.
struct intake_facts {
    message_id source_message;
    std::string portal, sender_id, source_message_id, correlation_id, service_id;
    bool envelope_signed = true;
    timestamp received_at{};
    std::vector<signer_summary> signers;
};

class normaliser {
public:
    normaliser(const catalogue::catalogue&, id_source&);
    // Refusals of band 4, and of the signer rules: signer_iin_mismatch, signer_bin_mismatch, signer_role_forbidden,
    // second_signature_missing, signer_identity_missing. `draft` comes from the portal adapter.
    result<service_case> normalise(service_case draft, const intake_facts&) const;

private:
    const catalogue::catalogue& catalogue_;
    id_source& ids_;
};

}  // namespace gw::cases
