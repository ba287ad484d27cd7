#include "pki/algorithms.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <array>
#include <string_view>

#include "crypto/kz_provider.hpp"

namespace gw::pki {
namespace {

// Those of Gamma's libraries of 2011-2016 are named and refused (facts/kz-pki.md section 1). The others of
// Kazakhstan have their names from crypto/provider.
struct named_oid {
    std::string_view oid, name;
};
constexpr std::array gamma_names = {
    named_oid{"1.3.6.1.4.1.6801.1.5.8", "GOST 34.310-2004 (Gamma)"},
    named_oid{"1.3.6.1.4.1.6801.1.2.2", "GOST 34.310-2004 with GOST 34.311-95 (Gamma)"},
};

std::string name_of(const ASN1_OBJECT* object) {
    const std::string oid = dotted(object);
    for (const named_oid& known : gamma_names)
        if (known.oid == oid) return std::string(known.name);
    const int nid = OBJ_obj2nid(object);
    return nid == NID_undef ? oid : OBJ_nid2ln(nid);
}

std::string ec_name(const EVP_PKEY* key, int parameter_type) {
    // RFC 5480 2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX"; a curve of the signer's
    // own choice can hide a key that anybody computes (CVE-2020-0601).
    if (parameter_type != V_ASN1_OBJECT) return "EC explicit";
    std::array<char, 80> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return "EC unknown";
    const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
    return std::string("EC ") + (nist ? nist : group.data());
}

}  // namespace

bool is_dotted_oid(const std::string& text) {
    if (text.find_first_not_of("0123456789.") != std::string::npos) return false;
    ASN1_OBJECT* object = OBJ_txt2obj(text.c_str(), 1);
    const bool is_one = object != nullptr && dotted(object) == text;
    ASN1_OBJECT_free(object);
    return is_one;
}

std::string dotted(const ASN1_OBJECT* object) {
    std::array<char, 256> text{};
    const int size = OBJ_obj2txt(text.data(), text.size(), object, 1);
    if (size <= 0) return "";
    return {text.data(), std::min(static_cast<std::size_t>(size), text.size() - 1)};
}

std::string signature_algorithm_name(const ASN1_OBJECT* object) {
    return name_of(object);
}

std::string key_algorithm_name(const X509_PUBKEY* field) {
    ASN1_OBJECT* object = nullptr;
    X509_ALGOR* algorithm = nullptr;
    if (X509_PUBKEY_get0_param(&object, nullptr, nullptr, &algorithm, field) != 1) return "";
    // Known with or without a key that can be used.
    if (std::string name = name_of(object); is_gost_name(name)) return name;
    const EVP_PKEY* key = X509_PUBKEY_get0(field);
    if (!key) return dotted(object);
    int parameter_type = V_ASN1_UNDEF;
    X509_ALGOR_get0(nullptr, &parameter_type, nullptr, algorithm);
    if (EVP_PKEY_is_a(key, "EC")) return ec_name(key, parameter_type);
    const std::string bits = " " + std::to_string(EVP_PKEY_get_bits(key));
    for (const char* name : {"RSA", "RSA-PSS", "DSA"})
        if (EVP_PKEY_is_a(key, name)) return name + bits;
    if (EVP_PKEY_is_a(key, "ED25519")) return "Ed25519";
    if (EVP_PKEY_is_a(key, "ED448")) return "Ed448";
    return dotted(object);
}

bool is_gost_name(const std::string& name) noexcept {
    return name.rfind("GOST", 0) == 0;
}

namespace {

digest_strength strength_of_digest(int digest_nid) {
    switch (digest_nid) {
        case NID_md2:
        case NID_md4:
        case NID_md5:
        case NID_md5_sha1:
        case NID_mdc2:
            return digest_strength::broken;
        case NID_sha1:
        case NID_ripemd160:
        case NID_sha224:
        case NID_sha512_224:
        case NID_sha3_224:
            return digest_strength::weak;
        case NID_sha256:
        case NID_sha384:
        case NID_sha512:
        case NID_sha512_256:
        case NID_sha3_256:
        case NID_sha3_384:
        case NID_sha3_512:
            return digest_strength::adequate;
        default:
            // 256 bit and more; no collision of GOST 34.311-95 was ever made (EUROCRYPT 2008: 2^105 work).
            return crypto::is_kz_digest(digest_nid) ? digest_strength::adequate : digest_strength::unknown;
    }
}

}  // namespace

digest_strength strength_of_signature(int signature_nid) {
    if (signature_nid == NID_ED25519 || signature_nid == NID_ED448) return digest_strength::adequate;
    int digest = NID_undef;
    if (OBJ_find_sigid_algs(signature_nid, &digest, nullptr) != 1) return digest_strength::unknown;
    return strength_of_digest(digest);
}

digest_strength strength_of_signature(X509* cert) {
    const int signature_nid = X509_get_signature_nid(cert);
    if (signature_nid != NID_rsassaPss) return strength_of_signature(signature_nid);
    int digest = NID_undef;
    X509_get_signature_info(cert, &digest, nullptr, nullptr, nullptr);
    return strength_of_digest(digest);
}

}  // namespace gw::pki
