#include "revocation/crl_shelf.hpp"

#include <algorithm>

#include "pki/name.hpp"

namespace gw::revocation {
namespace {

// Hexadecimal numbers as numbers, without leading zeros.
int compare_hex(std::string_view a, std::string_view b) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

}  // namespace

authority_key key_of(const pki::certificate& authority) {
    return {octets(authority.subject_der()), octets(authority.subject_key_id())};
}

bool is_older(const pki::crl& candidate, const pki::crl& in_place) {
    if (candidate.this_update() < in_place.this_update()) return true;
    if (candidate.number().empty() || in_place.number().empty()) return false;
    return compare_hex(candidate.number(), in_place.number()) < 0;
}

void crl_shelf::set_authorities(std::vector<pki::certificate_ptr> authorities) {
    authorities_ = std::move(authorities);
    std::map<authority_key, pki::crl_ptr> kept;
    for (const auto& authority : authorities_)
        if (auto list = find(key_of(*authority))) kept.emplace(key_of(*authority), std::move(list));
    lists_ = std::move(kept);
}

result<pki::certificate_ptr> crl_shelf::signer_of(const pki::crl& list) const {
    error why(errc::crl_signature_wrong, "no authority of this name is configured: " + list.issuer());
    for (const auto& authority : authorities_) {
        if (!pki::same_name(authority->subject_name(), list.issuer_name())) continue;
        const auto checked = list.check_signature(*authority);
        if (checked) return authority;
        why = checked.error();
    }
    return why;
}

result<crl_shelf::placed> crl_shelf::put(const pki::crl_ptr& list) {
    for (const auto& [key, in_place] : lists_)
        if (in_place->sha256() == list->sha256()) return placed{offer::same, key};
    const auto signer = signer_of(*list);
    if (!signer) return signer.error();
    const authority_key key = key_of(**signer);
    pki::crl_ptr& place = lists_[key];
    if (place && is_older(*list, *place)) return placed{offer::older, key};
    place = list;
    return placed{offer::taken, key};
}

pki::crl_ptr crl_shelf::find(const authority_key& key) const {
    const auto found = lists_.find(key);
    return found == lists_.end() ? nullptr : found->second;
}

std::vector<pki::crl_ptr> crl_shelf::all() const {
    std::vector<pki::crl_ptr> lists;
    for (const auto& [key, list] : lists_)
        lists.push_back(list);
    return lists;
}

}  // namespace gw::revocation
