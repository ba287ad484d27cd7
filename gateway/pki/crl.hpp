// One revocation list: checked once when it is loaded, then a sorted table of serials. OpenSSL's X509_CRL
// costs 379 MB and verifies the signature again at every path check for a million entries, so none is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pki/certificate.hpp"
#include "pki/crl_table.hpp"
#include "pki/der_stream.hpp"
#include "pki/distribution_point.hpp"

namespace gw::pki {

class crl;
using crl_ptr = std::shared_ptr<const crl>;

class crl {
public:
    // A list longer than this is crl_too_large, and no more than this is read of it: НУЦ РК's has 21 MB and a
    // million entries take 50 MB.
    static constexpr std::size_t default_limit = std::size_t{128} << 20;

    // crl_empty, crl_not_a_list, crl_truncated, crl_too_large; crl_version_wrong, crl_algorithm_wrong,
    // crl_issuer_malformed, crl_dates_wrong, crl_entry_malformed, crl_extension_malformed, crl_malformed for
    // the rest of what RFC 5280 5.1 does not permit; crl_scope_unsupported for unknown critical extensions.
    static result<crl_ptr> from_der(octets_view, std::size_t limit = default_limit);
    // The same from a source that is read once and never held.
    static result<crl_ptr> read(der::stream::source, std::size_t limit = default_limit);

    const std::string& issuer() const noexcept { return issuer_; }
    octets_view issuer_der() const noexcept { return issuer_der_; }
    const X509_NAME* issuer_name() const noexcept { return issuer_name_.get(); }
    octets_view authority_key_id() const noexcept { return authority_key_id_; }
    timestamp this_update() const noexcept { return this_update_; }
    std::optional<timestamp> next_update() const noexcept { return next_update_; }
    const std::string& number() const noexcept {
        return number_;
    }  // CRLNumber in hex, empty when there is none
    bool is_delta() const noexcept { return !base_number_.empty(); }
    const std::string& base_number() const noexcept {
        return base_number_;
    }  // BaseCRLNumber of a delta, in hex
    const crl_scope& scope() const noexcept { return scope_; }
    const sha256_digest& sha256() const noexcept { return sha256_; }
    std::size_t entries() const noexcept;
    const std::string& signature_algorithm() const noexcept { return signature_algorithm_; }
    int signature_nid() const noexcept { return signature_nid_; }

    // Whether the issuer's key signed the list: crl_signature_wrong when not, and when the issuer's name is
    // another, the key identifiers differ (when both are there) or its keyUsage is there without cRLSign.
    result<void> check_signature(const certificate& issuer) const;
    // The entry of the certificate's serial and, in an indirect list, issuer. The caller has made sure that
    // the list covers the certificate.
    std::optional<revoked_entry> find(const certificate&) const;

private:
    friend class crl_decoder;
    // The entries of one issuer: a direct list has one section, an indirect one as many as it names issuers.
    struct section {
        std::shared_ptr<const X509_NAME> issuer;  // nullptr: the issuer of the list
        crl_table table;
    };
    crl() = default;

    // The list itself is not kept: only its digest by the algorithm of its signature.
    octets tbs_digest_, signature_, issuer_der_, authority_key_id_;
    name_ptr issuer_name_;
    std::string issuer_, number_, base_number_, signature_algorithm_;
    int signature_nid_ = 0;
    timestamp this_update_{};
    std::optional<timestamp> next_update_;
    crl_scope scope_;
    sha256_digest sha256_{};
    std::vector<section> sections_;
};

// Hexadecimal list numbers as numbers: below, at or above 0.
int compare_numbers(std::string_view, std::string_view) noexcept;

// The DER inside PEM text, or the octets as they are.
result<octets> crl_der(octets_view pem_or_der);
// PEM or DER.
result<crl_ptr> read_crl(octets_view pem_or_der, std::size_t limit = crl::default_limit);
// All that a PEM text holds, beside whatever else; or the one in DER.
result<std::vector<crl_ptr>> read_crls(octets_view pem_or_der);

}  // namespace gw::pki
