// From a portal's draft to the case: the act in force, the channel, documents, signatures, due dates.
#pragma once

#include "base/ids.hpp"
#include "cases/portal.hpp"
#include "catalogue/catalogue.hpp"

namespace gw::cases {

// What intake knows about the message.
struct intake_facts {
    message_id source_message;
    std::string portal, sender_id, source_message_id, correlation_id, service_id;
    bool envelope_signed = true;
    timestamp received_at{};
    // Whether the route asks for the applicant's own signature. Without it a request that carries no business
    // signature passes with a note, except where the act itself demands signatures (act.signed_by).
    bool business_required = true;
    // Both scopes; only those of scope "business" and indication TOTAL-PASSED count as the applicant's.
    std::vector<signer_summary> signers;
};

class normaliser {
public:
    normaliser(const catalogue::catalogue&, id_source&);
    // Refusals by the act: channel_not_offered (also for a public service that no act knows),
    // provider_unknown, act_not_in_force, procedure_unknown, document_missing, form_field_missing,
    // form_field_invalid, calendar_year_missing, those of check_rules (act_rules.hpp); and by the signer
    // rules: signature_missing, signer_iin_mismatch, signer_bin_mismatch, signer_role_forbidden,
    // second_signature_missing, signer_identity_missing. `draft` comes from the portal adapter.
    result<service_case> normalise(service_case draft, const intake_facts&) const;

private:
    const catalogue::catalogue& catalogue_;
    id_source& ids_;
};

}  // namespace gw::cases
