// Look-ups in a loaded catalogue.
#include "catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/working_calendar.hpp"

namespace gw::catalogue {

const provider* catalogue::find_provider(std::string_view code) const noexcept {
    const auto found = std::ranges::find(providers_, code, &provider::code);
    return found == providers_.end() ? nullptr : &*found;
}

bool catalogue::knows_service(std::string_view public_service) const noexcept {
    return std::ranges::find(acts_, public_service, &act::public_service) != acts_.end();
}

result<const act*> catalogue::find_act(std::string_view public_service, std::string_view provider,
                                       std::chrono::year_month_day on) const {
    bool provided = false;
    for (const auto& act : acts_) {
        if (act.public_service != public_service || act.provider != provider) continue;
        if (act.in_force(on)) return &act;
        provided = true;
    }
    return error(provided ? errc::act_not_in_force : errc::provider_unknown,
                 fmt::format("{} by {} on {}", public_service, provider, gw::to_string(on)));
}

result<void> catalogue::usable_at(timestamp now) const {
    const bool any = std::ranges::any_of(acts_, [&](const act& one) {
        const provider* const office = find_provider(one.provider);
        return office != nullptr && one.in_force(office->local_date(now));
    });
    if (!any) return error(errc::act_not_in_force, "no act of the catalogue is in force");
    for (const auto& office : providers_)
        if (const auto day = calendar_->is_working(std::chrono::local_days(office.local_date(now))); !day)
            return day.error();
    return {};
}

}  // namespace gw::catalogue
