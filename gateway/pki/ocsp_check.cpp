#include "pki/ocsp_check.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/locations.hpp"
#include "pki/name.hpp"
#include "pki/profile.hpp"

namespace gw::pki {
namespace {

constexpr int certificate_hold = 6;

error unauthorised(const certificate& responder, std::string_view why) {
    return {errc::ocsp_responder_unauthorised, responder.subject() + ": " + std::string(why)};
}

bool has_ocsp_signing(const certificate& cert) {
    const auto& usages = cert.extended_key_usage();
    return std::find(usages.begin(), usages.end(), "1.3.6.1.5.5.7.3.9") != usages.end();
}

// RFC 6960 section 4.2.2.2.1: "The value of the extension SHALL be NULL". Old responders of НУЦ РК leave it
// empty (facts/kz-pki.md section 3).
bool has_nocheck(const certificate& cert) {
    const int at = X509_get_ext_by_NID(cert.x509(), NID_id_pkix_OCSP_noCheck, -1);
    if (at < 0) return false;
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(cert.x509(), at));
    const octets_view content(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                              static_cast<std::size_t>(ASN1_STRING_length(value)));
    return content.empty() || content == octets_view("\x05\x00", 2);
}

bool is_valid_at(const certificate& cert, timestamp at) {
    return cert.not_before() <= at && at <= cert.not_after();
}

bool is_the_issuer(const certificate& responder, const certificate& issuer) {
    return responder.key_sha256() == issuer.key_sha256() &&
           same_name(responder.subject_name(), issuer.subject_name());
}

class responder_check {
public:
    responder_check(const certificate& issuer, const policy& rules, timestamp at, timestamp produced_at,
                    const is_known_good& known_good)
        : issuer_(issuer), rules_(rules), at_(at), produced_at_(produced_at), known_good_(known_good) {}

    // RFC 6960 section 4.2.2.2: the authority itself, or a delegate that it certified directly for this.
    result<void> check(const certificate& responder) const {
        if (is_the_issuer(responder, issuer_)) return {};
        if (!has_ocsp_signing(responder)) return unauthorised(responder, "not certified to sign answers");
        if (!same_name(responder.issuer_name(), issuer_.subject_name()) || !issuer_.public_key() ||
            X509_verify(responder.x509(), issuer_.public_key()) != 1)
            return unauthorised(responder, "the authority in question did not certify it");
        return check_delegate(responder);
    }

private:
    result<void> check_delegate(const certificate& responder) const {
        if (!is_valid_at(responder, at_)) return unauthorised(responder, "its certificate is not in force");
        if (!is_valid_at(responder, produced_at_))
            return unauthorised(responder, "its certificate was not in force when it answered");
        constexpr std::uint32_t signing = X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION;
        if ((responder.key_usage() & signing) == 0) return unauthorised(responder, "its key may not sign");
        if ((X509_get_extension_flags(responder.x509()) & EXFLAG_CRITICAL) != 0)
            return unauthorised(responder, "its certificate has an unknown critical extension");
        if (const auto weak = check_algorithms(responder, false, rules_, at_))
            return unauthorised(responder, weak->to_string());
        return has_nocheck(responder) ? result<void>() : check_revocation_of(responder);
    }

    result<void> check_revocation_of(const certificate& responder) const {
        const auto good = known_good_ ? known_good_(responder) : std::nullopt;
        if (good && !*good) return unauthorised(responder, "its certificate is revoked");
        // RFC 6960 section 4.2.2.2.1: where its issuer names no way to check it, "it would be up to the OCSP
        // client's local security policy to decide".
        const status_locations named = locations_of(responder);
        const bool unchecked = named.crls.empty() && named.ocsp.empty() && rules_.profile == profile::rfc5280;
        if (!good && !unchecked)
            return unauthorised(responder, "nothing says that its certificate is not revoked");
        return {};
    }

