// The revocation lists in force, one per authority. A list gets on the shelf only when its authority signed
// it and it is not older than the one there; nothing but the removal of the authority takes it off, so that a
// lost or broken download never turns "revoked" into "unknown". Pure.
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

class crl_shelf {
public:
    enum class offer { taken, same, older };
    struct placed {
        offer what;
        authority_key authority;
    };

    // Lists of authorities that are no longer there go.
    void set_authorities(std::vector<pki::certificate_ptr>);
    // crl_signature_wrong, also when no authority has this name: a list that nobody can check counts for
    // nothing.
    result<placed> put(const pki::crl_ptr&);

    const std::vector<pki::certificate_ptr>& authorities() const noexcept { return authorities_; }
    pki::crl_ptr find(const authority_key&) const;
    std::vector<pki::crl_ptr> all() const;

private:
    result<pki::certificate_ptr> signer_of(const pki::crl&) const;

    std::vector<pki::certificate_ptr> authorities_;
    std::map<authority_key, pki::crl_ptr> lists_;
};

// RFC 5280 section 5.2.3: the number of a list only grows; where there is none, the date decides.
bool is_older(const pki::crl& candidate, const pki::crl& in_place);

}  // namespace gw::revocation
