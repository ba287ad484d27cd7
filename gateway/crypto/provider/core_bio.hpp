// OpenSSL's streams as a provider sees them: through functions that the core gave it when it was loaded.
#pragma once

#include <openssl/core_dispatch.h>

#include "base/bytes.hpp"

namespace gw::crypto::provider {

// Once, by the provider's entry point; false when a function is missing.
bool take_core_functions(const OSSL_DISPATCH*);

// Everything up to the end; empty when it is longer than any key that is read here.
octets read_all(OSSL_CORE_BIO*);
bool write_all(OSSL_CORE_BIO*, octets_view);

}  // namespace gw::crypto::provider
