// Two verdicts on one message, field by field.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace gw::evidence {

struct difference {
    std::string field;  // "signatures[0].revocation[1].status"
    std::string recorded, now;
};

// What the recorded verdict says and the new one says otherwise; fields that only the new one has are of a
// newer program and do not count, nor do texts for people. `refused` is the code that the message was refused
// with, 0 when it was accepted: where the signatures were not to blame, those that had been judged by then
// are compared.
std::vector<difference> compare_verdicts(octets_view recorded_json, octets_view new_json, int refused);

// The outcome for the signatures: what the message would have been refused with, had nothing else been wrong.
struct outcome {
    int code = 0;
    std::string indication, sub_indication, message;
};
// Of the first `signatures` of the verdict, or of the whole when it has no more.
outcome outcome_of(octets_view verdict_json, std::size_t signatures = SIZE_MAX);
// The number of signatures that were judged, when the refusal was not theirs; SIZE_MAX otherwise.
std::size_t judged_before_refusal(octets_view recorded_json, int refused);

}  // namespace gw::evidence
