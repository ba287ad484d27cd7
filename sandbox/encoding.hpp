// The few idioms for making structures with OpenSSL that the pretend authority needs.
#pragma once

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "base/clock.hpp"
#include "crypto/keys.hpp"
#include "crypto/openssl.hpp"

namespace sandbox {

using crl_ptr = std::unique_ptr<X509_CRL, gw::crypto::freed_by<X509_CRL_free>>;
using integer_ptr = std::unique_ptr<ASN1_INTEGER, gw::crypto::freed_by<ASN1_INTEGER_free>>;
using time_ptr = std::unique_ptr<ASN1_TIME, gw::crypto::freed_by<ASN1_TIME_free>>;
using generalized_time_ptr =
    std::unique_ptr<ASN1_GENERALIZEDTIME, gw::crypto::freed_by<ASN1_GENERALIZEDTIME_free>>;

inline void must(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("pretend authority: ") + what);
}

integer_ptr integer_of(const std::string& hex);
integer_ptr integer_of(long);
time_ptr time_of(gw::timestamp);
generalized_time_ptr generalized_time_of(gw::timestamp);
std::string random_serial();                           // hexadecimal
std::string canonical_serial(const std::string& hex);  // lower case, no leading zeros
std::string canonical_serial(const ASN1_INTEGER*);
gw::crypto::pkey new_key();  // P-256
// What the key signs with by default; none for keys that bring their own.
const EVP_MD* digest_for(EVP_PKEY*);

template <class T>
gw::octets to_der(T* value, int (*encode)(const T*, unsigned char**)) {
    unsigned char* out = nullptr;
    const int size = encode(value, &out);
    must(size > 0, "encode");
    gw::octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

}  // namespace sandbox
