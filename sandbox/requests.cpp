#include "sandbox/requests.hpp"

#include <stdexcept>

#include "xml/writer.hpp"

namespace sandbox {
namespace {

template <class T>
T value_of(gw::result<T> made) {
    if (!made) throw std::runtime_error(made.error().to_string());
    return std::move(made.value());
}

std::string without_prolog(const std::string& xml) {
    return xml.starts_with("<?xml") ? xml.substr(xml.find("?>") + 2) : xml;
}

std::string data_element(const std::string& document, data_form how) {
    switch (how) {
        case data_form::escaped:
            return "<data xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
                   "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">" +
                   gw::xml::escape_text(document) + "</data>";
        case data_form::cdata:
            return "<data><![CDATA[" + document + "]]></data>";
        case data_form::raw_child:
            return "<data>" + without_prolog(document) + "</data>";
        case data_form::typed:
            return "<data xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                   "xmlns:f=\"urn:shep-gateway:form\" "
                   "xsi:type=\"f:Request\">" +
                   without_prolog(document) + "</data>";
    }
    return {};
}

}  // namespace

std::string sign_form(parties& cast, const request& from) {
    std::string document = from.form;
    for (const auto& name : from.signers)
        document = value_of(gw::dsig::sign_enveloped(document, cast.get(name).as_signer()));
    return document;
}

std::string make_message(parties& cast, const request& from) {
    return make_message(cast, from, sign_form(cast, from));
}

std::string make_message(parties& cast, const request& from, const std::string& signed_form) {
    const auto field = [](const char* name, const std::string& text) {
        return "<" + std::string(name) + ">" + gw::xml::escape_text(text) + "</" + name + ">";
    };
    const std::string soap =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>"
        "<ns2:SendMessage xmlns:ns2=\"http://bip.bee.kz/SyncChannel/v10/Types\"><request><requestInfo>" +
        field("messageId", from.message_id) + field("serviceId", from.service_id) +
        field("messageDate", gw::to_rfc3339(from.message_date, std::chrono::minutes(300))) + "<sender>" +
        field("senderId", from.sender_id) + field("password", from.password) +
        "</sender><sessionId></sessionId></requestInfo>" + "<requestData>" +
        data_element(signed_form, from.data) +
        "</requestData></request></ns2:SendMessage></S:Body></S:Envelope>";
    if (from.portal_key.empty()) return soap;
    return value_of(gw::dsig::sign_envelope(soap, cast.get(from.portal_key).as_signer(), from.key_info));
}

}  // namespace sandbox
