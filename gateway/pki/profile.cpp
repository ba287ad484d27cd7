// The rules as a table: each names its profile, the certificates it looks at, its code, where it is
// written and, where what it forbids was permitted once, since when it holds.
#include "pki/profile.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "pki/algorithms.hpp"

namespace gw::pki {
namespace {

bool has_usage(const certificate& cert, std::string_view oid) {
    const auto& all = cert.extended_key_usage();
    return std::find(all.begin(), all.end(), oid) != all.end();
}

bool is_rsa(const certificate& cert) {
    return cert.key_algorithm().starts_with("RSA");
}
bool is_ec(const certificate& cert) {
    return cert.key_algorithm().starts_with("EC ");
}
int key_bits(const certificate& cert) {
    return EVP_PKEY_get_bits(cert.public_key());
}

// Each answers whether the rule is broken.
bool explicit_curve(const certificate& cert) {
    return cert.key_algorithm() == "EC explicit";
}
bool broken_signature(const certificate& cert) {
    const auto strength = strength_of_signature(cert.x509());
    return strength == digest_strength::broken || strength == digest_strength::unknown;
}
bool weak_signature(const certificate& cert) {
    return strength_of_signature(cert.x509()) != digest_strength::adequate;
}
bool small_key(const certificate& cert) {
    return (is_rsa(cert) && key_bits(cert) < 2048) || (is_ec(cert) && key_bits(cert) < 256);
}
// FIPS 186-5 appendix A.1.1: 2^16 < e < 2^256. With e = 3 a careless check of the padding lets signatures be
// made without the key (Bleichenbacher 2006).
bool small_exponent(const certificate& cert) {
    if (!is_rsa(cert)) return false;
    BIGNUM* e = nullptr;
    const bool read = EVP_PKEY_get_bn_param(cert.public_key(), OSSL_PKEY_PARAM_RSA_E, &e) == 1;
    const bool small = !read || BN_num_bits(e) <= 16;
    BN_free(e);
    return small;
}
bool foreign_key_type(const certificate& cert) {
    if (is_rsa(cert) || cert.is_gost()) return false;
    constexpr std::array<std::string_view, 3> curves = {"EC P-256", "EC P-384", "EC P-521"};
    return std::find(curves.begin(), curves.end(), cert.key_algorithm()) == curves.end();
}
// NIST SP 800-57 part 1 revision 5, table 4: 112 bits of strength, which RSA below 3072 has, are acceptable
// "through 2030".
bool rsa_below_3072(const certificate& cert) {
    return is_rsa(cert) && key_bits(cert) < 3072;
}
bool authority_as_signer(const certificate& cert) {
    return cert.is_ca();
}
bool not_for_signing(const certificate& cert) {
    constexpr std::uint32_t needed = X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION;
    return cert.key_usage() == UINT32_MAX || (cert.key_usage() & needed) != needed;
}
bool for_authentication(const certificate& cert) {
    const bool tls = has_usage(cert, "1.3.6.1.5.5.7.3.1") || has_usage(cert, "1.3.6.1.5.5.7.3.2");
    return tls && !has_usage(cert, "1.3.6.1.5.5.7.3.4");
}

// Libraries of 2011-2016 (facts/kz-pki.md section 1).
bool gamma_signature(const certificate& cert) {
    return cert.signature_algorithm().ends_with("(Gamma)");
}
bool without_digital_signature(const certificate& cert) {
    return cert.key_usage() == UINT32_MAX || (cert.key_usage() & X509v3_KU_DIGITAL_SIGNATURE) == 0;
}
bool not_for_authentication(const certificate& cert) {
    return !has_usage(cert, "1.3.6.1.5.5.7.3.2") && cert.roles().empty();
}

// keys: every certificate; signatures: all but the anchor; signer, client: the leaf that signs or signs in.
enum class subject { keys, signatures, signer, client };
enum class strictness { always, nca };
using date = std::chrono::sys_days;
constexpr date from_the_beginning{};

struct rule {
    std::string_view name;  // how a policy switches it off; empty: it cannot
    subject looks_at;
    strictness when;
    bool (*broken)(const certificate&);
    errc code;
    std::string_view why;
    date since = from_the_beginning;  // the day from which the rule holds: the end date of what it forbids
};

constexpr std::array rules = {
    // RFC 5480 2.1.1: "specifiedCurve ... MUST NOT be used in PKIX".
    rule{"", subject::keys, strictness::always, explicit_curve, errc::certificate_algorithm_forbidden,
         "its curve is not a named one"},
    rule{"", subject::signatures, strictness::always, gamma_signature, errc::gost_algorithm_obsolete,
         "it is signed with an algorithm of Gamma's libraries"},
    // RFC 6151 section 2: MD5 "is no longer acceptable where collision resistance is required such as digital
    // signatures".
    rule{"", subject::signatures, strictness::always, broken_signature, errc::certificate_algorithm_forbidden,
         "it is signed with a broken or unknown algorithm"},
    // facts/kz-pki.md section 1: НУЦ РК signs with SHA-256 and better; SHA-1 certificates were forged in 2020
    // (SHA-mbles).
    rule{"weak_signature", subject::signatures, strictness::nca, weak_signature,
         errc::certificate_algorithm_forbidden, "it is signed with a weak algorithm"},
    // facts/kz-pki.md section 1: authorities have RSA 4096, holders RSA 2048. NIST SP 800-131A: below is
    // disallowed.
    rule{"small_key", subject::keys, strictness::nca, small_key, errc::key_too_weak, "its key is too short"},
    rule{"rsa_below_3072", subject::keys, strictness::nca, rsa_below_3072, errc::key_too_weak,
         "its RSA key is below 3072 bits, which ended with 2030",
         std::chrono::year_month_day{std::chrono::year(2031), std::chrono::January, std::chrono::day(1)}},
    rule{"small_exponent", subject::keys, strictness::nca, small_exponent, errc::key_too_weak,
         "its RSA exponent is too small"},
    rule{"foreign_key", subject::keys, strictness::nca, foreign_key_type,
         errc::certificate_algorithm_forbidden, "its key is neither RSA nor of a permitted curve"},
    // facts/kz-pki.md section 3, signing certificates of persons, organisations and information systems
    // alike:
    // "sign = digSig+nonRep"; an authority's key signs certificates and lists, not messages.
    rule{"authority_signs", subject::signer, strictness::nca, authority_as_signer, errc::key_usage_wrong,
         "it is an authority's"},
    rule{"signer_usage", subject::signer, strictness::nca, not_for_signing, errc::key_usage_wrong,
         "its keyUsage lacks digitalSignature or nonRepudiation"},
    // The same section: "auth cert: clientAuth", while a signing one has emailProtection or, of a system,
    // roles alone.
    rule{"signer_purpose", subject::signer, strictness::nca, for_authentication, errc::key_usage_wrong,
         "its extendedKeyUsage is for signing in"},
    // The same section, certificates for signing in: "RSA auth = digSig+keyEnc", "auth cert: clientAuth"; the
    // one
    // certificate for both of GOST-2015 has roles and no clientAuth.
    rule{"authority_signs_in", subject::client, strictness::nca, authority_as_signer, errc::key_usage_wrong,
         "it is an authority's"},
    rule{"client_usage", subject::client, strictness::nca, without_digital_signature, errc::key_usage_wrong,
         "its keyUsage lacks digitalSignature"},
    rule{"client_purpose", subject::client, strictness::nca, not_for_authentication, errc::key_usage_wrong,
         "its extendedKeyUsage is not for signing in"},
};

error broken(const rule& which, const certificate& cert) {
    return {which.code, "serial " + cert.serial() + ": " + std::string(which.why)};
}

bool is_switched_off(const rule& which, const policy& by) {
    return std::find(by.rules_off.begin(), by.rules_off.end(), which.name) != by.rules_off.end();
}

bool applies(const rule& which, const policy& by, timestamp at) {
    if (at < which.since) return false;
    if (which.when == strictness::always) return true;
    return by.profile == profile::nca && !is_switched_off(which, by);
}

std::optional<error> check_leaf(const certificate& leaf, const policy& wanted, timestamp at) {
    for (const rule& one : rules) {
        const bool concerned = (one.looks_at == subject::signer && wanted.purpose == purpose::sign) ||
                               (one.looks_at == subject::client && wanted.purpose == purpose::authenticate);
        if (concerned && applies(one, wanted, at) && one.broken(leaf)) return broken(one, leaf);
    }
    const bool has_role = std::any_of(wanted.roles.begin(), wanted.roles.end(),
                                      [&leaf](const std::string& role) { return leaf.has_role(role); });
    if (wanted.roles.empty() || has_role) return std::nullopt;
    return error(errc::signer_role_forbidden,
                 "serial " + leaf.serial() + ": it has none of the roles that may sign");
}

}  // namespace

std::optional<error> check_algorithms(const certificate& cert, bool is_anchor, const policy& by,
                                      timestamp at) {
    if (cert.key_fault())
        return error(cert.key_fault()->code(), "serial " + cert.serial() + ": " + cert.key_fault()->detail());
    for (const rule& one : rules) {
        const bool concerned =
            one.looks_at == subject::keys || (one.looks_at == subject::signatures && !is_anchor);
        if (concerned && applies(one, by, at) && one.broken(cert)) return broken(one, cert);
    }
    return std::nullopt;
}

std::optional<error> check_profile(const certificate_path& path, std::size_t index, const policy& wanted,
                                   timestamp at) {
    const bool is_anchor = index + 1 == path.size();
    if (auto failed = check_algorithms(*path[index], is_anchor, wanted, at)) return failed;
    return index == 0 ? check_leaf(*path[index], wanted, at) : std::nullopt;
}

std::vector<std::string_view> switchable_rules() {
    std::vector<std::string_view> names;
    for (const rule& one : rules)
        if (!one.name.empty()) names.push_back(one.name);
    return names;
}

}  // namespace gw::pki
