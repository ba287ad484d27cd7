// Kazakhstan's algorithms inside OpenSSL: once loaded, their keys, certificates, lists, OCSP answers, time
// stamps, CMS and PKCS#12 work through the same calls as RSA (docs/gost.md).
#pragma once

#include <optional>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "crypto/keys.hpp"

namespace gw::crypto {

// Before any certificate or key is parsed: one that was parsed earlier stays without its key. The second call
// and later ones do nothing. The readers of keys, certificates and lists call it themselves.
void load_kz_provider();

// A new key of an algorithm that the provider names: "GOST 34.310-2004", "GOST R 34.10-2015-256",
// "GOST R 34.10-2015-512". Null for other names.
pkey generate_kz_key(const char* algorithm);

// GOST 34.311-95 or GOST R 34.11-2015, by its number in OpenSSL's table.
bool is_kz_digest(int nid);

// Why a SubjectPublicKeyInfo of Kazakhstan's algorithms gives no key: gost_parameters_unknown,
// gost_hash_pairing_wrong, gost_key_length_wrong, gost_point_*, gost_algorithm_obsolete. Nothing for a good
// key and for other algorithms.
std::optional<error> fault_of_public_key(octets_view subject_public_key_info);

// What was wrong with the last private or public key of Kazakhstan's that OpenSSL could not read on this
// thread, since the question was last asked: OpenSSL itself only says "unsupported".
std::optional<error> take_key_fault();

}  // namespace gw::crypto
