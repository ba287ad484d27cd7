// IIN and BIN are compared as text: a number that fails its check digit still has to be the same number.
#include "cases/signer_rules.hpp"

#include <algorithm>

namespace gw::cases {
namespace {

using signatures = std::vector<const signer_summary*>;

// How near a signature comes to being the party's, and therefore what is said when none is it.
enum class match { nameless, other_organisation, role_missing, other_person, full };

bool may_sign_for_organisation(const signer_summary& signer) {
    return std::any_of(signer.roles.begin(), signer.roles.end(), [](const std::string& role) {
        return role == "first_head" || role == "right_to_sign";
    });
}

match compare(const signing_party& party, const signer_summary& signer) {
    if (signer.iin.empty() && signer.bin.empty()) return match::nameless;
    if (!party.bin.empty()) {
        if (signer.bin != party.bin) return match::other_organisation;
        if (!may_sign_for_organisation(signer)) return match::role_missing;
    }
    if (!party.iin.empty() && signer.iin != party.iin) return match::other_person;
    return match::full;
}

match best_match(const signing_party& party, const signatures& all) {
    match best = match::nameless;
    for (const signer_summary* signer : all)
        best = std::max(best, compare(party, *signer));
    return best;
}

errc code_of(match nearest) noexcept {
    switch (nearest) {
        case match::other_organisation:
            return errc::signer_bin_mismatch;
        case match::role_missing:
            return errc::signer_role_forbidden;
        case match::other_person:
            return errc::signer_iin_mismatch;
        default:
            return errc::signer_identity_missing;
    }
}

std::vector<std::size_t> full_matches(const signing_party& party, const signatures& all) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (compare(party, *all[i]) == match::full) found.push_back(i);
    return found;
}

}  // namespace

result<void> check_signed_by(const signing_party& party, const signatures& all) {
    // A request that names nobody can be signed by nobody.
    if (party.iin.empty() && party.bin.empty()) return errc::signer_identity_missing;
    const match nearest = best_match(party, all);
    if (nearest != match::full) return code_of(nearest);
    return boost::system::in_place_value;
}

result<void> check_signed_by_both(const signing_party& foreigner, const signing_party& employer,
                                  const signatures& all) {
    const auto first = full_matches(foreigner, all);
    const auto second = full_matches(employer, all);
    const bool stranger = std::any_of(all.begin(), all.end(), [&](const signer_summary* signer) {
        return compare(foreigner, *signer) != match::full && compare(employer, *signer) != match::full;
    });
    // A stranger's signature where a party's should stand is the graver finding than an absent one.
    if (stranger && first.empty()) return check_signed_by(foreigner, all);
    if (stranger && second.empty()) return check_signed_by(employer, all);
    // The head of the employer may be the foreigner himself: one signature still stands for one party only.
    const bool one_for_both = first.size() == 1 && first == second;
    if (first.empty() || second.empty() || one_for_both) return errc::second_signature_missing;
    return boost::system::in_place_value;
}

}  // namespace gw::cases
