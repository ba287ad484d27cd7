#include "pki/revocation.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/name.hpp"
#include "pki/profile.hpp"

namespace gw::pki {
namespace {

enum class status { good, revoked, unknown, stale };

struct answer {
    pki::status status = pki::status::unknown;
    const crl* list = nullptr;
    std::optional<revoked_entry> entry;
};

class path_revocation {
public:
    path_revocation(const certificate_path& path, const trust& known, const policy& rules, timestamp at)
        : path_(path), known_(known), rules_(rules), at_(at) {}

    // The status of path_[index] by lists that its issuer path_[index + 1] answers for.
    answer ask(std::size_t index) const {
        return ask(*path_[index], [&](const signed_crl& one) { return answers_for(one, index + 1); });
    }

private:
    template <class Trusted>
    answer ask(const certificate& cert, Trusted trusted) const {
        answer found;
        for (const signed_crl& one : known_.signed_crls()) {  // the newest first
            const crl& list = *one.list;
            if (!same_name(list.issuer_name(), cert.issuer_name()) || !trusted(one)) continue;
            if (is_stale(list)) {
                if (!found.list) found = {status::stale, &list, std::nullopt};
                continue;
            }
            const auto entry = list.find(cert);
            // A revocation after `at` does not revoke (design: the question is about that moment).
            if (entry && entry->revoked_at <= at_) return {status::revoked, &list, entry};
            return {status::good, &list, entry};
        }
        return found;
    }

    // A list without nextUpdate does not say how long it holds (RFC 5280 5.1.2.5 requires it): only
    // max_crl_age can.
    bool is_stale(const crl& list) const {
        if (list.next_update() && *list.next_update() < at_) return true;
        if (!rules_.max_crl_age) return !list.next_update();
        return list.this_update() + *rules_.max_crl_age < at_;
    }

    bool is_acceptable(const crl& list) const {
        return rules_.profile != profile::nca ||
               strength_of_signature(list.signature_nid()) == digest_strength::adequate;
    }

    // RFC 5280 6.3.3 (f): the path of the list's signer ends at the same anchor. The signer is the issuer's
    // own key, or a certificate further up this path, or another key of the issuer certified on this path.
    bool answers_for(const signed_crl& one, std::size_t issuer) const {
        if (!is_acceptable(*one.list)) return false;
        return std::any_of(one.signers.begin(), one.signers.end(), [&](const certificate_ptr& signer) {
            return is_same_key(*signer, *path_[issuer]) || is_above(*signer, issuer) ||
                   is_delegate(*signer, issuer);
        });
    }

    static bool is_same_key(const certificate& signer, const certificate& issuer) {
        return signer.key_sha256() == issuer.key_sha256() && (issuer.key_usage() & X509v3_KU_CRL_SIGN) != 0;
    }

    bool is_above(const certificate& signer, std::size_t issuer) const {
        return std::any_of(path_.begin() + static_cast<std::ptrdiff_t>(issuer) + 1, path_.end(),
                           [&signer](const certificate_ptr& one) { return is_same_key(signer, *one); });
    }

    // The issuer's name with another key, which one of the path's authorities certified for lists and has not
    // revoked.
    bool is_delegate(const certificate& signer, std::size_t issuer) const {
        const bool for_lists =
            signer.key_usage() != UINT32_MAX && (signer.key_usage() & X509v3_KU_CRL_SIGN) != 0;
        if (!for_lists || at_ < signer.not_before() || at_ > signer.not_after()) return false;
        if (check_algorithms(signer, false, rules_.profile)) return false;
        for (std::size_t parent = issuer; parent < path_.size(); ++parent) {
            const certificate& above = *path_[parent];
            if (!same_name(signer.issuer_name(), above.subject_name()) || !above.public_key()) continue;
            if (X509_verify(signer.x509(), above.public_key()) != 1) continue;
            const answer own = ask(signer, [&](const signed_crl& one) {
                return is_acceptable(*one.list) &&
                       std::any_of(one.signers.begin(), one.signers.end(),
                                   [&above](const certificate_ptr& by) { return is_same_key(*by, above); });
            });
            if (own.status == status::good) return true;
        }
        return false;
    }

    const certificate_path& path_;
    const trust& known_;
    const policy& rules_;
    const timestamp at_;
};

std::string_view text_of(status value) {
    if (value == status::good) return "good";
    return value == status::revoked ? "revoked" : "unknown";
}

revocation_evidence evidence_of(const certificate& cert, const answer& found) {
    revocation_evidence made;
    made.certificate_sha256 = to_hex(cert.sha256());
    made.source = "crl";
    made.status = text_of(found.status);
    made.revoked = found.entry;
    if (!found.list) return made;
    made.issuer = found.list->issuer();
    made.number = found.list->number();
    made.sha256 = to_hex(found.list->sha256());
    made.this_update = found.list->this_update();
    made.next_update = found.list->next_update();
    return made;
}

error failure_of(const certificate& cert, bool is_leaf, const answer& found) {
    const std::string serial = "serial " + cert.serial();
    if (found.status == status::revoked)
        return {is_leaf ? errc::certificate_revoked : errc::ca_revoked,
                serial + ": revoked " + to_rfc3339(found.entry->revoked_at)};
    if (found.status == status::stale)
        return {errc::revocation_stale, serial + ": list " + found.list->number()};
    return {errc::revocation_unavailable, serial + ": no list of its issuer covers it"};
}

// What is certain goes before what is unknown, and the authority before the holder.
int weight(errc code) {
    switch (code) {
        case errc::ca_revoked:
            return 4;
        case errc::certificate_revoked:
            return 3;
        case errc::revocation_unavailable:
            return 2;
        default:
            return 1;
    }
}

timestamp end_of(const answer& found, const policy& rules, timestamp at) {
    timestamp end = found.list->next_update().value_or(timestamp::max());
    if (rules.max_crl_age) end = std::min<timestamp>(end, found.list->this_update() + *rules.max_crl_age);
    if (found.entry && found.entry->revoked_at > at) end = std::min(end, found.entry->revoked_at);
    return end;
}

}  // namespace

revocation_status check_revocation(const certificate_path& path, const trust& known, const policy& rules,
                                   timestamp at) {
    const crypto::error_scope scope;
    revocation_status made;
    made.valid_until = timestamp::max();
    const path_revocation lists(path, known, rules, at);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const answer found = lists.ask(i);
        made.evidence.push_back(evidence_of(*path[i], found));
        const bool certain = found.status == status::good || found.status == status::revoked;
        made.valid_until = std::min(made.valid_until, certain ? end_of(found, rules, at) : at);
        if (found.status == status::good) continue;
        error failed = failure_of(*path[i], i == 0, found);
        if (!made.failure || weight(failed.code()) > weight(made.failure->code()))
            made.failure = std::move(failed);
    }
    return made;
}

}  // namespace gw::pki
