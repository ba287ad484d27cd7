// One OCSP answer (RFC 6960): read strictly once, then asked about certificates. Whether it may be believed
// is for ocsp_check.hpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pki/crl.hpp"
#include "pki/der.hpp"

namespace gw::pki {

class ocsp_response;
using ocsp_ptr = std::shared_ptr<const ocsp_response>;

enum class ocsp_status { good, revoked, unknown };

// SingleResponse of RFC 6960 section 4.2.1; the views are of the answer's own octets.
struct ocsp_single {
    octets_view hash_oid, name_hash, key_hash, serial;  // CertID; the OID without tag and length
    ocsp_status status = ocsp_status::unknown;
    std::optional<revoked_entry> revoked;
    timestamp this_update{};
    std::optional<timestamp> next_update;
};

class ocsp_response {
public:
    // ocsp_malformed; ocsp_try_later and ocsp_refused for what a responder says instead of an answer;
    // ocsp_extension_unsupported for a critical extension that nobody here understands.
    static result<ocsp_ptr> from_der(octets_view);

    ocsp_response(const ocsp_response&) = delete;
    ocsp_response& operator=(const ocsp_response&) = delete;

    octets_view der() const noexcept { return der_; }
    const sha256_digest& sha256() const noexcept { return sha256_; }
    timestamp produced_at() const noexcept { return produced_at_; }
    const std::vector<ocsp_single>& singles() const noexcept { return singles_; }
    octets_view nonce() const noexcept { return nonce_; }  // content of extnValue; empty when there is none
    // RFC 6960 section 4.4.8: "revoked" may also mean that the serial was never issued.
    bool extended_revoke() const noexcept { return extended_revoke_; }
    const std::vector<certificate_ptr>& certificates() const noexcept { return certificates_; }
    const std::string& responder() const noexcept { return responder_; }  // its name, or "key " and the hash
    const std::string& signature_algorithm() const noexcept { return signature_algorithm_; }
    int signature_nid() const noexcept { return signature_nid_; }

    // Whether the ResponderID means the holder of that certificate.
    bool is_responder(const certificate&) const;
    bool is_signed_by(const certificate&) const;
    // What it says of the certificate; nothing when it only speaks of others. Should it contradict itself,
    // the worst it says: revoked, then unknown.
    const ocsp_single* find(const certificate&, const certificate& issuer) const;

private:
    friend class ocsp_decoder;
    struct name_deleter {
        void operator()(X509_NAME* name) const noexcept { X509_NAME_free(name); }
    };
    ocsp_response() = default;

    octets der_;  // everything below that is a view is a part of it
    sha256_digest sha256_{};
    octets_view tbs_, algorithm_, signature_;  // whole elements
    std::unique_ptr<X509_NAME, name_deleter> responder_name_;
    octets_view responder_key_hash_;
    std::string responder_, signature_algorithm_;
    int signature_nid_ = 0;
    timestamp produced_at_{};
    std::vector<ocsp_single> singles_;
    octets_view nonce_;
    bool extended_revoke_ = false;
    std::vector<certificate_ptr> certificates_;
};

// DER, PEM ("OCSP RESPONSE") or bare base64, as answers come in files.
result<ocsp_ptr> read_ocsp(octets_view);

// An OCSPRequest (RFC 6960 section 4.1) for one certificate. The CertID is hashed with SHA-1, which RFC 5019
// section 2.1.1 asks for and every responder knows, or with SHA-256 as НУЦ РК does (facts/kz-pki.md section
// 3); nothing but lookup rests on it.
enum class ocsp_hash { sha1, sha256 };
octets make_ocsp_request(const certificate&, const certificate& issuer, ocsp_hash, octets_view nonce);

}  // namespace gw::pki
