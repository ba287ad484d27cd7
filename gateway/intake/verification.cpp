#include "intake/verification.hpp"

#include <algorithm>

#include "pki/ocsp_source.hpp"

namespace gw::intake {
namespace {

// Only where what we know ourselves does not tell is the message's own evidence looked at.
bool is_unknown(const pki::verdict& given) {
    return given.sub_indication() == sub_indication::try_later;
}

// The answers that the message brought, behind those at hand.
class with_stapled final : public pki::ocsp_source {
public:
    with_stapled(const std::vector<octets>& stapled, const pki::ocsp_source* at_hand) : at_hand_(at_hand) {
        for (const octets& der : stapled) {
            pki::ocsp_finding one;
            one.source = "stapled_ocsp";
            auto answer = pki::ocsp_response::from_der(der);
            if (answer)
                one.answer = std::move(*answer);
            else
                one.failure = answer.error();
            stapled_.push_back(std::move(one));
        }
    }
    std::vector<pki::ocsp_finding> find(const pki::certificate_ptr& cert,
                                        const pki::certificate_ptr& issuer) const override {
        auto all = at_hand_ ? at_hand_->find(cert, issuer) : std::vector<pki::ocsp_finding>();
        all.insert(all.end(), stapled_.begin(), stapled_.end());
        return all;
    }

private:
    const pki::ocsp_source* at_hand_;
    std::vector<pki::ocsp_finding> stapled_;
};

// Judges the signer when the arithmetic held.
signature_verdict judge_signer(dsig::signature_report report, const judge& by, const pki::policy& policy,
                               timestamp at) {
    signature_verdict judged{std::move(report), nullptr};
    if (judged.report.failure || by.pinned || !judged.report.signer) return judged;
    // Helpers from the message make the path search depend on more than the leaf: such verdicts are not
    // remembered.
    if (by.cache != nullptr && judged.report.helpers.empty())
        judged.trust = by.cache->evaluate(judged.report.signer, by.trust, policy, at, by.answers);
    else
        judged.trust = std::make_shared<const pki::verdict>(
            pki::evaluate(judged.report.signer, judged.report.helpers, *by.trust, policy, at, by.answers));
    if (!judged.report.stapled.empty() && is_unknown(*judged.trust)) {
        const with_stapled source(judged.report.stapled, by.answers);
        judged.trust = std::make_shared<const pki::verdict>(
            pki::evaluate(judged.report.signer, judged.report.helpers, *by.trust, policy, at, &source));
    }
    return judged;
}

bool is_final(const gw::error& failure) {
    return indication_of(failure.info().sub_indication) == gw::indication::total_failed;
}

// The first failure, unless a later one is final and the first may still be cured.
void note_failure(message_verdict& verdict, const gw::error& failure, bool business) {
    if (verdict.failure && (is_final(*verdict.failure) || !is_final(failure))) return;
    verdict.failure = failure;
    verdict.business_at_fault = business;
}

// The message broke off before a signature was looked for: no XML, or no envelope.
bool is_no_signature(const dsig::signature_report& report) {
    if (!report.failure || !report.algorithm.empty() || report.signer) return false;
    return static_cast<int>(report.failure->code()) / 1000 == 1 && report.references.empty();
}

bool has_transport_signature(const message_verdict& verdict) {
    return !verdict.failure || verdict.failure->code() != errc::signature_missing;
}

}  // namespace

const gw::error* signature_verdict::failure() const noexcept {
    if (report.failure) return &*report.failure;
    return trust && trust->failure ? &*trust->failure : nullptr;
}

gw::indication message_verdict::indication() const noexcept {
    if (!failure) return gw::indication::total_passed;
    const auto sub = failure->info().sub_indication;
    // Refusals outside the signature (sender, limits, the act) have no sub-indication; they are final.
    return sub == gw::sub_indication::none ? gw::indication::total_failed : indication_of(sub);
}

gw::sub_indication message_verdict::sub_indication() const noexcept {
    return failure ? failure->info().sub_indication : gw::sub_indication::none;
}

std::vector<revocation::source_problem> problems_for(const message_verdict& verdict,
                                                     const std::vector<revocation::source_problems>& known) {
    const auto concerns = [&verdict](const revocation::source_problem& one) {
        if (one.issuer.empty()) return verdict.sub_indication() == sub_indication::try_later;
        return std::any_of(
            verdict.signatures.begin(), verdict.signatures.end(), [&one](const signature_verdict& signature) {
                return signature.trust && std::any_of(signature.trust->path.begin(),
                                                      signature.trust->path.end(), [&one](const auto& step) {
                                                          return step.certificate->issuer() == one.issuer;
                                                      });
            });
    };
    std::vector<revocation::source_problem> found;
    for (const auto& some : known)
        std::copy_if(some->begin(), some->end(), std::back_inserter(found), concerns);
    return found;
}

pki::policy transport_policy(pki::policy from) {
    from.roles.clear();
    return from;
}

message_verdict verify_transport(octets_view message, const requirement& wanted, const judge& by,
                                 timestamp at) {
    message_verdict verdict;
    if (!wanted.transport && !wanted.judge_what_is_there) {
        auto body = by.verifier.unsigned_body(message);
        if (body)
            verdict.body = std::move(body.value());
        else
            verdict.failure = body.error();
        return verdict;
    }
    auto result = by.verifier.verify_transport(message, *by.trust, at);
    if (is_no_signature(result.report)) {
        verdict.failure = result.report.failure;
        return verdict;
    }
    verdict.signatures.push_back(judge_signer(std::move(result.report), by, by.transport_policy, at));
    if (const auto* failure = verdict.signatures.back().failure()) {
        note_failure(verdict, *failure, false);
        // The octets are what the signer signed even if the signer is not to be trusted: the command line
        // goes on to judge the business signatures, the server stops at the failure.
        if (result.body && wanted.judge_what_is_there) verdict.body = std::move(result.body);
    } else {
        verdict.transport_passed = true;
        verdict.body = std::move(result.body);
    }
    return verdict;
}

void verify_business(message_verdict& verdict, result<dsig::carried_document>& carried,
                     const requirement& wanted, const judge& by, timestamp at) {
    if (!carried) return note_failure(verdict, carried.error(), true);
    auto result = by.verifier.verify_business(carried.value(), *by.trust);
    const bool none = result.failure && result.failure->code() == errc::signature_missing;
    if (none && !wanted.business) return;
    for (auto& report : result.reports)
        verdict.signatures.push_back(judge_signer(std::move(report), by, by.business_policy, at));
    if (result.failure && result.reports.empty()) note_failure(verdict, *result.failure, true);
    for (const auto& one : verdict.signatures)
        if (one.report.scope == dsig::scope::business)
            if (const auto* failure = one.failure()) note_failure(verdict, *failure, true);
    if (!verdict.failure) verdict.document = std::move(result.document);
}

namespace {

// Not SOAP: an enveloped document.
message_verdict verify_document(octets_view document, const judge& by, timestamp at) {
    message_verdict verdict;
    auto result = by.verifier.verify_business(document, *by.trust);
    for (auto& report : result.reports)
        verdict.signatures.push_back(judge_signer(std::move(report), by, by.business_policy, at));
    if (result.failure && result.reports.empty()) note_failure(verdict, *result.failure, true);
    for (const auto& one : verdict.signatures)
        if (const auto* failure = one.failure()) note_failure(verdict, *failure, true);
    if (!verdict.failure) verdict.document = std::move(result.document);
    return verdict;
}

// With nothing asked for: an envelope without data, or with data that is no signed document, has its
// transport signature.
void judge_business_if_there(message_verdict& verdict, const judge& by, timestamp at) {
    auto carried = by.verifier.find_document(*verdict.body, data_path);
    const bool nothing_there = !carried && (carried.error().code() == errc::data_missing ||
                                            carried.error().code() == errc::data_not_xml);
    if (!nothing_there) verify_business(verdict, carried, {}, by, at);
}

}  // namespace

message_verdict verify_message(octets_view message, const requirement& wanted, const judge& by,
                               timestamp at) {
    message_verdict verdict = verify_transport(message, wanted, by, at);
    const bool not_soap = verdict.failure && verdict.failure->code() == errc::soap_not_an_envelope;
    if (not_soap && !wanted.transport) return verify_document(message, by, at);
    if (wanted.judge_what_is_there) {
        const bool unsigned_envelope = !has_transport_signature(verdict);
        if (unsigned_envelope) {
            if (auto body = by.verifier.unsigned_body(message)) {
                message_verdict business;
                business.body = std::move(body.value());
                requirement both;
                both.business = true;
                auto carried = by.verifier.find_document(*business.body, data_path);
                verify_business(business, carried, both, by, at);
                if (!business.signatures.empty()) return business;
            }
        } else if (verdict.body) {
            judge_business_if_there(verdict, by, at);
        }
        return verdict;
    }
    if (verdict.body && !verdict.failure && wanted.business) {
        auto carried = by.verifier.find_document(*verdict.body, data_path);
        verify_business(verdict, carried, wanted, by, at);
    }
    return verdict;
}

}  // namespace gw::intake
