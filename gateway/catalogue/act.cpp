// Look-ups in an act.
#include "catalogue/act.hpp"

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

constexpr std::array<std::pair<rule_kind, std::string_view>, 12> rule_names{{
    {rule_kind::term_months, "term_months"},
    {rule_kind::total_months, "total_months"},
    {rule_kind::filed_not_before, "filed_not_before"},
    {rule_kind::filed_not_after, "filed_not_after"},
    {rule_kind::new_permit_within, "new_permit_within"},
    {rule_kind::document_age, "document_age"},
    {rule_kind::document_covers_term, "document_covers_term"},
    {rule_kind::border_crossing_within, "border_crossing_within"},
    {rule_kind::agreement_within, "agreement_within"},
    {rule_kind::agreement_after_entry, "agreement_after_entry"},
    {rule_kind::notice_within, "notice_within"},
    {rule_kind::territory, "territory"},
}};

template <class Enum, std::size_t Count>
std::optional<Enum> find_name(const std::array<std::pair<Enum, std::string_view>, Count>& all,
                              std::string_view text) noexcept {
    for (const auto& [value, name] : all)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(limit_unit unit) noexcept {
    return unit_names[static_cast<std::size_t>(unit)].second;
}

std::optional<limit_unit> limit_unit_from(std::string_view text) noexcept {
    return find_name(unit_names, text);
}

std::string_view to_string(rule_kind kind) noexcept {
    return rule_names[static_cast<std::size_t>(kind)].second;
}

std::optional<rule_kind> rule_kind_from(std::string_view text) noexcept {
    return find_name(rule_names, text);
}

std::string_view to_string(consequence value) noexcept {
    return value == consequence::refuse ? "refuse" : "note";
}

std::string_view to_string(signing value) noexcept {
    if (value == signing::both) return "both";
    return value == signing::employer ? "employer" : "applicant";
}

std::string_view to_string(asked value) noexcept {
    if (value == asked::never) return "never";
    return value == asked::after_notice ? "after_notice" : "at_acceptance";
}

bool covers(const scope& named, std::string_view name) noexcept {
    return named.empty() || std::ranges::find(named, name) != named.end();
}

std::optional<std::vector<const required_document*>> procedure::documents_for(
    std::string_view category, std::string_view channel) const {
    if (!categories.empty() && std::ranges::find(categories, category) == categories.end())
        return std::nullopt;
    std::vector<const required_document*> list;
    for (const auto& document : documents)
        if (covers(document.channels, channel) &&
            (categories.empty() || covers(document.categories, category)))
            list.push_back(&document);
    return list;
}

std::vector<numbered_step> procedure::steps_for(std::string_view channel) const {
    std::vector<numbered_step> chain;
    for (const auto& step : steps)
        if (!step.conditional() && covers(step.channels, channel))
            chain.push_back({.n = static_cast<int>(chain.size()) + 1, .what = &step});
    return chain;
}

std::vector<const step*> procedure::conditional_steps_for(std::string_view channel) const {
    std::vector<const step*> found;
    for (const auto& step : steps)
        if (step.conditional() && covers(step.channels, channel)) found.push_back(&step);
    return found;
}

const procedure* act::find_procedure(std::string_view wanted) const noexcept {
    const auto found = std::ranges::find(procedures, wanted, &procedure::code);
    return found == procedures.end() ? nullptr : &*found;
}

const channel* act::find_channel(std::string_view wanted) const noexcept {
    const auto found = std::ranges::find(channels, wanted, &channel::code);
    return found == channels.end() ? nullptr : &*found;
}

bool act::offers(std::string_view wanted) const noexcept {
    const channel* const found = find_channel(wanted);
    return found != nullptr && found->offered;
}

consequence act::if_missing(std::string_view wanted) const noexcept {
    const channel* const found = find_channel(wanted);
    return found != nullptr ? found->on_missing_document.value_or(on_missing_document) : on_missing_document;
}

consequence act::if_expired(std::string_view wanted) const noexcept {
    const channel* const found = find_channel(wanted);
    return found != nullptr ? found->on_expired_document.value_or(on_expired_document) : on_expired_document;
}

bool act::asks_for_consent(std::string_view wanted) const noexcept {
    const channel* const found = find_channel(wanted);
    return found != nullptr ? found->consent_required.value_or(consent_required) : consent_required;
}

}  // namespace gw::catalogue
