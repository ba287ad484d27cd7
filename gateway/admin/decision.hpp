// The signed decision on a case (schemas/backoffice/decision.xsd): verified like an application, and read
// from the verified octets alone.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cases/life_cycle.hpp"
#include "dsig/verify.hpp"
#include "pki/verdict.hpp"
#include "store/case_work.hpp"

namespace gw::admin {

// What judges the signature; all of it outlives the API.
struct decision_judge {
    const dsig::verifier* verifier = nullptr;  // none: no decision is taken
    std::function<pki::trust_ptr()> trust;
    pki::policy policy;
    dsig::options arithmetic{};  // of the verifier, to be kept with what it judged
};

struct signed_decision {
    std::string case_number;
    cases::case_state outcome = cases::case_state::refused;  // decided or refused
    std::string ground;                                      // of a refusal, a code of the act
    std::string text_kk, text_ru;                            // for the applicant
    std::string signer, signer_sha256;                       // subject and digest of the certificate
    store::attachment_proof proof;                           // the verdict and what it rests on
};

// The octets are what was signed: the signature of an officer of the organisation `bin` with the role of head
// or of right to sign, all signatures passed, nobody of another organisation among them.
// decision_not_accepted, with the code of what is wrong as detail.
result<signed_decision> read_decision(octets_view document, const decision_judge&, const std::string& bin,
                                      timestamp at);

// A ground of refusal is one that the act names for the procedure; decision_not_accepted.
result<void> check_ground(const signed_decision&, const catalogue::act&, const catalogue::procedure&);

}  // namespace gw::admin
