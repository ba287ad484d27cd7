// Signing and verification of a digest by GOST 34.310-2004 and GOST R 34.10-2015 (RFC 7091 section 6).
// The digest is given as the hash wrote it; the signature value is r || s, each little-endian, as it stands
// in certificates, CMS and XML of the Kazakhstan PKI.
#pragma once

#include "crypto/kz_gost/keys.hpp"

namespace gw::crypto::kz_gost {

// gost_hash_pairing_wrong when the digest has not the size of the scheme's hash, gost_signature_length_wrong,
// gost_signature_out_of_range when r or s is 0 or not below q, signature_value_wrong when the arithmetic says
// no. Takes a time that depends on its arguments, which are public. A key that was seen before is verified
// from tables.
result<void> verify(const public_key&, octets_view digest, octets_view signature);

// Constant time. The nonce is HMAC-SHA-512 under the private key over the digest and fresh random octets: it
// stays secret and unrepeated when either the random generator or the digest is bad. gost_hash_pairing_wrong;
// infrastructure_error when the random generator fails.
result<octets> sign(const private_key&, octets_view digest);
// The same with the random octets given; with none the signature is deterministic, in the manner of RFC 6979.
result<octets> sign(const private_key&, octets_view digest, octets_view entropy);

}  // namespace gw::crypto::kz_gost
