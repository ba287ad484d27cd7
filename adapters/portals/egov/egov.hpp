// egov.kz: forms in the manner of its portal messages (SystemInfo, RequestData, PersonalData, JuridicalData,
// Attachment), one form per public service. schemas/portals/egov-*.xsd.
#pragma once

#include "cases/portal.hpp"
#include "xml/reader.hpp"

namespace gw::adapters::egov {

inline constexpr std::string_view foreign_labour_namespace =
    "urn:shep-gateway:form:egov:foreign-labour-permit:1";
inline constexpr std::string_view labour_immigrant_namespace =
    "urn:shep-gateway:form:egov:labour-immigrant-permit:1";

result<cases::service_case> read(xml::element root);

class adapter final : public cases::portal_adapter {
public:
    std::string_view portal() const noexcept override { return "egov"; }
    result<cases::service_case> read(const dsig::verified_octets& form) const override;
};

}  // namespace gw::adapters::egov
