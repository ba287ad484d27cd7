#include "pki/path_revocation.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "pki/algorithms.hpp"
#include "pki/crl_coverage.hpp"
#include "pki/name.hpp"
#include "pki/profile.hpp"

namespace gw::pki {
namespace {

// Signers of lists whose own status needs the list of another delegate, and so on: real chains have one.
constexpr std::size_t most_delegations = 4;

bool may_sign_lists(const certificate& cert) {
    return (cert.key_usage() & X509v3_KU_CRL_SIGN) != 0;
}

bool is_same_authority(const certificate& signer, const certificate& authority) {
    return signer.key_sha256() == authority.key_sha256() && may_sign_lists(authority) &&
           same_name(signer.subject_name(), authority.subject_name());
}

bool is_in_force(const std::optional<revoked_entry>& entry, timestamp at) {
    return entry && entry->revoked_at <= at;
}

// Whether a delta can be laid over a full list. RFC 5280 5.2.4: "the CRL number of the complete CRL is equal
// to or greater than the BaseCRLNumber specified in the delta CRL". It also wants the delta's own number to
// be the greater, but НУЦ РК numbers its deltas in a sequence of their own (facts/kz-pki.md section 3): the
// dates tell which is newer.
bool fits(const crl& delta, const crl& list) {
    return !list.number().empty() && compare_numbers(delta.base_number(), list.number()) <= 0;
}

bool is_signed_with(const signed_crl& one, const certificate& owner) {
    return std::any_of(one.signers.begin(), one.signers.end(), [&owner](const certificate_ptr& signer) {
        return signer->key_sha256() == owner.key_sha256();
    });
}

// One issuer, one scope, one key: each list of a series takes the place of the one before.
bool is_of_series(const signed_crl& one, const signed_crl& other) {
    return same_name(one.list->issuer_name(), other.list->issuer_name()) &&
           one.list->scope() == other.list->scope() &&
           std::any_of(one.signers.begin(), one.signers.end(),
                       [&other](const certificate_ptr& signer) { return is_signed_with(other, *signer); });
}

// The rest of 5.2.4 and 6.3.3 (c): of the full list's series, and newer than it.
bool concerns(const signed_crl& delta, const signed_crl& full) {
    return delta.list->is_delta() && is_of_series(delta, full) &&
           delta.list->this_update() >= full.list->this_update();
}

// A key for lists and nothing else, as PKITS 4.4.19 has it: no authority that was renewed, nor another one of
// the same name.
bool signs_lists_alone(const certificate& signer) {
    return !signer.is_ca() && (signer.key_usage() & X509v3_KU_KEY_CERT_SIGN) == 0;
}

}  // namespace

// The earliest of several revocations to come bounds the answer.
void crl_answer::rest_on(const crl& list, const crl* delta, const std::optional<revoked_entry>& listed) {
    lists.push_back(&list);
    if (delta) lists.push_back(delta);
    if (listed && (!entry || listed->revoked_at < entry->revoked_at)) entry = listed;
}

path_revocation::path_revocation(const certificate_path& path, const trust& known, const policy& rules,
                                 timestamp at, seconds grace)
    : path_(path), rules_(rules), at_(at), grace_(grace), lists_(known.signed_crls()) {
    // Lists of authorities that only the message brought along.
    for (const unusable_crl& one : known.unusable_crls())
        for (const certificate_ptr& authority : path)
            if (same_name(one.list->issuer_name(), authority->subject_name()) &&
                one.list->check_signature(*authority))
                lists_.push_back({one.list, {authority}});
    std::stable_sort(lists_.begin(), lists_.end(), [](const signed_crl& a, const signed_crl& b) {
        return a.list->this_update() > b.list->this_update();
    });
}

// The newest full list of each key and scope that covers the certificate and answers, the newest first.
std::vector<path_revocation::candidate> path_revocation::candidates(const certificate& cert,
                                                                    std::size_t issuer) const {
    std::vector<candidate> all;
    for (const signed_crl& one : lists_) {
        const reason_mask reasons = one.list->is_delta() ? 0 : coverage(*one.list, cert);
        const auto takes_its_place = [&one](const candidate& newer) {
            return newer.from->list->this_update() > one.list->this_update() &&
                   is_of_series(*newer.from, one);
        };
        if (reasons == 0 || std::any_of(all.begin(), all.end(), takes_its_place)) continue;
        if (answers_for(one, issuer)) all.push_back({&one, reasons, owner_of(one, issuer)});
    }
    return all;
}

path_revocation::owner path_revocation::owner_of(const signed_crl& one, std::size_t issuer) const {
    for (std::size_t i = issuer; i < path_.size(); ++i)
        if (same_name(one.list->issuer_name(), path_[i]->subject_name()))
            return is_signed_with(one, *path_[i]) ? owner::own_key : owner::namesake;
    return owner::named_by_the_certificate;
}

// Whether a list may call the certificate good. That of another key of the authority's name need not know
// what this key has issued: any authority may have been given the name, and at a roll-over each key may keep
// lists of its own. It counts where no list of the own key is known, of a key that signs nothing but lists
// (PKITS 4.4.19); by RFC 5280 alone also of one that a self-issued certificate ties to this path (a
// roll-over, PKITS 4.5.1).
bool path_revocation::may_clear(const candidate& one, const std::vector<candidate>& all,
                                std::size_t issuer) const {
    if (one.whose != owner::namesake) return true;
    const bool own_key_speaks = std::any_of(all.begin(), all.end(), [&one](const candidate& other) {
        return other.whose == owner::own_key &&
               same_name(other.from->list->issuer_name(), one.from->list->issuer_name());
    });
    if (own_key_speaks) return false;
    const auto& signers = one.from->signers;
    if (std::all_of(signers.begin(), signers.end(),
                    [](const certificate_ptr& signer) { return signs_lists_alone(*signer); }))
        return true;
    return rules_.profile != profile::nca &&
           std::any_of(signers.begin(), signers.end(), [&](const certificate_ptr& signer) {
               return is_above(*signer, issuer) ||
                      (same_name(signer->issuer_name(), signer->subject_name()) &&
                       is_delegate(signer, issuer));
           });
}

// All are asked: what one revokes is revoked, whatever a newer list of another key or scope does not know.
crl_answer path_revocation::ask(const certificate& cert, std::size_t issuer) const {
    crl_answer found, stale;
    reason_mask covered = 0;
    const std::vector<candidate> all = candidates(cert, issuer);
    for (const candidate& one : all) {
        const crl_ptr& list = one.from->list;
        const bool adds = (one.reasons & ~covered) != 0 && may_clear(one, all, issuer);  // step (e)
        if (is_stale(*list)) {
            if (adds && stale.lists.empty()) stale = {crl_state::stale, std::nullopt, {list.get()}};
            continue;
        }
        const looked_up entry = look_up(cert, *one.from, issuer);
        // A revocation after `at` does not revoke (design: the question is about that moment).
        const bool revokes = is_in_force(entry.entry, at_);
        if (revokes) found = {crl_state::revoked, std::nullopt, {}};
        if (adds || entry.entry) found.rest_on(*list, entry.delta, entry.entry);
        if (revokes) return found;
        if (adds) covered |= one.reasons;
    }
    if (!stale.lists.empty()) return stale;
    if (covered == all_reasons) found.state = crl_state::good;
    return found;
}

timestamp path_revocation::end_of(const crl_answer& answer) const {
    if (answer.state != crl_state::good && answer.state != crl_state::revoked) return at_;
    timestamp end = timestamp::max();
    for (const crl* list : answer.lists) {
        if (list->next_update()) end = std::min(end, *list->next_update());
        if (rules_.max_crl_age) end = std::min<timestamp>(end, list->this_update() + *rules_.max_crl_age);
    }
    if (answer.entry && answer.entry->revoked_at > at_) end = std::min(end, answer.entry->revoked_at);
    return end;
}

// Steps (i) to (k). A delta whose base is newer than the full list at hand cannot take anything back, but
// what it revokes is revoked: its issuer says so.
path_revocation::looked_up path_revocation::look_up(const certificate& cert, const signed_crl& full,
                                                    std::size_t issuer) const {
    const crl& list = *full.list;
    const auto base = list.find(cert);
    const crl* delta = delta_of(full, issuer);
    const auto change = delta ? delta->find(cert) : std::nullopt;
    if (!change) return {base, delta && fits(*delta, list) ? delta : nullptr};
    if (change->reason == remove_from_crl) {
        if (fits(*delta, list)) return {std::nullopt, delta};
        return {base, nullptr};
    }
    if (is_in_force(base, at_) && !is_in_force(change, at_)) return {base, delta};
    return {change, delta};
}

const crl* path_revocation::delta_of(const signed_crl& full, std::size_t issuer) const {
    for (const signed_crl& one : lists_)
        if (concerns(one, full) && !is_stale(*one.list) && answers_for(one, issuer)) return one.list.get();
    return nullptr;
}

// A list without nextUpdate does not say how long it holds (RFC 5280 5.1.2.5 requires it): only
// max_crl_age can.
bool path_revocation::is_stale(const crl& list) const {
    if (list.next_update() && *list.next_update() + grace_ < at_) return true;
    if (!rules_.max_crl_age) return !list.next_update();
    return list.this_update() + *rules_.max_crl_age + grace_ < at_;
}

bool path_revocation::is_acceptable(const crl& list) const {
    return rules_.profile != profile::nca ||
           strength_of_signature(list.signature_nid()) == digest_strength::adequate;
}

// Steps (f) and (g): the path of the list's signer ends at the same anchor. The signer is the issuer's
// own key, or a certificate further up this path, or another key that an authority of this path certified.
bool path_revocation::answers_for(const signed_crl& one, std::size_t issuer) const {
    if (!is_acceptable(*one.list)) return false;
    return std::any_of(one.signers.begin(), one.signers.end(), [&](const certificate_ptr& signer) {
        return is_above(*signer, issuer) || is_delegate(signer, issuer);
    });
}

bool path_revocation::is_above(const certificate& signer, std::size_t issuer) const {
    return std::any_of(path_.begin() + static_cast<std::ptrdiff_t>(issuer), path_.end(),
                       [&signer](const certificate_ptr& one) { return is_same_authority(signer, *one); });
}

// A key for lists, which one of the path's authorities certified and has not revoked.
bool path_revocation::is_delegate(const certificate_ptr& signer, std::size_t issuer) const {
    const bool for_lists = signer->key_usage() != UINT32_MAX && may_sign_lists(*signer);
    if (!for_lists || at_ < signer->not_before() || at_ > signer->not_after()) return false;
    if (check_algorithms(*signer, false, rules_, at_)) return false;
    for (std::size_t parent = issuer; parent < path_.size(); ++parent)
        if (same_name(signer->issuer_name(), path_[parent]->subject_name()) &&
            signed_by(*signer, *path_[parent]) && has_sound_path(signer, parent) &&
            is_unrevoked(*signer, parent))
            return true;
    return false;
}

bool path_revocation::has_sound_path(const certificate_ptr& signer, std::size_t parent) const {
    certificate_path whole{signer};
    whole.insert(whole.end(), path_.begin() + static_cast<std::ptrdiff_t>(parent), path_.end());
    policy any_policy;  // the relying party's certificate policies are about the message, not about lists
    any_policy.profile = rules_.profile;
    return !check_path(whole, any_policy);
}

// A signer whose status only its own list could tell is believed when the authority that certified it has put
// that list into its certificate (PKITS 4.14.30); any other circle proves nothing.
bool path_revocation::is_unrevoked(const certificate& signer, std::size_t parent) const {
    if (std::find(being_asked_.begin(), being_asked_.end(), &signer) != being_asked_.end()) {
        const auto& points = signer.crl_distribution_points();
        return std::any_of(points.begin(), points.end(), [&signer](const distribution_point& point) {
            return std::any_of(point.crl_issuers.begin(), point.crl_issuers.end(),
                               [&signer](const general_name& one) { return one.is(signer.subject_name()); });
        });
    }
    if (being_asked_.size() == most_delegations) return false;
    being_asked_.push_back(&signer);
    const crl_answer own = ask(signer, parent);
    being_asked_.pop_back();
    return own.state == crl_state::good;
}

}  // namespace gw::pki
