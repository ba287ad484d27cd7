// The arithmetic of the shape that nearly every transport signature has, without xmlsec: whole elements by
// id, exclusive canonicalisation and nothing else, SHA-2, RSA or ECDSA. dsig/structure has judged the
// signature before and read its values; what is not of this shape goes to xmlsec (dsig/arithmetic).
#pragma once

#include "dsig/arithmetic.hpp"

namespace gw::dsig {

bool is_direct(const signature_node&);

// Fills the digests up to the first that does not hold, and with a key (it fits the method, and the value has
// its size) whether the signature holds. False when SignedInfo has no canonical form.
bool compute_directly(const signature_node&, const id_index&, EVP_PKEY* key, arithmetic_result&);

}  // namespace gw::dsig
