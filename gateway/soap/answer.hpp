// The gateway's own word in responseData/data: accepted or refused, why, and what the applicant is told.
// Described by schemas/shep/answer.xsd; under the signature of the answer.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace gw::soap {

// status.code of SendMessageResponse (facts/shep.md section 3).
inline constexpr std::string_view status_accepted = "SCSS001";
inline constexpr std::string_view status_refused = "SCSE002";

struct answer {
    int code = 0;  // 0: accepted; otherwise an errc
    std::string name = "accepted";
    message_id message;       // ours: what the sender can quote to the operator
    std::string case_number;  // empty when no case came of it
    std::optional<timestamp> registered_at, due_at;
    std::string text_kk, text_ru, text_en;
    std::string detail;  // what exactly; may be empty
};

answer make_acceptance(const message_id&, std::string case_number, timestamp registered_at, timestamp due_at);
// The detail of the error goes to the sender: band 4 errors speak of the sender's own form.
answer make_refusal(const gw::error&, const message_id&);

std::string write_answer(const answer&);
// For StatusInfo.message: "kk / ru".
std::string status_message(const answer&);

}  // namespace gw::soap
