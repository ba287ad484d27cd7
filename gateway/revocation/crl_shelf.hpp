// The revocation lists in force: per authority its full list, its delta and its partitions. A list gets on
// the shelf only when its authority signed it and it is not older than the one there; nothing but the removal
// of the authority takes it off, so that a lost or broken download never turns "revoked" into "unknown".
// Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pki/certificate.hpp"
#include "pki/crl.hpp"

namespace gw::revocation {

// One key of an authority; a renewed certificate of the same key is the same authority.
struct authority_key {
    octets subject_der, key_id;
    auto operator<=>(const authority_key&) const = default;
};
authority_key key_of(const pki::certificate&);

// Where a list stands: lists of one place follow one another, each with its own sequence of numbers.
struct crl_place {
    authority_key authority;
    octets scope;  // issuingDistributionPoint, empty for none
    bool delta = false;
    auto operator<=>(const crl_place&) const = default;
};

class crl_shelf {
public:
    enum class offer { taken, same, older };
    struct placed {
        offer what;
        crl_place place;
    };

    // Lists of authorities that are no longer there go.
    void set_authorities(std::vector<pki::certificate_ptr>);
    // crl_issuer_unknown, crl_signature_wrong: a list that nobody can check counts for nothing.
    result<placed> put(const pki::crl_ptr&);

    const std::vector<pki::certificate_ptr>& authorities() const noexcept { return authorities_; }
    const std::map<crl_place, pki::crl_ptr>& lists() const noexcept { return lists_; }
    pki::crl_ptr find(const crl_place&) const;
    // The full list of an authority: of its own key, else of another key of its name.
    pki::crl_ptr full_list_of(const pki::certificate& authority) const;
    // Whether a full list is there that the delta can be laid over.
    bool has_base(const crl_place& of_delta) const;
    std::vector<pki::crl_ptr> all() const;

private:
    result<pki::certificate_ptr> signer_of(const pki::crl&) const;

    std::vector<pki::certificate_ptr> authorities_;
    std::map<crl_place, pki::crl_ptr> lists_;
};

// RFC 5280 section 5.2.3: the number of a list only grows; where there is none, the date decides.
bool is_older(const pki::crl& candidate, const pki::crl& in_place);

}  // namespace gw::revocation
