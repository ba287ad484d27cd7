// A signature that stands beside what it signs: what `openssl dgst -verify` checks.
#pragma once

#include <openssl/evp.h>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::crypto {

// As the key is: SHA-256 with RSA (PKCS #1 v1.5) or ECDSA (DER of r and s); GOST 34.310-2004 or GOST
// R 34.10-2015 with the digest that belongs to it. signing_key_unavailable.
result<octets> sign_detached(EVP_PKEY*, octets_view data);
bool verify_detached(EVP_PKEY*, octets_view data, octets_view signature);

}  // namespace gw::crypto