    const certificate& issuer_;
    const policy& rules_;
    const timestamp at_, produced_at_;
    const is_known_good& known_good_;
};

std::vector<const certificate*> responders_of(const ocsp_response& answer, const certificate& issuer,
                                              const std::vector<certificate_ptr>& others) {
    std::vector<const certificate*> found;
    const auto add = [&](const certificate& one) {
        const bool known = std::any_of(found.begin(), found.end(), [&one](const certificate* other) {
            return other->sha256() == one.sha256();
        });
        if (!known && answer.is_responder(one)) found.push_back(&one);
    };
    add(issuer);
    for (const auto& one : answer.certificates())
        add(*one);
    for (const auto& one : others)
        add(*one);
    return found;
}

result<void> check_signer(const ocsp_response& answer, const certificate& issuer,
                          const std::vector<certificate_ptr>& others, const responder_check& rules) {
    error why(errc::ocsp_responder_unauthorised, "no certificate of " + answer.responder());
    for (const certificate* responder : responders_of(answer, issuer, others)) {
        if (!answer.is_signed_by(*responder)) {
            why = error(errc::ocsp_signature_wrong, responder->subject());
            continue;
        }
        const auto authorised = rules.check(*responder);
        if (authorised) return {};
        why = authorised.error();
    }
    return why;
}

result<void> check_algorithm(const ocsp_response& answer, profile chosen) {
    const auto strength = strength_of_signature(answer.signature_nid());
    const bool known = strength == digest_strength::weak || strength == digest_strength::adequate;
    if (!known || (chosen == profile::nca && strength != digest_strength::adequate))
        return error(errc::ocsp_algorithm_forbidden, answer.signature_algorithm());
    return {};
}

result<void> check_dates(const ocsp_response& answer, const ocsp_single& one, const policy& rules,
                         timestamp at, seconds grace) {
    if (one.this_update > at + ocsp_clock_tolerance)
        return error(errc::ocsp_not_yet_valid, "thisUpdate " + to_rfc3339(one.this_update));
    if (answer.produced_at() > at + ocsp_clock_tolerance)
        return error(errc::ocsp_not_yet_valid, "producedAt " + to_rfc3339(answer.produced_at()));
    if (end_of(one, rules.max_ocsp_age) + grace < at)
        return error(errc::ocsp_stale, "thisUpdate " + to_rfc3339(one.this_update) + ", nextUpdate " +
                                           (one.next_update ? to_rfc3339(*one.next_update) : "none"));
    return {};
}

ocsp_statement statement_of(const ocsp_response& answer, const ocsp_single& one, const policy& rules,
                            timestamp at) {
    ocsp_statement made{one.status,      one.revoked,     false,
                        one.this_update, one.next_update, end_of(one, rules.max_ocsp_age)};
    if (one.status != ocsp_status::revoked) return made;
    made.never_issued = answer.extended_revoke() && one.revoked->revoked_at == timestamp() &&
                        one.revoked->reason == certificate_hold;
    if (one.revoked->revoked_at <= at) return made;
    // As with lists: a later revocation does not revoke at that moment.
    made.status = ocsp_status::good;
    made.valid_until = std::min(made.valid_until, one.revoked->revoked_at);
    return made;
}

}  // namespace

timestamp end_of(const ocsp_single& one, const std::optional<seconds>& max_age) {
    if (one.next_update)
        return max_age ? std::min<timestamp>(*one.next_update, one.this_update + *max_age) : *one.next_update;
    return one.this_update + max_age.value_or(ocsp_age_without_next_update);
}

result<ocsp_statement> check_ocsp(const ocsp_response& answer, const certificate& cert,
                                  const certificate& issuer, const std::vector<certificate_ptr>& others,
                                  const policy& rules, timestamp at, seconds grace,
                                  const is_known_good& known_good) {
    const crypto::error_scope scope;
    const ocsp_single* one = answer.find(cert, issuer);
    if (!one) return error(errc::ocsp_other_certificate, "by " + answer.responder());
    if (auto strong = check_algorithm(answer, rules.profile); !strong) return strong.error();
    const responder_check responders(issuer, rules, at, answer.produced_at(), known_good);
    if (auto authorised = check_signer(answer, issuer, others, responders); !authorised)
        return authorised.error();
    if (auto current = check_dates(answer, *one, rules, at, grace); !current) return current.error();
    return statement_of(answer, *one, rules, at);
}

}  // namespace gw::pki
