// What a SHEP peer answered, read from its SOAP message by name: for showing, not for trusting; `message
// verify` judges its signature.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace gw::cli {

struct soap_answer {
    std::string status_code, status_message;            // SendMessageResponse
    std::string fault_code, fault_message, fault_data;  // Fault
    std::string code, name;                             // our own code, from the answer or the fault
    std::string case_number, registered_at, due_at, message_id;

    bool accepted() const noexcept;
    bool is_fault() const noexcept { return !fault_code.empty(); }
    // Whether our own code says that the same message may pass later.
    bool later() const noexcept;
};

// Nothing when it is no SOAP answer.
std::optional<soap_answer> read_soap_answer(octets_view);

}  // namespace gw::cli
