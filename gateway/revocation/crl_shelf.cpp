#include "revocation/crl_shelf.hpp"

#include <algorithm>

#include "pki/name.hpp"

namespace gw::revocation {
authority_key key_of(const pki::certificate& authority) {
    return {octets(authority.subject_der()), octets(authority.subject_key_id())};
}

bool is_older(const pki::crl& candidate, const pki::crl& in_place) {
    if (candidate.this_update() < in_place.this_update()) return true;
    if (candidate.number().empty() || in_place.number().empty()) return false;
    return pki::compare_numbers(candidate.number(), in_place.number()) < 0;
}

void crl_shelf::set_authorities(std::vector<pki::certificate_ptr> authorities) {
    authorities_ = std::move(authorities);
    std::erase_if(lists_, [this](const auto& one) {
        return std::none_of(authorities_.begin(), authorities_.end(),
                            [&one](const pki::certificate_ptr& authority) {
                                return key_of(*authority) == one.first.authority;
                            });
    });
}

result<pki::certificate_ptr> crl_shelf::signer_of(const pki::crl& list) const {
    error why(errc::crl_issuer_unknown, "no authority of this name is configured: " + list.issuer());
    for (const auto& authority : authorities_) {
        if (!pki::same_name(authority->subject_name(), list.issuer_name())) continue;
        const auto checked = list.check_signature(*authority);
        if (checked) return authority;
        why = checked.error();
    }
    return why;
}

result<crl_shelf::placed> crl_shelf::put(const pki::crl_ptr& list) {
    for (const auto& [place, in_place] : lists_)
        if (in_place->sha256() == list->sha256()) return placed{offer::same, place};
    const auto signer = signer_of(*list);
    if (!signer) return signer.error();
    const crl_place place{key_of(**signer), list->scope().der, list->is_delta()};
    pki::crl_ptr& there = lists_[place];
    if (there && is_older(*list, *there)) return placed{offer::older, place};
    there = list;
    return placed{offer::taken, place};
}

pki::crl_ptr crl_shelf::find(const crl_place& place) const {
    const auto found = lists_.find(place);
    return found == lists_.end() ? nullptr : found->second;
}

pki::crl_ptr crl_shelf::full_list_of(const pki::certificate& authority) const {
    if (auto own = find({key_of(authority), {}, false})) return own;
    for (const auto& [place, list] : lists_)
        if (!place.delta && pki::same_name(list->issuer_name(), authority.subject_name())) return list;
    return nullptr;
}

bool crl_shelf::has_base(const crl_place& of_delta) const {
    const auto delta = find(of_delta), base = find({of_delta.authority, of_delta.scope, false});
    return delta && base && !base->number().empty() &&
           pki::compare_numbers(delta->base_number(), base->number()) <= 0;
}

std::vector<pki::crl_ptr> crl_shelf::all() const {
    std::vector<pki::crl_ptr> lists;
    for (const auto& [place, list] : lists_)
        lists.push_back(list);
    return lists;
}

}  // namespace gw::revocation
