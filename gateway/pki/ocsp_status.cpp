#include "pki/ocsp_status.hpp"

#include <algorithm>

namespace gw::pki {
namespace {

// One finding, judged: a statement or why there is none.
struct judged_finding {
    ocsp_finding finding;
    result<ocsp_statement> said;
};

bool is_revoked(const judged_finding& one) {
    return one.said && one.said->status == ocsp_status::revoked;
}

bool is_of_another(const judged_finding& one) {
    return !one.said && one.said.error().code() == errc::ocsp_other_certificate;
}

// Whether `one` speaks before `other`: revoked, else the newest believable, else what is wrong with an answer
// about this certificate.
bool goes_before(const judged_finding& one, const judged_finding& other) {
    if (is_revoked(one) != is_revoked(other)) return is_revoked(one);
    if (one.said.has_value() != other.said.has_value()) return one.said.has_value();
    if (one.said) return one.said->this_update > other.said->this_update;
    return is_of_another(other) && !is_of_another(one);
}

std::string_view text_of(ocsp_status status) {
    if (status == ocsp_status::good) return "good";
    return status == ocsp_status::revoked ? "revoked" : "unknown";
}

std::optional<error> failure_of(const ocsp_question& asked, const ocsp_statement& said) {
    const std::string serial = "serial " + asked.cert->serial();
    if (said.status == ocsp_status::good) return std::nullopt;
    if (said.status == ocsp_status::unknown) return error(errc::ocsp_status_unknown, serial);
    if (said.never_issued) return error(errc::certificate_never_issued, serial);
    return error(asked.is_leaf ? errc::certificate_revoked : errc::ca_revoked,
                 serial + ": revoked " + to_rfc3339(said.revoked->revoked_at));
}

// A code that speaks of the input itself says nothing about the certificate.
error as_unknown(const ocsp_question& asked, const error& why) {
    const bool unknown = why.info().sub_indication == sub_indication::try_later;
    return {unknown ? why.code() : errc::revocation_unavailable,
            "serial " + asked.cert->serial() + ": " + (unknown ? why.detail() : why.to_string())};
}

revocation_evidence evidence_of(const ocsp_question& asked, const judged_finding& one) {
    revocation_evidence made;
    made.certificate_sha256 = to_hex(asked.cert->sha256());
    made.source = one.finding.source;
    made.status = one.said ? text_of(one.said->status) : "unknown";
    if (!one.said) made.problem = one.said.error().to_string();
    if (const ocsp_ptr& answer = one.finding.answer) {
        made.issuer = answer->responder();
        made.sha256 = to_hex(answer->sha256());
        made.content = std::make_shared<const octets>(answer->der());
        if (const ocsp_single* single = answer->find(*asked.cert, *asked.issuer)) {
            made.this_update = single->this_update;
            made.next_update = single->next_update;
        }
    }
    if (one.said) made.revoked = one.said->revoked;
    return made;
}

}  // namespace

source_answer ask_ocsp(const ocsp_question& asked, const ocsp_source& answers, const trust& known,
                       const policy& rules, timestamp at, seconds grace, const is_known_good& known_good) {
    std::optional<judged_finding> best;
    for (ocsp_finding& finding : answers.find(asked.cert, asked.issuer)) {
        auto said = finding.answer ? check_ocsp(*finding.answer, *asked.cert, *asked.issuer,
                                                known.certificates(), rules, at, grace, known_good)
                                   : result<ocsp_statement>(*finding.failure);
        judged_finding one{std::move(finding), std::move(said)};
        if (!best || goes_before(one, *best)) best = std::move(one);
    }
    if (!best) {
        error none(errc::revocation_unavailable, "serial " + asked.cert->serial() + ": no OCSP answer");
        return {{}, std::move(none), at};
    }
    source_answer made{{evidence_of(asked, *best)}, std::nullopt, at};
    if (!best->said) {
        made.failure = as_unknown(asked, best->said.error());
        made.valid_until = std::max(at, best->finding.failed_until);
        return made;
    }
    made.failure = failure_of(asked, *best->said);
    if (best->said->status != ocsp_status::unknown) made.valid_until = best->said->valid_until;
    return made;
}

}  // namespace gw::pki
