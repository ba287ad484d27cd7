// Clears the stack below the caller, where calls that have returned left copies of secrets.
#pragma once

#include <openssl/crypto.h>

namespace gw::crypto::kz_gost {

[[gnu::noinline]] inline void wipe_stack() noexcept {
    unsigned char below[8192];
    OPENSSL_cleanse(below, sizeof below);
}

}  // namespace gw::crypto::kz_gost
