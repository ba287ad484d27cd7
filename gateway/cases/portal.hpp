// Port: how one portal's signed form becomes a draft of the case. One implementation per portal in
// adapters/portals.
#pragma once

#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "cases/service_case.hpp"
#include "dsig/verify.hpp"

namespace gw::cases {

// What the form says, before the act is applied to it: public_service, procedure, provider, category,
// applicant, employer, workers, documents, … of service_case are filled, the rest is not.
class portal_adapter {
public:
    virtual ~portal_adapter() = default;
    virtual std::string_view portal() const noexcept = 0;  // "egov"
    // form_unknown, form_field_missing, form_field_invalid, markup_inside_value.
    virtual result<service_case> read(const dsig::verified_octets& form) const = 0;
};

}  // namespace gw::cases
