// The tables that the provider answers OpenSSL's questions with, one per operation (core_dispatch.h).
#pragma once

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/params.h>

#include <new>

#include "base/bytes.hpp"

namespace gw::crypto::provider {

extern const OSSL_ALGORITHM digest_table[];
extern const OSSL_ALGORITHM key_table[];
extern const OSSL_ALGORITHM signature_table[];
extern const OSSL_ALGORITHM decoder_table[];
extern const OSSL_ALGORITHM encoder_table[];

// Object identifiers, signature pairs and digests: before the provider is loaded.
void add_all_objects();
// The provider's entry point.
int initialise(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH* core, const OSSL_DISPATCH** out, void** context);

// What every algorithm of the provider has; decoders and encoders say more.
inline constexpr const char* properties = "provider=kz-gost";

// An entry of a dispatch table. OpenSSL casts the function back to the type that its number stands for.
template <class Function>
OSSL_DISPATCH entry(int number, Function* function) {
    return {number, reinterpret_cast<void (*)()>(function)};
}

inline octets_view view(const unsigned char* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Sets one answer when it is asked for.
inline bool answer(OSSL_PARAM params[], const char* name, std::size_t value) {
    OSSL_PARAM* asked = OSSL_PARAM_locate(params, name);
    return asked == nullptr || OSSL_PARAM_set_size_t(asked, value) == 1;
}
inline bool answer(OSSL_PARAM params[], const char* name, int value) {
    OSSL_PARAM* asked = OSSL_PARAM_locate(params, name);
    return asked == nullptr || OSSL_PARAM_set_int(asked, value) == 1;
}
inline bool answer(OSSL_PARAM params[], const char* name, const char* value) {
    OSSL_PARAM* asked = OSSL_PARAM_locate(params, name);
    return asked == nullptr || OSSL_PARAM_set_utf8_string(asked, value) == 1;
}
inline bool answer(OSSL_PARAM params[], const char* name, octets_view value) {
    OSSL_PARAM* asked = OSSL_PARAM_locate(params, name);
    return asked == nullptr || OSSL_PARAM_set_octet_string(asked, value.data(), value.size()) == 1;
}

// Nothing may be thrown through OpenSSL's C code: memory that is not there, and lost randomness, become its 0
// or null.
template <class Make>
auto guarded(Make make) noexcept -> decltype(make()) {
    try {
        return make();
    } catch (...) {
        return {};
    }
}

}  // namespace gw::crypto::provider
