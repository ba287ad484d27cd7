// The rules of an act that can be computed (catalogue/README.md, "Rules"): terms, filing windows, ages of
// documents, territory. Each leaves a check in the case; one that the act makes a refusal ends it.
#pragma once

#include "cases/service_case.hpp"
#include "catalogue/catalogue.hpp"

namespace gw::cases {

struct rule_context {
    const catalogue::catalogue& all;
    const catalogue::act& act;
    const catalogue::procedure& procedure;
    const catalogue::channel& channel;
    const catalogue::provider& provider;
    std::chrono::year_month_day filed;  // the day of application by the provider's clock
};

// Refusals: document_expired, term_not_permitted, filed_too_late, filed_too_early, act_condition_unmet. What
// the form does not tell is a note, never a pass.
result<void> check_rules(service_case&, const rule_context&);

// The corresponding date so many months later, or the last day of that month.
std::chrono::year_month_day add_months(std::chrono::year_month_day, int months) noexcept;

}  // namespace gw::cases
