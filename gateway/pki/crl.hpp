// One revocation list: checked once when it is loaded, then a sorted index of serials. OpenSSL's X509_CRL
// costs 379 MB and verifies the signature again at every path check for a million entries, so none is kept.
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
    // crl_malformed; crl_scope_unsupported for delta, indirect or partitioned lists and unknown critical
    // extensions.
    static result<crl_ptr> from_der(octets_view);

    const std::string& issuer() const noexcept { return issuer_; }
    octets_view issuer_der() const noexcept { return issuer_der_; }
    const X509_NAME* issuer_name() const noexcept { return issuer_name_.get(); }
    octets_view authority_key_id() const noexcept { return authority_key_id_; }
    timestamp this_update() const noexcept { return this_update_; }
    std::optional<timestamp> next_update() const noexcept { return next_update_; }
    const std::string& number() const noexcept {
        return number_;
    }  // CRLNumber in hex, empty when there is none
    const sha256_digest& sha256() const noexcept { return sha256_; }
    std::size_t entries() const noexcept { return entries_.size(); }
    const std::string& signature_algorithm() const noexcept { return signature_algorithm_; }
    int signature_nid() const noexcept { return signature_nid_; }

    // Whether the issuer's key signed the list: crl_signature_wrong when not, and when the issuer's name is
    // another, the key identifiers differ (when both are there) or its keyUsage is there without cRLSign.
    result<void> check_signature(const certificate& issuer) const;
    // The entry of the certificate's serial. The caller has made sure that the list is that of the
    // certificate's issuer.
    std::optional<revoked_entry> find(const certificate&) const;

private:
    friend class crl_decoder;
    struct name_deleter {
        void operator()(X509_NAME* name) const noexcept { X509_NAME_free(name); }
    };
    // 12 octets, and the serial beside it: about 32 octets an entry in all.
    struct entry {
        std::uint32_t offset;      // of the serial in serials_
        std::uint32_t revoked_at;  // seconds since 1970; what lies outside is clamped
        std::uint8_t size;
        std::uint8_t reason;
    };
    crl() = default;
    octets_view serial(const entry& one) const { return octets_view(serials_).substr(one.offset, one.size); }

    // The list itself is not kept: only its digest by the algorithm of its signature.
    octets tbs_digest_, signature_, issuer_der_, authority_key_id_;
    std::unique_ptr<X509_NAME, name_deleter> issuer_name_;
    std::string issuer_, number_, signature_algorithm_;
    int signature_nid_ = 0;
    timestamp this_update_{};
    std::optional<timestamp> next_update_;
    sha256_digest sha256_{};
    octets serials_;              // big-endian two's complement as encoded, one after the other
    std::vector<entry> entries_;  // sorted by serial, then date
};

// The DER inside PEM text, or the octets as they are.
result<octets> crl_der(octets_view pem_or_der);
// PEM or DER.
result<crl_ptr> read_crl(octets_view pem_or_der);

}  // namespace gw::pki
