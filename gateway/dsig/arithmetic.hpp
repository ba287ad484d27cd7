// Canonicalise, digest, check the value with the key that we hand in: by xmlsec, and for the usual transport
// signature without it (dsig/direct). Everything that xmlsec may touch was put on a list by dsig/structure
// before.
#pragma once

#include <openssl/evp.h>

#include "dsig/structure.hpp"
#include "dsig/tree.hpp"

struct _xmlSecKey;

namespace gw::dsig {

struct arithmetic_result {
    std::vector<bool> digests_ok;  // per reference
    std::vector<octets> digested;  // the octets that went into each digest
    bool signature_ok = false;
    std::optional<error>
        failure;  // digest_mismatch, signed_octets_empty, signature_value_wrong, signature_structure_invalid
};

// `key` may be null (the certificate is not known): then only the digests are computed.
arithmetic_result compute(const signature_node&, const id_index&, EVP_PKEY* key, const options&);

// Exclusive C14N without comments of one element with all below it, as if it stood alone in its ancestors'
// scope.
result<octets> canonicalise_exclusive(const xmlNode* element);

// An xmlsec key around the bare EVP key, whose reference count goes up; null when xmlsec does not take its
// type.
_xmlSecKey* adopt_key(EVP_PKEY*);

}  // namespace gw::dsig
