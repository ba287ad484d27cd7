// What a portal understands of the gateway's reply: accepted, refused or fault, the gateway's code and the
// case number.
#pragma once

#include <string>

#include "dsig/verify.hpp"

namespace sandbox {

struct gateway_reply {
    unsigned http_status = 0;
    std::string kind;       // "accepted", "refused", "fault", "http"
    std::string shep_code;  // SCSS001, SCSE002, SCE006, …
    int code = 0;           // the gateway's own
    std::string name;       // "certificate_revoked"
    std::string case_number;
    std::string text;                      // what the portal would show
    std::string text_kk, text_ru, detail;  // of an answer: what the applicant is told, and of what exactly
    bool is_signed = false;                // and the signature was verified against the expected certificate
};

gateway_reply read_reply(unsigned http_status, const std::string& body, const gw::pki::trust& gateway);

}  // namespace sandbox
