// What a verdict is judged against: an immutable snapshot of anchors, helper certificates and revocation
// lists. A new file on disk makes a new snapshot; a verdict names the version it was made with.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pki/certificate.hpp"
#include "pki/crl.hpp"

namespace gw::pki {

class trust;
using trust_ptr = std::shared_ptr<const trust>;

// A list whose signature one of the known certificates made: verified when the snapshot was built, never
// again.
struct signed_crl {
    crl_ptr list;
    std::vector<certificate_ptr> signers;
};
// A list that no known certificate signed. It is not used; readiness and the log name it.
struct unusable_crl {
    crl_ptr list;
    gw::error why;
};

class trust {
public:
    trust(std::vector<certificate_ptr> anchors, std::vector<certificate_ptr> certificates,
          std::vector<crl_ptr> crls);

    const std::vector<certificate_ptr>& anchors() const noexcept { return anchors_; }
    const std::vector<certificate_ptr>& certificates() const noexcept { return certificates_; }
    const std::vector<crl_ptr>& crls() const noexcept { return crls_; }
    // Everything in it, a line each: "anchor", "certificate" or "crl" and the SHA-256 in hex. Kept as
    // evidence, it says exactly what a verdict was judged against.
    const std::string& manifest() const noexcept { return manifest_; }
    // SHA-256 of the manifest in hex: the "trust version" of verdicts and caches.
    const std::string& version() const noexcept { return version_; }

    bool is_anchor(const certificate&) const noexcept;
    // Whether both are of this snapshot and the issuer's key made the subject's signature: verified when the
    // snapshot was built, never again.
    bool has_verified(const certificate& subject, const certificate& issuer) const noexcept {
        return verified_.contains({&subject, &issuer});
    }
    // The newest thisUpdate first.
    const std::vector<signed_crl>& signed_crls() const noexcept { return signed_crls_; }
    const std::vector<unusable_crl>& unusable_crls() const noexcept { return unusable_crls_; }

    // For ds:X509IssuerSerial: the certificate among anchors and certificates. Serial in decimal, as XML-DSig
    // has it. Either order of the name's parts is understood (facts/kz-pki.md section 3). nullptr when none
    // or two fit.
    certificate_ptr find_by_issuer_serial(std::string_view issuer_rfc2253,
                                          std::string_view serial_decimal) const;
    certificate_ptr find_by_subject_key_id(octets_view) const;

private:
    void verify_certificates();
    void check_crls();
    std::vector<certificate_ptr> all_certificates() const;
    std::string make_manifest() const;
    template <class Fits>
    certificate_ptr find_only(Fits) const;

    std::vector<certificate_ptr> anchors_, certificates_;
    std::vector<crl_ptr> crls_;
    std::set<std::pair<const certificate*, const certificate*>> verified_;
    std::vector<signed_crl> signed_crls_;
    std::vector<unusable_crl> unusable_crls_;
    std::string manifest_, version_;
};

}  // namespace gw::pki
