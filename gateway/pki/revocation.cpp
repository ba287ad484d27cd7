#include "pki/revocation.hpp"

#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/ocsp_status.hpp"
#include "pki/path_revocation.hpp"
#include "pki/revocation_rules.hpp"

namespace gw::pki {
namespace {

std::string_view text_of(crl_state value) {
    if (value == crl_state::good) return "good";
    return value == crl_state::revoked ? "revoked" : "unknown";
}

// One row for each list that the answer rests on, or one that says there was none.
std::vector<revocation_evidence> evidence_of(const certificate& cert, const crl_answer& found) {
    revocation_evidence made;
    made.certificate_sha256 = to_hex(cert.sha256());
    made.source = "crl";
    made.status = text_of(found.state);
    made.revoked = found.entry;
    if (found.lists.empty()) return {made};
    std::vector<revocation_evidence> rows;
    for (const crl* list : found.lists) {
        made.source = list->is_delta() ? "delta_crl" : "crl";
        made.issuer = list->issuer();
        made.number = list->number();
        made.sha256 = to_hex(list->sha256());
        made.this_update = list->this_update();
        made.next_update = list->next_update();
        rows.push_back(made);
    }
    return rows;
}

error failure_of(const certificate& cert, bool is_leaf, const crl_answer& found) {
    const std::string serial = "serial " + cert.serial();
    if (found.state == crl_state::revoked)
        return {is_leaf ? errc::certificate_revoked : errc::ca_revoked,
                serial + ": revoked " + to_rfc3339(found.entry->revoked_at)};
    if (found.state == crl_state::stale)
        return {errc::revocation_stale, serial + ": list " + found.lists.front()->number()};
    if (!found.lists.empty())
        return {errc::revocation_unavailable, serial + ": the lists at hand do not cover every reason"};
    return {errc::revocation_unavailable, serial + ": no list of its issuer covers it"};
}

// What is certain goes before what is unknown, and the authority before the holder.
int weight(errc code) {
    switch (code) {
        case errc::ca_revoked:
            return 4;
        case errc::certificate_revoked:
        case errc::certificate_never_issued:
            return 3;
        case errc::revocation_unavailable:
            return 2;
        default:
            return 1;
    }
}

}  // namespace

revocation_status check_revocation(const certificate_path& path, const trust& known, const policy& rules,
                                   timestamp at, const ocsp_source* answers) {
    const crypto::error_scope scope;
    revocation_status made;
    made.valid_until = timestamp::max();
    made.failures.resize(path.size());
    const path_revocation lists(path, known, rules, at);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const certificate& cert = *path[i];
        sources from;
        const auto ask_lists = [&](const path_revocation& asked) {
            const crl_answer found = asked.ask(cert, i + 1);
            source_answer said{evidence_of(cert, found), std::nullopt, asked.end_of(found)};
            if (found.state != crl_state::good) said.failure = failure_of(cert, i == 0, found);
            return said;
        };
        from.crl = [&](seconds grace) {
            if (grace == seconds(0)) return ask_lists(lists);
            return ask_lists(path_revocation(path, known, rules, at, grace));
        };
        const auto known_good = [&](const certificate& responder) {
            const crl_state state = lists.ask(responder, i + 1).state;
            const bool certain = state == crl_state::good || state == crl_state::revoked;
            return certain ? std::optional(state == crl_state::good) : std::nullopt;
        };
        if (answers) {
            from.ocsp = [&](seconds grace) {
                return ask_ocsp({path[i], path[i + 1], i == 0}, *answers, known, rules, at, grace,
                                known_good);
            };
        }
        source_answer said = decide(rules, from);
        std::move(said.evidence.begin(), said.evidence.end(), std::back_inserter(made.evidence));
        made.valid_until = std::min(made.valid_until, said.valid_until);
        made.failures[i] = said.failure;
        if (said.failure && (!made.failure || weight(said.failure->code()) > weight(made.failure->code())))
            made.failure = std::move(said.failure);
    }
    return made;
}

}  // namespace gw::pki
