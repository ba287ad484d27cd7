// elicense.kz: one licensing form for every public service, which the form names.
// schemas/portals/elicense-application.xsd.
#pragma once

#include "cases/portal.hpp"
#include "xml/reader.hpp"

namespace gw::adapters::elicense {

inline constexpr std::string_view application_namespace = "urn:shep-gateway:form:elicense:application:1";

result<cases::service_case> read(xml::element root);

class adapter final : public cases::portal_adapter {
public:
    std::string_view portal() const noexcept override { return "elicense"; }
    result<cases::service_case> read(const dsig::verified_octets& form) const override;
};

}  // namespace gw::adapters::elicense
