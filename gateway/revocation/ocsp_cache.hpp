// OCSP answers in memory until they age, bounded; and the view that the judging of one message has of them.
#pragma once

#include <mutex>
#include <vector>

#include "pki/lru.hpp"
#include "pki/ocsp_source.hpp"

namespace gw::revocation {

// What a message lacked: somebody may ask for it and judge again.
struct ocsp_question {
    pki::certificate_ptr cert, issuer;
};
octets key_of(const ocsp_question&);

// Safe to use from any thread.
class ocsp_cache {
public:
    explicit ocsp_cache(std::size_t most) : entries_(most) {}

    struct entry {
        pki::ocsp_ptr answer;  // the last one; it may have aged
        std::optional<error> failure;
        timestamp asked_again{};  // nobody asks before this moment
    };
    entry find(const ocsp_question&) const;
    // An answer does away with the failure before it. Should it turn out not to be believed, nobody asks
    // again before that moment either.
    void put(const ocsp_question&, pki::ocsp_ptr, timestamp asked_again);
    // The last answer stays beside it, for as long as it is believable.
    void put_failure(const ocsp_question&, error, timestamp asked_again);
    std::size_t size() const { return entries_.size(); }

private:
    mutable pki::lru<octets, octets_view, entry> entries_;
};

// For one judging on one thread. Answers that the message brought go with it.
class ocsp_lookup final : public pki::ocsp_source {
public:
    ocsp_lookup(const ocsp_cache& cache, timestamp at, std::optional<seconds> max_age, bool may_ask)
        : cache_(cache), at_(at), max_age_(max_age), may_ask_(may_ask) {}

    std::vector<pki::ocsp_finding> find(const pki::certificate_ptr& cert,
                                        const pki::certificate_ptr& issuer) const override;
    // Whether asking the responders could tell more. An answer that is there counts as an answer unless the
    // verdict was unknown all the same: then it was not believed, and the next one may be.
    bool wants_more(bool unknown) const noexcept {
        return may_ask_ && (!missing_.empty() || (unknown && !doubtful_.empty()));
    }
    std::vector<ocsp_question> questions(bool unknown) const;

private:
    void note(const ocsp_cache::entry&, const ocsp_question&) const;

    const ocsp_cache& cache_;
    const timestamp at_;
    const std::optional<seconds> max_age_;
    const bool may_ask_;
    mutable std::vector<ocsp_question> missing_, doubtful_;
};

}  // namespace gw::revocation
