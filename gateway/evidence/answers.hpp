// The OCSP answers that a stored verdict rests on, for judging it again.
#pragma once

#include <vector>

#include "pki/ocsp_source.hpp"

namespace gw::evidence {

// `kept`: the DER of what the evidence names as "ocsp"; what the message itself brought ("stapled_ocsp") is
// read from the message again. Where the recorded verdict fails because a responder did not answer, that
// failure is among the findings: nobody can ask for it later.
pki::ocsp_list recorded_answers(const std::vector<octets>& kept, octets_view recorded_verdict_json);

}  // namespace gw::evidence
