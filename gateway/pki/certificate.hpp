// One X.509 certificate, decoded once and shared: decoding costs 0.24 ms in OpenSSL 3.0, so nobody decodes
// twice.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "pki/distribution_point.hpp"
#include "pki/name_constraints.hpp"

namespace gw::pki {

class certificate;
using certificate_ptr = std::shared_ptr<const certificate>;

// Roles that НУЦ РК writes into extendedKeyUsage (facts/kz-pki.md section 3), by name; other OIDs stay
// dotted. "individual", "legal_entity", "first_head", "right_to_sign", "sign_financial", "human_resources",
// "employee", "information_system". Purposes of RFC 5280 (emailProtection, clientAuth) are no roles: see
// extended_key_usage().
class certificate {
public:
    // certificate_malformed; certificate_version_wrong, certificate_dates_wrong,
    // certificate_extension_malformed, certificate_extension_repeated, certificate_algorithm_mismatch for
    // what is wrong with it. A key that cannot be used (an unknown algorithm, a point off its curve) does not
    // fail here: such a certificate is shown and has public_key() == nullptr; judging it gives key_fault().
    static result<certificate_ptr> from_der(octets_view);

    octets_view der() const noexcept { return der_; }
    const sha256_digest& sha256() const noexcept { return sha256_; }
    X509* x509() const noexcept { return x509_.get(); }
    EVP_PKEY* public_key() const noexcept { return public_key_; }  // owned by the certificate

    // "CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, serialNumber=IIN…, C=KZ": UTF-8, in the order of the certificate,
    // specials and invisible characters escaped as RFC 4514 says.
    const std::string& subject() const noexcept { return subject_; }
    const std::string& issuer() const noexcept { return issuer_; }
    octets_view subject_der() const noexcept { return subject_der_; }
    octets_view issuer_der() const noexcept { return issuer_der_; }
    const X509_NAME* subject_name() const noexcept { return X509_get_subject_name(x509()); }
    const X509_NAME* issuer_name() const noexcept { return X509_get_issuer_name(x509()); }
    const std::string& serial() const noexcept { return serial_; }  // lower-case hex without leading zeros
    octets_view serial_octets() const noexcept {
        return serial_octets_;
    }  // of the INTEGER, as a CRL names it
    const sha256_digest& key_sha256() const noexcept { return key_sha256_; }  // of SubjectPublicKeyInfo
    octets_view subject_key_id() const noexcept { return subject_key_id_; }
    octets_view authority_key_id() const noexcept { return authority_key_id_; }
    int version() const noexcept { return static_cast<int>(X509_get_version(x509())) + 1; }
    // Where its revocation is published; empty when it does not say.
    const std::vector<distribution_point>& crl_distribution_points() const noexcept {
        return crl_distribution_points_;
    }
    const std::optional<pki::name_constraints>& name_constraints() const noexcept {
        return name_constraints_;
    }
    timestamp not_before() const noexcept { return not_before_; }
    timestamp not_after() const noexcept { return not_after_; }

    const std::string& iin() const noexcept { return iin_; }  // serialNumber=IIN…; empty when there is none
    const std::string& bin() const noexcept { return bin_; }  // OU=BIN…
    const std::vector<std::string>& roles() const noexcept { return roles_; }
    bool has_role(std::string_view) const noexcept;
    bool is_ca() const noexcept { return is_ca_; }
    std::uint32_t key_usage() const noexcept { return key_usage_; }  // X509v3_KU_*; UINT32_MAX when absent
    const std::vector<std::string>& extended_key_usage() const noexcept {
        return extended_key_usage_;
    }  // dotted OIDs
    const std::string& signature_algorithm() const noexcept {
        return signature_algorithm_;
    }  // OpenSSL's long name or OID
    // Why there is no public_key(): gost_parameters_unknown and the like for a key of Kazakhstan's,
    // certificate_algorithm_unsupported for other GOST, certificate_algorithm_forbidden for what nobody
    // knows.
    const std::optional<error>& key_fault() const noexcept { return key_fault_; }
    const std::string& key_algorithm() const noexcept {
        return key_algorithm_;
    }  // "RSA 2048", "EC P-256", "GOST …", OID
    bool is_gost() const noexcept { return key_algorithm_.starts_with("GOST"); }
    // The subject is the issuer: a root, or a step of key rollover.
    bool is_self_issued() const noexcept { return X509_NAME_cmp(subject_name(), issuer_name()) == 0; }

private:
    struct x509_deleter {
        void operator()(X509* value) const noexcept { X509_free(value); }
    };
    friend class certificate_decoder;
    certificate() = default;

    octets der_;
    sha256_digest sha256_{};
    std::unique_ptr<X509, x509_deleter> x509_;
    EVP_PKEY* public_key_ = nullptr;
    std::optional<error> key_fault_;
    std::string subject_, issuer_, serial_;
    octets serial_octets_;
    sha256_digest key_sha256_{};
    octets subject_der_, issuer_der_, subject_key_id_, authority_key_id_;
    timestamp not_before_{}, not_after_{};
    std::string iin_, bin_;
    std::vector<distribution_point> crl_distribution_points_;
    std::optional<pki::name_constraints> name_constraints_;
    std::vector<std::string> roles_, extended_key_usage_;
    bool is_ca_ = false;
    std::uint32_t key_usage_ = UINT32_MAX;
    std::string signature_algorithm_, key_algorithm_;
};

// Whether it can stand among certificate::roles(): a name of theirs, or a dotted OID.
bool is_role(const std::string&);

// RFC 5280 4.2.1.1: the key identifier tells keys of one issuer apart; without it every key has to be tried.
bool key_ids_differ(const certificate& subject, const certificate& issuer) noexcept;
// Whether the issuer's key made the signature of the certificate; names and usages are not looked at.
bool signed_by(const certificate& subject, const certificate& issuer);

// Several lines for a person: subject, issuer, serial, validity, numbers, roles, usages, algorithms.
std::string describe(const certificate&);

// PEM (one or many) or DER, as files come; blocks labelled "CA CERTIFICATE" after the others. The codes of
// from_der() when any of them is broken, certificate_malformed when there is none.
result<std::vector<certificate_ptr>> read_certificates(octets_view pem_or_der);
// The same where a file tells issuers from others by the label "CA CERTIFICATE": the issuers when it does,
// else all.
result<std::vector<certificate_ptr>> read_authorities(octets_view pem_or_der);

}  // namespace gw::pki
