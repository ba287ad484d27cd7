#include "evidence/stamp_authority.hpp"

#include "pki/verdict.hpp"

#include <algorithm>

namespace gw::evidence {
namespace {

using certificates = std::vector<pki::certificate_ptr>;

// RFC 3161 section 4: what was stamped before a key was given up in good order stays stamped. A key that was
// compromised, or of which the list says nothing (0), may have stamped with any date.
bool spares_what_was_before(int reason) noexcept {
    constexpr int affiliation_changed = 3, superseded = 4, cessation_of_operation = 5;
    return reason == affiliation_changed || reason == superseded || reason == cessation_of_operation;
}

bool is_signed_by_any(const pki::crl& list, const certificates& known) {
    return std::ranges::any_of(known,
                               [&](const auto& one) { return list.check_signature(*one).has_value(); });
}

// Whatever the date of the entry, and whether or not the path passes otherwise.
std::optional<error> find_revocation(const pki::certificate& one, const certificates& known,
                                     const std::vector<pki::crl_ptr>& lists, timestamp stamped_at) {
    for (const auto& list : lists) {
        const auto entry = list->find(one);
        if (!entry || entry->reason == pki::remove_from_crl) continue;
        if (X509_NAME_cmp(list->issuer_name(), one.issuer_name()) != 0) continue;
        if (entry->revoked_at > stamped_at && spares_what_was_before(entry->reason)) continue;
        if (is_signed_by_any(*list, known))
            return error(errc::certificate_revoked, one.subject() + ", " + to_rfc3339(entry->revoked_at) +
                                                        ", reason " + std::to_string(entry->reason));
    }
    return std::nullopt;
}

}  // namespace

std::optional<error> judge_stamp_authority(const crypto::time_stamp& stamp, octets_view anchors_pem,
                                           const std::vector<pki::crl_ptr>& lists) {
    const auto known = pki::read_certificates(anchors_pem);
    if (!known) return known.error();
    certificates anchors, between, carried, all = *known;
    for (const auto& one : *known)
        (one->is_self_issued() ? anchors : between).push_back(one);
    for (const octets& der : stamp.certificates) {
        const auto one = pki::certificate::from_der(der);
        if (!one) return one.error();
        carried.push_back(*one);
        all.push_back(*one);
    }
    if (carried.empty())
        return error(errc::revocation_unavailable, "the token does not carry its certificate");
    for (const auto& one : all)
        if (const auto revoked = find_revocation(*one, all, lists, stamp.at)) return revoked;
    pki::policy rules;
    rules.profile = pki::profile::rfc5280;
    rules.purpose = pki::purpose::any;
    const pki::trust trust(std::move(anchors), std::move(between), lists);
    return pki::evaluate(carried.front(), {carried.begin() + 1, carried.end()}, trust, rules, stamp.at)
        .failure;
}

bool is_revoked(const error& status) noexcept {
    return status.info().sub_indication == sub_indication::revoked ||
           status.info().sub_indication == sub_indication::revoked_ca_no_poe;
}

}  // namespace gw::evidence
