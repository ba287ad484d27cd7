// Look-ups in a loaded catalogue.
#include "catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gw::catalogue {
namespace {

constexpr std::array<std::pair<limit_unit, std::string_view>, 4> unit_names{{
    {limit_unit::minutes, "minutes"},
    {limit_unit::hours, "hours"},
    {limit_unit::working_days, "working_days"},
    {limit_unit::calendar_days, "calendar_days"},
}};

// The element whose `member` equals the text, or null.
template <class T>
const T* find_by(const std::vector<T>& all, std::string T::*member, std::string_view text) noexcept {
    const auto found = std::ranges::find(all, text, member);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(limit_unit unit) noexcept {
    return unit_names[static_cast<std::size_t>(unit)].second;
}

std::optional<limit_unit> limit_unit_from(std::string_view text) noexcept {
    for (const auto& [unit, name] : unit_names)
        if (name == text) return unit;
    return std::nullopt;
}

const std::vector<required_document>* procedure::documents_for(std::string_view category) const noexcept {
    if (documents_by_category.empty()) return &documents;
    for (const auto& [name, list] : documents_by_category)
        if (name == category) return &list;
    return nullptr;
}

const procedure* act::find_procedure(std::string_view wanted) const noexcept {
    return find_by(procedures, &procedure::code, wanted);
}

const channel* act::find_channel(std::string_view portal) const noexcept {
    return find_by(channels, &channel::portal, portal);
}

bool act::offers(std::string_view portal) const noexcept {
    const channel* const found = find_channel(portal);
    return found != nullptr && found->offered;
}

const provider* catalogue::find_provider(std::string_view code) const noexcept {
    return find_by(providers_, &provider::code, code);
}

bool catalogue::knows_service(std::string_view public_service) const noexcept {
    return find_by(acts_, &act::public_service, public_service) != nullptr;
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

}  // namespace gw::catalogue
