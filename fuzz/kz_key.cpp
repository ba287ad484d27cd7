// Whatever the octets are: a SubjectPublicKeyInfo and a PrivateKeyInfo of Kazakhstan's algorithms, or a named
// fault; and a signature value that a good key refuses without harm.
#include <openssl/evp.h>

#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"

namespace {

using md_context = std::unique_ptr<EVP_MD_CTX, gw::crypto::freed_by<EVP_MD_CTX_free>>;

bool verifies(EVP_PKEY* key, gw::octets_view value) {
    const md_context context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) == 1 &&
           EVP_DigestVerify(context.get(), gw::as_unsigned(value), value.size(), gw::as_unsigned("x"), 1) ==
               1;
}

void use(EVP_PKEY* key) {
    const md_context context(EVP_MD_CTX_new());
    GW_INVARIANT(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) == 1);
    gw::octets value(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = value.size();
    GW_INVARIANT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(value.data()), &size,
                                gw::as_unsigned("x"), 1) == 1);
    GW_INVARIANT(verifies(key, gw::octets_view(value).substr(0, size)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const gw::octets_view input(reinterpret_cast<const char*>(data), size);
    const gw::crypto::error_scope scope;
    static const gw::crypto::pkey good = gw::crypto::generate_kz_key("GOST R 34.10-2015-512");
    GW_INVARIANT(!verifies(good.get(), input.substr(size > 128 ? size - 128 : 0)));

    const auto fault = gw::crypto::fault_of_public_key(input);
    const auto open = gw::crypto::read_public_key(input);
    if (open && !fault) verifies(open->get(), input);

    const auto pem = "-----BEGIN PRIVATE KEY-----\n" + gw::to_base64(input) + "\n-----END PRIVATE KEY-----\n";
    const auto secret = gw::crypto::read_private_key_pem(pem, "");
    if (secret && std::string_view(EVP_PKEY_get0_type_name(secret->get())).starts_with("GOST"))
        use(secret->get());
    return 0;
}
