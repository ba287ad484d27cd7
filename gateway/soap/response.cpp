// SendMessageResponse and the answer inside it.
#include "soap/answer.hpp"
#include "soap/envelope.hpp"
#include "soap/sync_channel.hpp"
#include "soap/text.hpp"

namespace gw::soap {
namespace {

// A detail names documents in two languages and may quote a form; the answer stays small whatever that holds.
constexpr std::size_t most_detail_characters = 4000;

std::string write_status(const sync_response& response) {
    return "<status>" + write_element("code", response.status_code) +
           write_element("message", cut_characters(response.status_message, most_message_characters)) +
           "</status>";
}

std::string write_info(const sync_response& response) {
    const bool echo_session = is_guid(response.session_id);
    return "<responseInfo>" + write_element("messageId", response.message_id) +
           write_optional("correlationId", response.correlation_id) +
           write_element("responseDate", to_rfc3339(response.response_date)) + write_status(response) +
           write_optional("sessionId", echo_session ? response.session_id : std::string{}) +
           "</responseInfo>";
}

std::string write_data(const sync_response& response) {
    if (response.data_xml.empty()) return "<responseData></responseData>";
    return "<responseData><data>" + response.data_xml + "</data></responseData>";
}

}  // namespace

std::string response_content(const sync_response& response) {
    std::string body = "<t:SendMessageResponse xmlns:t=\"";
    body.append(response.wrapper_namespace).append("\"><response>");
    body.append(write_info(response)).append(write_data(response));
    return body.append("</response></t:SendMessageResponse>");
}

octets write_response(const sync_response& response) {
    return write_envelope(response_content(response));
}

answer make_acceptance(const message_id& message, std::string case_number, timestamp registered_at,
                       timestamp due_at) {
    answer out;
    out.message = message;
    out.case_number = std::move(case_number);
    out.registered_at = registered_at;
    out.due_at = due_at;
    out.text_kk = "Өтініш қабылданды және тіркелді";
    out.text_ru = "Заявление принято и зарегистрировано";
    out.text_en = "The application is accepted and registered";
    return out;
}

answer make_refusal(const gw::error& why, const message_id& message) {
    const error_info& info = public_info(why.code());
    answer out;
    out.code = static_cast<int>(info.code);
    out.name = info.name;
    out.message = message;
    out.text_kk = info.kk;
    out.text_ru = info.ru;
    out.text_en = info.en;
    if (info.code == why.code()) out.detail = why.detail();
    return out;
}

std::string write_answer(const answer& given) {
    const auto date = [](const std::optional<timestamp>& at) { return at ? to_rfc3339(*at) : std::string{}; };
    return "<Answer xmlns=\"urn:shep-gateway:answer:1\">" +
           write_element("Code", std::to_string(given.code)) + write_element("Name", given.name) +
           write_element("MessageId", given.message.str()) + write_optional("CaseNumber", given.case_number) +
           write_optional("RegisteredAt", date(given.registered_at)) +
           write_optional("DueAt", date(given.due_at)) + write_element("TextKk", given.text_kk) +
           write_element("TextRu", given.text_ru) + write_element("TextEn", given.text_en) +
           write_optional("Detail", cut_characters(given.detail, most_detail_characters)) + "</Answer>";
}

std::string status_message(const answer& given) {
    return join_texts(given.text_kk, given.text_ru);
}

}  // namespace gw::soap
