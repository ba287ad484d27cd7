#include "crypto/detached.hpp"

#include <array>
#include <string>

#include "crypto/openssl.hpp"

namespace gw::crypto {
namespace {

using context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;

// A key of Kazakhstan's algorithms goes with one digest and says so; OpenSSL answers 2 for "this one only".
std::string digest_for(EVP_PKEY* key) {
    std::array<char, 64> name{};
    const bool given = EVP_PKEY_get_default_digest_name(key, name.data(), name.size()) == 2;
    const std::string only(given ? name.data() : "");
    return only.empty() || only == "UNDEF" ? "SHA256" : only;
}

}  // namespace

result<octets> sign_detached(EVP_PKEY* key, octets_view data) {
    const error_scope scope;
    const context_ptr context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, digest_for(key).c_str(), nullptr, nullptr, key,
                              nullptr) != 1 ||
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
           EVP_DigestVerifyInit_ex(context.get(), nullptr, digest_for(key).c_str(), nullptr, nullptr, key,
                                   nullptr) == 1 &&
           EVP_DigestVerify(context.get(), as_unsigned(signature), signature.size(), as_unsigned(data),
                            data.size()) == 1;
}

}  // namespace gw::crypto
