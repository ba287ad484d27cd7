// One question to OpenSSL: did this key sign these octets by that algorithm? For structures that are not kept
// as OpenSSL's own types.
#pragma once

#include <openssl/evp.h>

#include "base/bytes.hpp"

namespace gw::pki {

// Each is a whole DER element: what was signed, an AlgorithmIdentifier, a BIT STRING.
bool verify_signed(octets_view tbs, octets_view algorithm, octets_view signature, EVP_PKEY*) noexcept;

}  // namespace gw::pki
