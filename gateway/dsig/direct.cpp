#include "dsig/direct.hpp"

#include <openssl/ecdsa.h>

#include <algorithm>

#include "crypto/openssl.hpp"
#include "xml/canonical.hpp"

namespace gw::dsig {
namespace {

// XML Signature 1.1 section 6.4.3 has r and s side by side, OpenSSL a DER sequence of them; empty when they
// have none.
octets with_der(octets_view pair) {
    const int half = static_cast<int>(pair.size() / 2);
    const std::unique_ptr<ECDSA_SIG, crypto::freed_by<ECDSA_SIG_free>> made(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(as_unsigned(pair), half, nullptr);
    BIGNUM* s = BN_bin2bn(as_unsigned(pair) + half, half, nullptr);
    if (!made || ECDSA_SIG_set0(made.get(), r, s) != 1) throw std::bad_alloc();
    octets der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(made.get(), nullptr))), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(made.get(), &out);
    return der;
}

octets digest_of(octets_view data, const EVP_MD* algorithm) {
    GW_INVARIANT(algorithm != nullptr);
    octets digest(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
    GW_INVARIANT(EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()),
                            nullptr, algorithm, nullptr) == 1);
    return digest;
}

// Empty when the element is not there or has no canonical form.
octets canonical(const xmlNode* element, const std::vector<std::string>& prefixes) {
    octets out;
    if (element == nullptr || !xml::canonicalise_exclusive(element, out, prefixes)) return {};
    return out;
}

bool holds(const signature_node& signature, octets_view info, EVP_PKEY* key) {
    const octets value = EVP_PKEY_is_a(key, "EC") == 1 ? with_der(signature.value) : signature.value;
    const crypto::error_scope quiet;
    const EVP_MD* digest = signature.method->digest();
    GW_INVARIANT(digest != nullptr);  // for null OpenSSL would take the default digest of the key
    const std::unique_ptr<EVP_MD_CTX, crypto::freed_by<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    if (!context) throw std::bad_alloc();
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), as_unsigned(value), value.size(), as_unsigned(info),
                            info.size()) == 1;
}

}  // namespace

bool is_direct(const signature_node& signature) {
    return signature.method->digest != nullptr && signature.exclusive &&
           std::ranges::all_of(signature.references, [](const reference_node& one) {
               return one.method->algorithm != nullptr && one.exclusive && fragment_of(one.uri);
           });
}

bool compute_directly(const signature_node& signature, const id_index& ids, EVP_PKEY* key,
                      arithmetic_result& result) {
    for (const auto& reference : signature.references) {
        octets data = canonical(ids.find(*fragment_of(reference.uri)), *reference.exclusive);
        result.digests_ok.push_back(!data.empty() &&
                                    digest_of(data, reference.method->algorithm()) == reference.value);
        result.digested.push_back(std::move(data));
        if (!result.digests_ok.back()) return true;
    }
    const octets info = canonical(signature.info, *signature.exclusive);
    if (info.empty()) return false;
    result.signature_ok = key != nullptr && holds(signature, info, key);
    return true;
}

}  // namespace gw::dsig
