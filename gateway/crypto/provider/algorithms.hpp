// The signature algorithms of Kazakhstan as OpenSSL has to know them: object identifiers, names and the
// octets of their encodings (facts/kz-pki.md section 1).
#pragma once

#include <cstddef>
#include <string_view>

#include "crypto/kz_gost/scheme.hpp"

namespace gw::crypto::provider {

// A name is at once the short and the long name of the OBJ table and the name in the provider: OpenSSL asks
// now by one and now by another (facts/openssl-provider.md section 3). `listed` is "name:oid" for
// OSSL_ALGORITHM.
struct object {
    const char *oid, *name, *listed;
    std::string_view der;  // the whole OBJECT IDENTIFIER
};

struct digest_algorithm {
    object id;
    std::size_t size, block;
};

struct algorithm {
    kz_gost::scheme scheme;
    object key, signature;
    const digest_algorithm& digest;
    std::string_view curve_der;             // parameter set inside SubjectPublicKeyInfo
    std::string_view key_digest_der;        // digest inside SubjectPublicKeyInfo
    std::string_view signature_identifier;  // AlgorithmIdentifier of signatures: the NULL is there
};

using namespace std::string_view_literals;

inline constexpr digest_algorithm gost34311{
    {"1.2.398.3.10.1.3.1", "GOST 34.311-95", "GOST 34.311-95:1.2.398.3.10.1.3.1",
     "\x06\x08\x2a\x83\x0e\x03\x0a\x01\x03\x01"sv},
    32,
    32};
inline constexpr digest_algorithm streebog256{
    {"1.2.398.3.10.1.3.2", "GOST R 34.11-2015-256", "GOST R 34.11-2015-256:1.2.398.3.10.1.3.2",
     "\x06\x08\x2a\x83\x0e\x03\x0a\x01\x03\x02"sv},
    32,
    64};
inline constexpr digest_algorithm streebog512{
    {"1.2.398.3.10.1.3.3", "GOST R 34.11-2015-512", "GOST R 34.11-2015-512:1.2.398.3.10.1.3.3",
     "\x06\x08\x2a\x83\x0e\x03\x0a\x01\x03\x03"sv},
    64,
    64};

inline constexpr algorithm gost2004{
    kz_gost::scheme::gost34310_2004,
    {"1.2.398.3.10.1.1.1.1", "GOST 34.310-2004", "GOST 34.310-2004:1.2.398.3.10.1.1.1.1",
     "\x06\x09\x2a\x83\x0e\x03\x0a\x01\x01\x01\x01"sv},
    {"1.2.398.3.10.1.1.1.2", "GOST 34.310-2004 with GOST 34.311-95",
     "GOST 34.310-2004 with GOST 34.311-95:1.2.398.3.10.1.1.1.2",
     "\x06\x09\x2a\x83\x0e\x03\x0a\x01\x01\x01\x02"sv},
    gost34311,
    "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x01\x01\x01"sv,
    "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x03\x01\x01\x00"sv,
    "\x30\x0d\x06\x09\x2a\x83\x0e\x03\x0a\x01\x01\x01\x02\x05\x00"sv};
// No real object of this one was ever seen (facts/kz-pki.md section 5).
inline constexpr algorithm gost2015_256{
    kz_gost::scheme::gost3410_2015_256,
    {"1.2.398.3.10.1.1.2.1", "GOST R 34.10-2015-256", "GOST R 34.10-2015-256:1.2.398.3.10.1.1.2.1",
     "\x06\x09\x2a\x83\x0e\x03\x0a\x01\x01\x02\x01"sv},
    {"1.2.398.3.10.1.1.2.3.1", "GOST R 34.10-2015-256 with GOST R 34.11-2015-256",
     "GOST R 34.10-2015-256 with GOST R 34.11-2015-256:1.2.398.3.10.1.1.2.3.1",
     "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x03\x01"sv},
    streebog256,
    "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x01\x01"sv,
    streebog256.id.der,
    "\x30\x0e\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x03\x01\x05\x00"sv};
inline constexpr algorithm gost2015_512{
    kz_gost::scheme::gost3410_2015_512,
    {"1.2.398.3.10.1.1.2.2", "GOST R 34.10-2015-512", "GOST R 34.10-2015-512:1.2.398.3.10.1.1.2.2",
     "\x06\x09\x2a\x83\x0e\x03\x0a\x01\x01\x02\x02"sv},
    {"1.2.398.3.10.1.1.2.3.2", "GOST R 34.10-2015-512 with GOST R 34.11-2015-512",
     "GOST R 34.10-2015-512 with GOST R 34.11-2015-512:1.2.398.3.10.1.1.2.3.2",
     "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x03\x02"sv},
    streebog512,
    "\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x02\x01"sv,
    streebog512.id.der,
    "\x30\x0e\x06\x0a\x2a\x83\x0e\x03\x0a\x01\x01\x02\x03\x02\x05\x00"sv};

inline constexpr const algorithm* algorithms[] = {&gost2004, &gost2015_256, &gost2015_512};

}  // namespace gw::crypto::provider
