// Digests over OpenSSL's EVP. The algorithm is fetched once: an implicit fetch costs more than hashing a
// short message.
#include "crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/error.hpp"

namespace gw::crypto {
namespace {

const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    GW_INVARIANT(algorithm != nullptr);
    return algorithm;
}

}  // namespace

sha256_digest sha256(octets_view data) {
    sha256_digest digest{};
    unsigned size = 0;
    GW_INVARIANT(EVP_Digest(data.data(), data.size(), digest.data(), &size, sha256_algorithm(), nullptr) ==
                 1);
    GW_INVARIANT(size == digest.size());
    return digest;
}

octets hmac_sha256(octets_view key, octets_view data) {
    octets code(32, '\0');
    unsigned size = 0;
    GW_INVARIANT(HMAC(sha256_algorithm(), key.data(), static_cast<int>(key.size()), as_unsigned(data),
                      data.size(), reinterpret_cast<unsigned char*>(code.data()), &size) != nullptr);
    GW_INVARIANT(size == code.size());
    return code;
}

octets random_octets(std::size_t count) {
    octets data(count, '\0');
    // Without randomness nothing that is made here may be used: a predictable salt or secret is worse than
    // none.
    if (RAND_bytes_ex(nullptr, reinterpret_cast<unsigned char*>(data.data()), count, 0) != 1)
        throw infrastructure_error(errc::internal, "the random number generator failed");
    return data;
}

bool equal_constant_time(octets_view left, octets_view right) noexcept {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace gw::crypto
