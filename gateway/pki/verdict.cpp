#include "pki/verdict.hpp"

#include <algorithm>

#include "pki/path.hpp"
#include "pki/profile.hpp"
#include "pki/revocation.hpp"

namespace gw::pki {
namespace {

// How far a path came before it failed: of several failures the one that came furthest says most.
enum class stage { structure, validity, profile, authority_revoked, revocation_unknown, revoked, passed };

struct judged {
    pki::stage stage = pki::stage::structure;
    pki::verdict verdict;
};

std::optional<error> check_validity(const certificate& one, timestamp at) {
    const std::string serial = "serial " + one.serial();
    if (at < one.not_before())
        return error(errc::certificate_not_yet_valid, serial + ": from " + to_rfc3339(one.not_before()));
    if (at > one.not_after())
        return error(errc::certificate_expired, serial + ": until " + to_rfc3339(one.not_after()));
    return std::nullopt;
}

// Asks about every certificate; the first answer is the one of the path.
template <class Check>
std::optional<error> check_each(verdict& given, Check check) {
    std::optional<error> first;
    for (std::size_t i = 0; i < given.path.size(); ++i) {
        auto failed = check(i);
        if (failed && !first) first = failed;
        if (failed && !given.path[i].failure) given.path[i].failure = std::move(failed);
    }
    return first;
}

stage stage_of(errc code) {
    switch (code) {
        case errc::certificate_revoked:
        case errc::certificate_never_issued:
            return stage::revoked;  // the leaf's own list says so; no other path helps
        case errc::ca_revoked:
            return stage::authority_revoked;
        default:
            return stage::revocation_unknown;
    }
}

judged judge(const certificate_path& path, const trust& known, const policy& rules, timestamp at,
             const ocsp_source* answers) {
    judged made;
    verdict& given = made.verdict;
    given.trust_version = known.version();
    given.at = given.valid_until = at;
    for (const certificate_ptr& one : path)
        given.path.push_back({one, known.is_anchor(*one), std::nullopt});
    if (auto failed = check_path(path, rules)) {
        given.path[failed->index].failure = given.failure = std::move(failed->why);
        return made;
    }
    made.stage = stage::validity;
    auto expired = check_each(given, [&](std::size_t i) { return check_validity(*path[i], at); });
    auto unfit = check_each(given, [&](std::size_t i) { return check_profile(path, i, rules, at); });
    if ((given.failure = std::move(expired))) return made;
    made.stage = stage::profile;
    if ((given.failure = std::move(unfit))) return made;
    given.valid_until = timestamp::max();
    if (rules.revocation == revocation_mode::require) {
        revocation_status status = check_revocation(path, known, rules, at, answers);
        given.failure = std::move(status.failure);
        given.revocation = std::move(status.evidence);
        given.valid_until = status.valid_until;
        for (std::size_t i = 0; i < path.size(); ++i)
            given.path[i].failure = std::move(status.failures[i]);
    }
    for (const certificate_ptr& one : path)
        given.valid_until = std::min(given.valid_until, one->not_after());
    made.stage = given.failure ? stage_of(given.failure->code()) : stage::passed;
    return made;
}

verdict no_path(const path_search& search, const trust& known, timestamp at) {
    verdict given;
    given.failure = search.failure();
    for (const certificate_ptr& one : search.longest())
        given.path.push_back({one, known.is_anchor(*one), std::nullopt});
    given.path.back().failure = given.failure;  // the certificate that leads no further
    given.trust_version = known.version();
    given.at = given.valid_until = at;
    return given;
}

}  // namespace

indication verdict::indication() const noexcept {
    return indication_of(sub_indication());
}

sub_indication verdict::sub_indication() const noexcept {
    return failure ? failure->info().sub_indication : gw::sub_indication::none;
}

verdict evaluate(const certificate_ptr& leaf, const std::vector<certificate_ptr>& extra, const trust& known,
                 const policy& rules, timestamp at, const ocsp_source* answers) {
    path_search search(known, extra);
    std::optional<judged> best;
    // A key that cannot be used neither signs nor certifies, and nobody here verifies Gamma's signatures: say
    // so rather than search.
    static const policy by_rfc5280 = [] {
        policy bare;
        bare.profile = profile::rfc5280;
        return bare;
    }();
    const auto unusable = check_algorithms(*leaf, false, by_rfc5280, at);
    if (unusable && (leaf->key_fault() || unusable->code() == errc::gost_algorithm_obsolete)) {
        verdict given{unusable, {{leaf, false, unusable}}, {}, known.version(), at, at};
        return given;
    }
    search.run(leaf, [&](const certificate_path& path) {
        judged made = judge(path, known, rules, at, answers);
        if (!best || made.stage > best->stage) best = std::move(made);
        return best->stage == stage::passed;
    });
    return best ? std::move(best->verdict) : no_path(search, known, at);
}

}  // namespace gw::pki
