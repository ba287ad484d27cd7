// Names of algorithms and what they are worth: the one place that knows the OIDs of Kazakhstan
// (facts/kz-pki.md section 1).
#pragma once

#include <openssl/x509.h>

#include <string>

#include "base/bytes.hpp"

namespace gw::pki {

std::string dotted(const ASN1_OBJECT*);
// "1.2.398": what OpenSSL takes for an object identifier.
bool is_dotted_oid(const std::string&);
// "sha256WithRSAEncryption", "GOST R 34.10-2015-512", or the dotted OID when nobody knows it.
std::string signature_algorithm_name(const ASN1_OBJECT*);
// "RSA 2048", "EC P-256", "EC explicit", "Ed25519", "GOST R 34.10-2015-512", or the dotted OID.
std::string key_algorithm_name(const X509_PUBKEY*);
bool is_gost_name(const std::string& algorithm_name) noexcept;

// How much the digest inside a signature algorithm is worth.
enum class digest_strength {
    unknown,   // not an algorithm of ours
    broken,    // MD2, MD4, MD5: forged in practice
    weak,      // SHA-1, SHA-224 and others below 128 bit
    adequate,  // SHA-256 and better, and those of Kazakhstan
};
digest_strength strength_of_signature(int signature_nid);
digest_strength strength_of_signature(X509*);  // of the certificate's own, RSA-PSS included

}  // namespace gw::pki
