// One revocation list: checked once when it is loaded, then a sorted index of serials. OpenSSL's X509_CRL costs 379 MB and
// verifies the signature again at every path check for a million entries, so none is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pki/certificate.hpp"

namespace gw::pki {

struct revoked_entry {
    timestamp revoked_at;
    int reason;  // RFC 5280 CRLReason; 0 unspecified, 6 certificateHold
};

class crl;
using crl_ptr = std::shared_ptr<const crl>;

class crl {
public:
    // crl_malformed; crl_scope_unsupported for delta, indirect or partitioned lists and unknown critical extensions.
    static result<crl_ptr> from_der(octets_view);

    const std::string& issuer() const noexcept { return issuer_; }
    octets_view issuer_der() const noexcept { return issuer_der_; }
    octets_view authority_key_id() const noexcept { return authority_key_id_; }
    timestamp this_update() const noexcept { return this_update_; }
    std::optional<timestamp> next_update() const noexcept { return next_update_; }
    const std::string& number() const noexcept { return number_; }  // CRLNumber in hex, empty when there is none
    const sha256_digest& sha256() const noexcept { return sha256_; }
    std::size_t entries() const noexcept { return serials_.size(); }
    const std::string& signature_algorithm() const noexcept { return signature_algorithm_; }

    // Whether the issuer's key signed the list. Names are compared by DER, key identifiers when both are there.
    result<void> check_signature(const certificate& issuer) const;
    std::optional<revoked_entry> find(const certificate&) const;

private:
    crl() = default;
    octets tbs_, signature_, issuer_der_, authority_key_id_;
    std::string issuer_, number_, signature_algorithm_;
    timestamp this_update_{};
    std::optional<timestamp> next_update_;
    sha256_digest sha256_{};
    std::vector<octets> serials_;  // big-endian, sorted
    std::vector<revoked_entry> revoked_;
};

// PEM or DER.
result<crl_ptr> read_crl(octets_view pem_or_der);

}  // namespace gw::pki
