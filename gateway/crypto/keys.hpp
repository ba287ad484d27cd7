// Private keys from PEM and PKCS#12 files, and the password hashes of senders.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::crypto {

struct pkey_deleter {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using pkey = std::unique_ptr<EVP_PKEY, pkey_deleter>;

// A private key with the certificates that came with it (DER, the key's own first).
struct key_bundle {
    pkey key;
    std::vector<octets> certificates;
};

// key_unusable; key_password_wrong when the password does not open it; of a GOST key with something wrong in
// it the code that says what (kz_provider.hpp). PEM may be encrypted with the password.
result<pkey> read_private_key_pem(octets_view pem, std::string_view password);
result<pkey> read_public_key(octets_view pem_or_der_key_or_certificate);
result<key_bundle> read_pkcs12(octets_view der, std::string_view password);
// A password file: its first line.
result<std::string> read_password_file(const std::string& path);

// scrypt as "$scrypt$ln=15,r=8,p=1$<salt base64>$<hash base64>"; takes about 90 ms: never on an I/O thread.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view password, std::string_view encoded);

}  // namespace gw::crypto
