#include "dsig/algorithms.hpp"

#include <xmlsec/crypto.h>

#include <algorithm>
#include <array>

#include "crypto/provider/algorithms.hpp"
#include "dsig/gost_transforms.hpp"
#include "dsig/names.hpp"

namespace gw::dsig {
namespace {

namespace provider = crypto::provider;

// Fetched once: an implicit fetch costs more than hashing a short message.
const EVP_MD* sha256() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return algorithm;
}
const EVP_MD* sha384() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA384", nullptr);
    return algorithm;
}
const EVP_MD* sha512() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    return algorithm;
}

// xmlsec's ids are macros that call functions.
#define GW_TRANSFORM(id) [] { return id; }

constexpr std::array digests{
    digest_method{names::sha256, 32, GW_TRANSFORM(xmlSecTransformSha256Id), sha256},
    digest_method{"http://www.w3.org/2001/04/xmldsig-more#sha384", 48, GW_TRANSFORM(xmlSecTransformSha384Id),
                  sha384},
    digest_method{"http://www.w3.org/2001/04/xmlenc#sha512", 64, GW_TRANSFORM(xmlSecTransformSha512Id),
                  sha512},
    digest_method{names::gost34311, provider::gost34311.size, gost34311_transform},
    digest_method{names::streebog256, provider::streebog256.size, streebog256_transform},
    digest_method{names::streebog512, provider::streebog512.size, streebog512_transform},
    digest_method{"http://www.w3.org/2000/09/xmldsig#sha1", 20, GW_TRANSFORM(xmlSecTransformSha1Id), nullptr,
                  true},
};
constexpr std::array signatures{
    signature_method{names::rsa_sha256, "RSA", GW_TRANSFORM(xmlSecTransformRsaSha256Id), sha256},
    signature_method{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "RSA",
                     GW_TRANSFORM(xmlSecTransformRsaSha384Id), sha384},
    signature_method{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "RSA",
                     GW_TRANSFORM(xmlSecTransformRsaSha512Id), sha512},
    signature_method{names::ecdsa_sha256, "EC", GW_TRANSFORM(xmlSecTransformEcdsaSha256Id), sha256},
    signature_method{names::ecdsa_sha384, "EC", GW_TRANSFORM(xmlSecTransformEcdsaSha384Id), sha384},
    signature_method{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "EC",
                     GW_TRANSFORM(xmlSecTransformEcdsaSha512Id), sha512},
    signature_method{names::gost2004, provider::gost2004.key.name, gost2004_transform},
    signature_method{names::gost2015_256, provider::gost2015_256.key.name, gost2015_256_transform},
    signature_method{names::gost2015_512, provider::gost2015_512.key.name, gost2015_512_transform},
    signature_method{"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA",
                     GW_TRANSFORM(xmlSecTransformRsaSha1Id), nullptr, true},
};
#undef GW_TRANSFORM

struct preference {
    const char* key_type;
    int most_bits;
    const char *signature, *digest;
};
constexpr std::array preferences{
    preference{"RSA", INT_MAX, names::rsa_sha256, names::sha256},
    preference{"EC", 256, names::ecdsa_sha256, names::sha256},
    preference{"EC", INT_MAX, names::ecdsa_sha384, names::sha256},
    preference{provider::gost2004.key.name, INT_MAX, names::gost2004, names::gost34311},
    preference{provider::gost2015_256.key.name, INT_MAX, names::gost2015_256, names::streebog256},
    preference{provider::gost2015_512.key.name, INT_MAX, names::gost2015_512, names::streebog512},
};

template <class Table>
auto find(const Table& table, std::string_view uri, bool permit_legacy) -> decltype(table.data()) {
    const auto at =
        std::find_if(table.begin(), table.end(), [uri](const auto& one) { return one.uri == uri; });
    return at == table.end() || (at->legacy && !permit_legacy) ? nullptr : &*at;
}

}  // namespace

bool signature_method::is_gost() const noexcept {
    return std::any_of(std::begin(provider::algorithms), std::end(provider::algorithms),
                       [this](const provider::algorithm* one) { return one->key.name == key_type; });
}

std::span<const digest_method> digest_methods() noexcept {
    return digests;
}
std::span<const signature_method> signature_methods() noexcept {
    return signatures;
}

const digest_method* find_digest_method(std::string_view uri, bool permit_legacy) noexcept {
    return find(digests, uri, permit_legacy);
}
const signature_method* find_signature_method(std::string_view uri, bool permit_legacy) noexcept {
    return find(signatures, uri, permit_legacy);
}

signing_methods methods_for(const EVP_PKEY* key) {
    for (const preference& one : preferences)
        if (EVP_PKEY_is_a(key, one.key_type) == 1 && EVP_PKEY_get_bits(key) <= one.most_bits)
            return {find_signature_method(one.signature, false), find_digest_method(one.digest, false)};
    return {};
}

bool is_gost_key(const EVP_PKEY* key) {
    return std::any_of(
        std::begin(provider::algorithms), std::end(provider::algorithms),
        [key](const provider::algorithm* one) { return EVP_PKEY_is_a(key, one->key.name) == 1; });
}

}  // namespace gw::dsig
