#include "crypto/detached.hpp"

#include "crypto/openssl.hpp"

namespace gw::crypto {
namespace {

using context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;

}  // namespace

result<octets> sign_detached(EVP_PKEY* key, octets_view data) {
    const error_scope scope;
    const context_ptr context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, as_unsigned(data), data.size()) != 1)
        return error(errc::signing_key_unavailable, error_scope::reason());
    octets signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       as_unsigned(data), data.size()) != 1)
        return error(errc::signing_key_unavailable, error_scope::reason());
    signature.resize(size);
    return signature;
}

bool verify_detached(EVP_PKEY* key, octets_view data, octets_view signature) {
    const error_scope scope;
    const context_ptr context(EVP_MD_CTX_new());
    return key != nullptr && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), as_unsigned(signature), signature.size(), as_unsigned(data),
                            data.size()) == 1;
}

}  // namespace gw::crypto
