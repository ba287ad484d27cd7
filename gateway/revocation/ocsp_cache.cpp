#include "revocation/ocsp_cache.hpp"

#include "pki/ocsp_check.hpp"

namespace gw::revocation {

octets key_of(const ocsp_question& asked) {
    return octets(as_octets(asked.issuer->key_sha256())) + octets(asked.cert->serial_octets());
}

ocsp_cache::entry ocsp_cache::find(const ocsp_question& asked) const {
    return entries_.find(key_of(asked)).value_or(entry{});
}

void ocsp_cache::put(const ocsp_question& asked, pki::ocsp_ptr answer, timestamp asked_again) {
    entries_.put(key_of(asked), entry{std::move(answer), std::nullopt, asked_again});
}

void ocsp_cache::put_failure(const ocsp_question& asked, error why, timestamp asked_again) {
    entry kept = find(asked);
    kept.failure = std::move(why);
    kept.asked_again = asked_again;
    entries_.put(key_of(asked), std::move(kept));
}

std::vector<pki::ocsp_finding> ocsp_lookup::find(const pki::certificate_ptr& cert,
                                                 const pki::certificate_ptr& issuer) const {
    const ocsp_question asked{cert, issuer};
    const ocsp_cache::entry known = cache_.find(asked);
    note(known, asked);
    std::vector<pki::ocsp_finding> findings;
    if (known.answer) findings.push_back({known.answer, std::nullopt, {}});
    if (known.failure) findings.push_back({nullptr, known.failure, known.asked_again});
    return findings;
}

void ocsp_lookup::note(const ocsp_cache::entry& known, const ocsp_question& asked) const {
    if (at_ < known.asked_again) return;
    const auto* said = known.answer ? known.answer->find(*asked.cert, *asked.issuer) : nullptr;
    const bool in_date = said && at_ < pki::end_of(*said, max_age_);
    (in_date ? doubtful_ : missing_).push_back(asked);
}

std::vector<ocsp_question> ocsp_lookup::questions(bool unknown) const {
    std::vector<ocsp_question> all = missing_;
    if (unknown) all.insert(all.end(), doubtful_.begin(), doubtful_.end());
    return all;
}

}  // namespace gw::revocation
