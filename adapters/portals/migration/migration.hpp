// migration.enbek.kz: the labour immigrant applies together with the employer, who also tells the end of the
// labour contract.
// schemas/portals/migration-*.xsd.
#pragma once

#include "cases/portal.hpp"
#include "xml/reader.hpp"

namespace gw::adapters::migration {

inline constexpr std::string_view labour_immigrant_namespace =
    "urn:shep-gateway:form:migration:labour-immigrant-permit:1";
inline constexpr std::string_view termination_notice_namespace =
    "urn:shep-gateway:form:migration:termination-notice:1";

result<cases::service_case> read(xml::element root);

class adapter final : public cases::portal_adapter {
public:
    std::string_view portal() const noexcept override { return "migration"; }
    result<cases::service_case> read(const dsig::verified_octets& form) const override;
};

}  // namespace gw::adapters::migration
