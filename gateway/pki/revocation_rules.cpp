#include "pki/revocation_rules.hpp"

#include <algorithm>

namespace gw::pki {
namespace {

bool is_revocation(errc code) {
    return code == errc::certificate_revoked || code == errc::ca_revoked ||
           code == errc::certificate_never_issued;
}

void append(std::vector<revocation_evidence>& to, std::vector<revocation_evidence> from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

source_answer named(source_answer given, const std::string& rule) {
    if (!given.evidence.empty()) given.evidence.back().rule = rule;
    return given;
}

// Of two failures the one that says more: "nothing there" says least.
error worse(const error& first, const error& second) {
    const bool first_is_silent = first.code() == errc::revocation_unavailable;
    const error& told = first_is_silent ? second : first;
    const error& other = first_is_silent ? first : second;
    return {told.code(), told.detail() + "; " + other.to_string()};
}

source_answer join_unknown(source_answer first, source_answer second) {
    first.failure = worse(*first.failure, *second.failure);
    first.valid_until = std::min(first.valid_until, second.valid_until);
    append(first.evidence, std::move(second.evidence));
    return first;
}

// The second is asked when the first does not know. Another list would make another trust snapshot, but an
// answer may come at any moment: where answers go first, what they could not tell bounds the verdict's life.
source_answer one_after_the_other(const std::function<source_answer(seconds)>& first,
                                  const std::function<source_answer(seconds)>& second, bool ocsp_goes_first,
                                  seconds grace) {
    source_answer answer = first(grace);
    if (answer.is_certain()) return answer;
    source_answer fallback = second(grace);
    if (!fallback.is_certain()) return join_unknown(std::move(answer), std::move(fallback));
    answer.failure = std::move(fallback.failure);
    answer.valid_until =
        ocsp_goes_first ? std::min(answer.valid_until, fallback.valid_until) : fallback.valid_until;
    append(answer.evidence, std::move(fallback.evidence));
    return answer;
}

// Both must call it good; either may call it revoked.
source_answer both(const sources& from, seconds grace) {
    source_answer list = from.crl(grace), answer = from.ocsp(grace);
    const bool list_revokes = list.failure && is_revocation(list.failure->code());
    const bool answer_revokes = answer.failure && is_revocation(answer.failure->code());
    if (list.failure && answer.failure && !list_revokes && !answer_revokes)
        return join_unknown(std::move(list), std::move(answer));
    // The one that decides stands last.
    const bool list_decides = list_revokes || (list.failure && !answer_revokes);
    source_answer& decisive = list_decides ? list : answer;
    source_answer& other = list_decides ? answer : list;
    decisive.valid_until = std::min(decisive.valid_until, other.valid_until);
    append(other.evidence, std::move(decisive.evidence));
    decisive.evidence = std::move(other.evidence);
    return named(std::move(decisive), "both");
}

std::string to_string(revocation_order order) {
    switch (order) {
        case revocation_order::crl_first:
            return "crl_first";
        case revocation_order::ocsp_first:
            return "ocsp_first";
        case revocation_order::both:
            return "both";
    }
    return "";
}

source_answer ask(const policy& rules, const sources& from, seconds grace) {
    if (!from.ocsp) return named(from.crl(grace), to_string(rules.order));
    switch (rules.order) {
        case revocation_order::crl_first:
            return named(one_after_the_other(from.crl, from.ocsp, false, grace), to_string(rules.order));
        case revocation_order::ocsp_first:
            return named(one_after_the_other(from.ocsp, from.crl, true, grace), to_string(rules.order));
        case revocation_order::both:
            return both(from, grace);
    }
    return {};
}

}  // namespace

bool source_answer::is_certain() const noexcept {
    return !failure || is_revocation(failure->code());
}

source_answer decide(const policy& rules, const sources& from) {
    if (rules.order == revocation_order::both && !from.ocsp) {
        source_answer list = named(from.crl(seconds(0)), "both");
        if (!list.failure) {
            list.failure =
                error(errc::revocation_unavailable, "no OCSP answer, and the policy asks for both");
            list.valid_until = {};
        }
        return list;
    }
    source_answer given = ask(rules, from, seconds(0));
    if (given.is_certain() || rules.grace == seconds(0)) return given;
    source_answer late = ask(rules, from, rules.grace);
    if (!late.is_certain()) return given;
    return named(std::move(late), "grace: " + rules.grace_reason);
}

}  // namespace gw::pki
