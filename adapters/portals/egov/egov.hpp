// egov.kz: forms in the manner of its portal messages (SystemInfo, RequestData, PersonalData, JuridicalData,
// Attachment). schemas/portals/egov-*.xsd.
#pragma once

#include "cases/portal.hpp"
#include "xml/reader.hpp"

namespace gw::adapters::egov {

inline constexpr std::string_view foreign_labour_namespace =
    "urn:shep-gateway:form:egov:foreign-labour-permit:1";
inline constexpr std::string_view labour_immigrant_namespace =
    "urn:shep-gateway:form:egov:labour-immigrant-permit:1";
// The employer's notice that the labour contract with an immigrant has ended.
inline constexpr std::string_view termination_notice_namespace =
    "urn:shep-gateway:form:egov:termination-notice:1";
// What a person asks for with nothing but the application: unemployed, oralman status, Semey test site.
inline constexpr std::string_view personal_service_namespace =
    "urn:shep-gateway:form:egov:personal-service:1";

result<cases::service_case> read(xml::element root);

class adapter final : public cases::portal_adapter {
public:
    std::string_view portal() const noexcept override { return "egov"; }
    result<cases::service_case> read(const dsig::verified_octets& form) const override;
};

}  // namespace gw::adapters::egov
