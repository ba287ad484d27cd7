// SOAP 1.1 faults in the shape that SHEP's clients read (facts/shep.md 2.11).
#include "soap/envelope.hpp"
#include "soap/sync_channel.hpp"
#include "soap/text.hpp"

namespace gw::soap {
namespace {

constexpr std::size_t most_detail_characters = 500;

// SOAP's own codes are kept where SOAP itself is misunderstood (SOAP 1.1 section 4.4.1); elsewhere the bare
// SHEP code.
std::string fault_code(const error_info& info, std::string_view shep_code) {
    switch (info.fault) {
        case soap_fault::version_mismatch:
            return "SOAP-ENV:VersionMismatch";
        case soap_fault::must_understand:
            return "SOAP-ENV:MustUnderstand";
        case soap_fault::client:
        case soap_fault::server:
            break;
    }
    return std::string(shep_code);
}

// "4003 document_missing; message 0193...; retry after_fix; detail"
std::string error_data(const error_info& info, const fault& given) {
    std::string out = std::to_string(static_cast<unsigned>(info.code));
    out.append(" ").append(info.name);
    if (!given.our_message_id.empty()) out.append("; message ").append(given.our_message_id);
    out.append("; retry ").append(to_string(info.retry));
    // The detail of a code that is local to the gateway stays inside.
    if (given.detail.empty() || info.code != given.code) return out;
    return out.append("; ").append(cut_characters(given.detail, most_detail_characters));
}

}  // namespace

std::string fault_content(const fault& given) {
    const error_info& info = public_info(given.code);
    const std::string_view shep_code = given.business ? info.shep_business : info.shep;
    const std::string text = join_texts(info.kk, info.ru);
    const bool echo_session = is_guid(given.session_id);

    std::string body = "<SOAP-ENV:Fault>" + write_element("faultcode", fault_code(info, shep_code)) +
                       write_element("faultstring", text) +
                       "<detail><t:SendMessageFault1_SendMessageFault xmlns:t=\"";
    body.append(given.wrapper_namespace).append("\">");
    body += write_element("errorCode", shep_code) + write_element("errorMessage", text) +
            write_element("errorData", error_data(info, given)) +
            write_element("errorDate", to_rfc3339(given.at)) +
            write_optional("sessionId", echo_session ? given.session_id : std::string{});
    return body + "</t:SendMessageFault1_SendMessageFault></detail></SOAP-ENV:Fault>";
}

octets write_fault(const fault& given) {
    return write_envelope(fault_content(given));
}

unsigned http_status(errc code) noexcept {
    return public_info(code).http_status;
}

}  // namespace gw::soap
