// First the lists that stand in for a service standard, then the examples: an example repeats them too.
#include "catalogue/act_links.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gw::catalogue {
namespace {

const act* find(const std::vector<linked_act>& all, std::string_view code, std::string_view public_service) {
    for (const auto& one : all)
        if (one.read.content.code == code && one.read.content.public_service == public_service)
            return &one.read.content;
    return nullptr;
}

void take_over_lists(act& to, const act& from) {
    if (!to.points_to->documents.empty())
        for (auto& procedure : to.procedures) {
            const auto* const source = from.find_procedure(procedure.code);
            if (source == nullptr || !procedure.documents.empty() || !procedure.ruled()) continue;
            procedure.documents = source->documents;
            procedure.categories = source->categories;
            procedure.documents_from = from.code;
            // Where the act has no fee there is no payment to be shown.
            if (!procedure.fee || !procedure.fee->paid)
                for (auto& document : procedure.documents)
                    if (document.when == asked::after_notice) document.when = asked::never;
        }
    const bool has_grounds =
        std::ranges::any_of(to.grounds, [](const ground& one) { return !one.of_acceptance; });
    if (to.points_to->grounds.empty() || has_grounds) return;
    std::ranges::copy_if(from.grounds, std::back_inserter(to.grounds),
                         [](const ground& one) { return !one.of_acceptance; });
    to.grounds_from = from.code;
}

// Everything but who, when and under which number.
void continue_act(act& to, const act& from) {
    act continued = from;
    continued.code = to.code;
    continued.number = to.number;
    continued.provider = to.provider;
    continued.edition.clear();
    continued.adopted = to.adopted;
    continued.registered = to.registered;
    continued.published = to.published;
    continued.registration_number = to.registration_number;
    continued.valid_from = to.valid_from;
    continued.valid_to = to.valid_to;
    continued.valid_from_estimated = to.valid_from_estimated;
    continued.valid_to_estimated = to.valid_to_estimated;
    continued.repealed_by = to.repealed_by;
    continued.example = true;
    continued.continues = to.continues;
    continued.file = to.file;
    to = std::move(continued);
}

}  // namespace

void link_acts(std::vector<linked_act>& all, findings& found) {
    const auto lost = [&found](const linked_act& one, std::string_view key, std::string_view code) {
        found.add(
            one.where.file, one.where.line,
            fmt::format("`{}`: there is no act `{}` of this public service with text of its own", key, code));
    };
    for (auto& one : all) {
        act& leaning = one.read.content;
        if (!leaning.points_to || leaning.points_to->taken_over_from.empty()) continue;
        const auto* const source = find(all, leaning.points_to->taken_over_from, leaning.public_service);
        if (source == nullptr || source == &leaning || source->points_to || !source->continues.empty())
            lost(one, "taken_over_from", leaning.points_to->taken_over_from);
        else
            take_over_lists(leaning, *source);
    }
    for (auto& one : all) {
        act& leaning = one.read.content;
        if (leaning.continues.empty()) continue;
        const auto* const source = find(all, leaning.continues, leaning.public_service);
        if (source == nullptr || !source->continues.empty())
            lost(one, "continues", leaning.continues);
        else
            continue_act(leaning, *source);
    }
}

}  // namespace gw::catalogue
