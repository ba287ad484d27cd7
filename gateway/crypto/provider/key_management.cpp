// Keys as OpenSSL objects: handed over by the decoder or generated, asked for their sizes, compared.
#include <openssl/core_names.h>

#include <utility>

#include "crypto/provider/dispatch.hpp"
#include "crypto/provider/key_encoding.hpp"

namespace gw::crypto::provider {
namespace {

const key& of(const void* data) {
    return *static_cast<const key*>(data);
}

// The decoder gives the address of its pointer; whoever takes the key leaves null behind.
void* load(const void* reference, std::size_t size) {
    if (size != sizeof(key*)) return nullptr;
    return std::exchange(*static_cast<key**>(const_cast<void*>(reference)), nullptr);
}

void release(void* data) {
    if (data != nullptr) of(data).release();
}

void* duplicate(const void* data, int) {
    of(data).hold();
    return const_cast<void*>(data);  // never changed, so a copy is one holder more
}

int has(const void* data, int selection) {
    if (data == nullptr) return 0;
    return (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) == 0 || of(data).hidden ? 1 : 0;
}

// The public half follows from the private one.
int match(const void* left, const void* right, int selection) {
    if (&of(left).of != &of(right).of) return 0;
    return (selection & OSSL_KEYMGMT_SELECT_KEYPAIR) == 0 || of(left).open == of(right).open ? 1 : 0;
}

int get_params(void* data, OSSL_PARAM params[]) {
    const algorithm& which = of(data).of;
    return answer(params, OSSL_PKEY_PARAM_BITS, kz_gost::key_bits(which.scheme)) &&
                   answer(params, OSSL_PKEY_PARAM_SECURITY_BITS, kz_gost::security_bits(which.scheme)) &&
                   answer(params, OSSL_PKEY_PARAM_MAX_SIZE,
                          static_cast<int>(kz_gost::signature_size(which.scheme))) &&
                   answer(params, OSSL_PKEY_PARAM_MANDATORY_DIGEST, which.digest.id.name)
               ? 1
               : 0;
}
const OSSL_PARAM* gettable_params(void*) {
    static const OSSL_PARAM names[] = {
        OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, nullptr), OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, nullptr),
        OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, nullptr),
        OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, nullptr, 0), OSSL_PARAM_END};
    return names;
}

// There is nothing to choose: the parameter set belongs to the algorithm. The table entry is the context.
template <const algorithm& Of>
void* begin_generation(void*, int, const OSSL_PARAM[]) {
    return const_cast<algorithm*>(&Of);
}
void* generate(void* which, OSSL_CALLBACK*, void*) {
    return guarded([which]() -> key* {
        const algorithm& chosen = *static_cast<const algorithm*>(which);
        const auto secret = kz_gost::private_key::generate(chosen.scheme);
        return new key(chosen, secret.derive_public(), secret);
    });
}
void end_generation(void*) {}

template <const algorithm& Of>
const OSSL_DISPATCH functions[] = {
    entry(OSSL_FUNC_KEYMGMT_LOAD, load),
    entry(OSSL_FUNC_KEYMGMT_FREE, release),
    entry(OSSL_FUNC_KEYMGMT_DUP, duplicate),
    entry(OSSL_FUNC_KEYMGMT_HAS, has),
    entry(OSSL_FUNC_KEYMGMT_MATCH, match),
    entry(OSSL_FUNC_KEYMGMT_GET_PARAMS, get_params),
    entry(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, gettable_params),
    entry(OSSL_FUNC_KEYMGMT_GEN_INIT, begin_generation<Of>),
    entry(OSSL_FUNC_KEYMGMT_GEN, generate),
    entry(OSSL_FUNC_KEYMGMT_GEN_CLEANUP, end_generation),
    {0, nullptr},
};

template <const algorithm& Of>
constexpr OSSL_ALGORITHM row() {
    return {Of.key.listed, properties, functions<Of>, nullptr};
}

}  // namespace

const OSSL_ALGORITHM key_table[] = {
    row<gost2004>(), row<gost2015_256>(), row<gost2015_512>(), {nullptr, nullptr, nullptr, nullptr}};

}  // namespace gw::crypto::provider
