// Plain string building: the structure is fixed, only texts vary, and those are escaped.
#include "soap/envelope.hpp"

#include "soap/text.hpp"
#include "xml/writer.hpp"

namespace gw::soap {

octets write_envelope(std::string_view body_xml) {
    octets out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SOAP-ENV:Envelope xmlns:SOAP-ENV=\"";
    out.append(envelope_namespace).append("\"><SOAP-ENV:Header/><SOAP-ENV:Body>");
    return out.append(body_xml).append("</SOAP-ENV:Body></SOAP-ENV:Envelope>");
}

std::string write_element(std::string_view name, std::string_view text) {
    std::string out = "<";
    out.append(name).append(">").append(xml::escape_text(text));
    return out.append("</").append(name).append(">");
}

std::string write_optional(std::string_view name, std::string_view text) {
    return text.empty() ? std::string{} : write_element(name, text);
}

}  // namespace gw::soap
