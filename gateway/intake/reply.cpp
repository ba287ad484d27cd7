#include "intake/reply.hpp"

#include "soap/answer.hpp"
#include "soap/envelope.hpp"

namespace gw::intake {
namespace {

soap::sync_response response_for(const reply_context& context, std::string_view status,
                                 const soap::answer& answer) {
    soap::sync_response response;
    response.message_id = context.message.str();
    response.correlation_id = context.request_message_id;
    response.session_id = context.session_id;
    response.response_date = context.at;
    response.status_code = status;
    response.status_message = soap::status_message(answer);
    response.data_xml = soap::write_answer(answer);
    response.wrapper_namespace = context.wrapper_namespace;
    return response;
}

// What soap writes is canonical: most keys sign it as it stands.
result<octets> sign(const std::string& content, const signing_identity& by) {
    const dsig::signer signer{by.key.get(), by.certificate};
    if (dsig::can_seal(signer, by.form)) return dsig::seal_body(content, signer);
    return dsig::sign_envelope(soap::write_envelope(content), signer, by.form);
}

std::string fault_for(const reply_context& context, const gw::error& failure, bool business) {
    soap::fault fault;
    fault.code = failure.code();
    fault.business = business;
    fault.session_id = context.session_id;
    fault.at = context.at;
    // The detail of a failure inside the gateway is for its operators alone.
    if (failure.info().audit != audit_level::critical || failure.info().fault == soap_fault::client)
        fault.detail = failure.detail();
    fault.our_message_id = context.message.str();
    fault.wrapper_namespace = context.wrapper_namespace;
    return soap::fault_content(fault);
}

}  // namespace

result<reply> make_acceptance(const reply_context& context, const acceptance& accepted,
                              const signing_identity& by) {
    const auto answer =
        soap::make_acceptance(context.message, accepted.case_number, accepted.registered_at, accepted.due_at);
    auto body = sign(soap::response_content(response_for(context, soap::status_accepted, answer)), by);
    if (!body) return error(errc::signing_key_unavailable, body.error().to_string());
    return reply{200, std::move(body.value())};
}

reply make_failure(const reply_context& context, const gw::error& failure, bool business,
                   const signing_identity* by) {
    const bool refusal = failure.info().reply == reply_kind::refusal;
    const std::string content =
        refusal ? soap::response_content(response_for(context, soap::status_refused,
                                                      soap::make_refusal(failure, context.message)))
                : fault_for(context, failure, business);
    if (by == nullptr && !refusal) return {soap::http_status(failure.code()), soap::write_envelope(content)};
    auto signed_body = by == nullptr ? result<octets>(errc::signing_key_unavailable) : sign(content, *by);
    if (signed_body) return {soap::http_status(failure.code()), std::move(signed_body.value())};
    return {soap::http_status(errc::signing_key_unavailable),
            soap::write_envelope(fault_for(context, error(errc::signing_key_unavailable), false))};
}

}  // namespace gw::intake
