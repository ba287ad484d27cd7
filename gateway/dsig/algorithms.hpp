// The algorithms that a signature may name, in one table: what the structure permits, what xmlsec is told,
// which keys fit and what we sign with.
#pragma once

#include <openssl/evp.h>
#include <xmlsec/transforms.h>

#include <span>
#include <string_view>

namespace gw::dsig {

struct digest_method {
    std::string_view uri;
    std::size_t size;  // octets
    xmlSecTransformId (*transform)();
    const EVP_MD* (*algorithm)() = nullptr;  // null: xmlsec's work
    bool legacy = false;                     // SHA-1: the rfc5280 profile of the command line alone
};

struct signature_method {
    std::string_view uri;
    const char* key_type;  // as EVP_PKEY_is_a knows it
    xmlSecTransformId (*transform)();
    const EVP_MD* (*digest)() = nullptr;  // null: xmlsec's work
    bool legacy = false;

    bool is_gost() const noexcept;
    bool fits(const EVP_PKEY* key) const { return EVP_PKEY_is_a(key, key_type) == 1; }
};

std::span<const digest_method> digest_methods() noexcept;
std::span<const signature_method> signature_methods() noexcept;
// Null when the table does not have it, or has it as legacy and that is not permitted.
const digest_method* find_digest_method(std::string_view uri, bool permit_legacy) noexcept;
const signature_method* find_signature_method(std::string_view uri, bool permit_legacy) noexcept;

// What we sign with by a key of this kind: GOST with its own digest, all others with SHA-256 over the
// references.
struct signing_methods {
    const signature_method* signature = nullptr;  // null: such keys do not sign
    const digest_method* digest = nullptr;
};
signing_methods methods_for(const EVP_PKEY*);

bool is_gost_key(const EVP_PKEY*);

}  // namespace gw::dsig
