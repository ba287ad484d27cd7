#include "cli/soap_answer.hpp"

#include <algorithm>

#include "soap/answer.hpp"
#include "xml/document.hpp"
#include "xml/reader.hpp"

namespace gw::cli {
namespace {

std::string text_of(const xml::element& from) {
    if (!from) return {};
    auto text = from.text();
    return text ? std::move(text.value()) : std::string();
}

// "1001 xml_not_well_formed; message ...; retry after_fix": errorData of a gateway of our kind.
void read_error_data(soap_answer& out) {
    const std::string& data = out.fault_data;
    const auto space = data.find(' ');
    if (space != 4 ||
        !std::all_of(data.begin(), data.begin() + 4, [](char c) { return c >= '0' && c <= '9'; }))
        return;
    out.code = data.substr(0, space);
    out.name = data.substr(space + 1, data.find(';') - space - 1);
    constexpr std::string_view label = "; message ";
    if (const auto at = data.find(label); at != std::string::npos) {
        const auto begin = at + label.size();
        out.message_id = data.substr(begin, data.find(';', begin) - begin);
    }
}

void read_fault(const xml::element& fault, soap_answer& out) {
    out.fault_code = text_of(fault.child("faultcode"));
    out.fault_message = text_of(fault.child("faultstring"));
    const auto detail = fault.child("detail").children();
    if (detail.empty()) return;
    const auto& info = detail.front();
    // VersionMismatch and MustUnderstand keep SOAP's own fault code; SHEP's stands inside.
    if (auto code = text_of(info.child("errorCode")); !code.empty()) out.fault_code = std::move(code);
    out.fault_data = text_of(info.child("errorData"));
    read_error_data(out);
}

void read_response(const xml::element& response, soap_answer& out) {
    const auto status = response.child("responseInfo").child("status");
    out.status_code = text_of(status.child("code"));
    out.status_message = text_of(status.child("message"));
    const auto answer = response.child("responseData").child("data").child("Answer");
    out.code = text_of(answer.child("Code"));
    out.name = text_of(answer.child("Name"));
    out.message_id = text_of(answer.child("MessageId"));
    out.case_number = text_of(answer.child("CaseNumber"));
    out.registered_at = text_of(answer.child("RegisteredAt"));
    out.due_at = text_of(answer.child("DueAt"));
}

}  // namespace

bool soap_answer::accepted() const noexcept {
    return !is_fault() && status_code == soap::status_accepted;
}

bool soap_answer::later() const noexcept {
    for (const auto& row : all_errors())
        if (row.name == name) return row.retry == retryable::later;
    return false;
}

std::optional<soap_answer> read_soap_answer(octets_view message) {
    if (!xml::parse(message)) return std::nullopt;
    const auto reader = xml::reader::open(message);
    if (!reader) return std::nullopt;
    const auto body = reader.value().root().child("Body");
    soap_answer out;
    if (const auto fault = body.child("Fault"))
        read_fault(fault, out);
    else if (const auto response = body.child("SendMessageResponse").child("response"))
        read_response(response, out);
    else
        return std::nullopt;
    return out;
}

}  // namespace gw::cli
