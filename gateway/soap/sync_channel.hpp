// SHEP SyncChannel v10: reading SendMessage from verified octets, writing SendMessageResponse and faults
// (facts/shep.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "dsig/verify.hpp"

namespace gw::soap {

// Where the wrapper elements live. The lower-case one is the variant of a generated client
// (facts/shep.md 1.11); who writes it also expects it in the answer.
inline constexpr std::string_view types_namespace = "http://bip.bee.kz/SyncChannel/v10/Types";
inline constexpr std::string_view types_namespace_variant = "http://bip.bee.kz/SyncChannel/v10/types";

struct sender_info {
    std::string sender_id;
    std::string password;  // never logged
};

// SyncMessageInfo, read by name and in any order.
struct sync_request {
    std::string message_id;
    std::string correlation_id;
    std::string service_id;
    std::string route_id;
    std::string session_id;
    timestamp message_date{};
    sender_info sender;
    std::vector<std::pair<std::string, std::string>> properties;
    sha256_digest data_sha256{};                           // over the content of data, to know a repeat by
    std::string_view wrapper_namespace = types_namespace;  // as the sender wrote it
    bool is_signed = false;  // the fields above were covered by a transport signature
};

// soap_operation_unknown, soap_field_missing, soap_field_invalid, markup_inside_value, data_missing. `zone`
// is for dates without one (facts/shep.md 2.9). Of the data element only its presence is judged: reading it
// is dsig's matter.
result<sync_request> read_request(const dsig::verified_octets& body, std::chrono::minutes zone);

struct sync_response {
    std::string message_id;      // the provider's own
    std::string correlation_id;  // = messageId of the request
    std::string session_id;      // echoed when it is what the schema calls a guid
    timestamp response_date{};
    std::string status_code;     // SCSS001, SCSE002
    std::string status_message;  // cut to 250 characters here
    std::string
        data_xml;  // content of responseData/data, well-formed, may be empty: write_answer() of answer.hpp
    std::string_view wrapper_namespace = types_namespace;
};
// The content of the Body in its canonical form (dsig::seal_body), and the unsigned envelope around it.
std::string response_content(const sync_response&);
octets write_response(const sync_response&);

struct fault {
    errc code = errc::internal;
    bool business = false;  // an applicant's signature is at fault: SCE015-017 instead of SCE005-007
    std::string session_id;
    timestamp at{};
    std::string
        detail;  // shown to the sender: our own words or an echo of the sender's own names; escaped here
    std::string our_message_id;  // what the sender can quote to the operator
    std::string_view wrapper_namespace = types_namespace;
};
// SOAP 1.1 fault with ErrorInfo: faultcode is the SHEP code, faultstring the text in Kazakh and Russian
// (facts 2.11); VersionMismatch and MustUnderstand keep SOAP's own fault codes.
std::string fault_content(const fault&);
octets write_fault(const fault&);
// The HTTP status that goes with the reply to this code: 500 for faults (SOAP 1.1 section 6.2), 200 for
// refusals, HTTP's own where HTTP is at fault.
unsigned http_status(errc) noexcept;

// What claims can be read from an envelope without verifying it: for logs and for correlating a fault. Never
// for decisions. Reads hostile octets by searching, in time linear to at most the first mebibyte; values are
// cut to 128 characters.
struct unverified_claims {
    std::string message_id, service_id, sender_id, session_id;
};
unverified_claims peek(octets_view message);

}  // namespace gw::soap
