// The status of one certificate of a path by revocation lists: RFC 5280 section 6.3.3, steps (a) to (l).
#pragma once

#include <optional>
#include <vector>

#include "pki/path.hpp"

namespace gw::pki {

enum class crl_state { good, revoked, unknown, stale };

struct crl_answer {
    crl_state state = crl_state::unknown;
    std::optional<revoked_entry>
        entry;  // also one of good: the revocation comes later than the moment in question
    std::vector<const crl*> lists;  // what it rests on; when stale, what would have told

    void rest_on(const crl& list, const crl* delta, const std::optional<revoked_entry>& listed);
};

class path_revocation {
public:
    // Lists may be out of date by `grace`.
    path_revocation(const certificate_path&, const trust&, const policy&, timestamp at, seconds grace = {});

    // A certificate that the authority at path[issuer] issued.
    crl_answer ask(const certificate&, std::size_t issuer) const;
    // Until when an answer holds with the same lists.
    timestamp end_of(const crl_answer&) const;

private:
    struct looked_up {
        std::optional<revoked_entry> entry;
        const crl* delta = nullptr;
    };
    // Whose key signed a list: that of its namesake on the path, another of that name, or that of an issuer
    // of lists which is not on the path and which the certificate names.
    enum class owner { own_key, namesake, named_by_the_certificate };
    struct candidate {
        const signed_crl* from = nullptr;
        reason_mask reasons = 0;
        owner whose = owner::own_key;
    };
    std::vector<candidate> candidates(const certificate&, std::size_t issuer) const;
    owner owner_of(const signed_crl&, std::size_t issuer) const;
    bool may_clear(const candidate&, const std::vector<candidate>& all, std::size_t issuer) const;
    looked_up look_up(const certificate&, const signed_crl& full, std::size_t issuer) const;
    const crl* delta_of(const signed_crl& full, std::size_t issuer) const;
    bool is_stale(const crl&) const;
    bool is_acceptable(const crl&) const;
    bool answers_for(const signed_crl&, std::size_t issuer) const;
    bool is_above(const certificate& signer, std::size_t issuer) const;
    bool is_delegate(const certificate_ptr& signer, std::size_t issuer) const;
    bool has_sound_path(const certificate_ptr& signer, std::size_t parent) const;
    bool is_unrevoked(const certificate& signer, std::size_t parent) const;

    const certificate_path& path_;
    const policy& rules_;
    const timestamp at_;
    const seconds grace_;
    std::vector<signed_crl> lists_;
    mutable std::vector<const certificate*> being_asked_;  // signers of lists whose own status is in question
};

}  // namespace gw::pki
