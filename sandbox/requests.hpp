// Messages as portals send them: a form, signed by the applicants, carried in SendMessage, signed by the
// portal.
#pragma once

#include <string>
#include <vector>

#include "sandbox/parties.hpp"

namespace sandbox {

// How SHEP's senders put the document into `data` (facts/shep.md 2.6).
enum class data_form { escaped, cdata, raw_child, typed };

struct request {
    std::string form;                  // the business document, unsigned
    std::vector<std::string> signers;  // applicants in the order of signing
    std::string sender_id = "egov";
    std::string password = "egov-password";
    std::string service_id;
    std::string message_id;
    gw::timestamp message_date{};
    std::string portal_key = "portals/egov/sign";  // empty: no transport signature
    data_form data = data_form::escaped;
    gw::dsig::key_info_form key_info = gw::dsig::key_info_form::key_identifier;
};

std::string sign_form(parties&, const request&);
// The whole message, ready to be posted.
std::string make_message(parties&, const request&);
// The same around a document that is signed already.
std::string make_message(parties&, const request&, const std::string& signed_form);

}  // namespace sandbox
