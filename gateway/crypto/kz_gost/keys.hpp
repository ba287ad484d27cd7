// Public and private keys of the Kazakhstan schemes, as octets come and go in SubjectPublicKeyInfo and
// PKCS#8.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "crypto/kz_gost/scheme.hpp"

namespace gw::crypto::kz_gost {

// A point that was found to lie on the curve and in the subgroup. Immutable: any number of threads may share
// it.
class public_key {
public:
    // The content of the OCTET STRING inside the BIT STRING of SubjectPublicKeyInfo: X then Y, each
    // little-endian. gost_key_length_wrong, gost_point_identity, gost_point_off_curve,
    // gost_point_wrong_subgroup.
    static result<public_key> parse(scheme, octets_view);

    scheme of() const noexcept { return scheme_; }
    octets_view raw() const noexcept {
        return {reinterpret_cast<const char*>(raw_.data()), point_size(scheme_)};
    }
    friend bool operator==(const public_key& a, const public_key& b) noexcept {
        return a.scheme_ == b.scheme_ && a.raw() == b.raw();
    }

private:
    friend class private_key;
    public_key(scheme of, octets_view raw) noexcept;

    scheme scheme_;
    std::array<unsigned char, 128> raw_{};
};

// A number from 1 to q - 1, wiped when it ends. A moved-from key is a copy that still holds its number.
class private_key {
public:
    // GOST R 34.10-2015: the inner OCTET STRING, little-endian, of exactly scalar_size() octets.
    // GOST 34.310-2004: the content octets of the INTEGER, big-endian, with or without leading zeros.
    // gost_key_length_wrong; gost_private_key_invalid when the number is not in the range.
    static result<private_key> parse(scheme, octets_view);
    // A new key from OpenSSL's private random generator; infrastructure_error when that fails.
    static private_key generate(scheme);

    private_key(const private_key&) = default;
    private_key& operator=(const private_key&) = default;
    ~private_key();

    scheme of() const noexcept { return scheme_; }
    // Constant time: a scalar multiplication over whole tables.
    public_key derive_public() const;
    // What parse() reads; for 2004 the content octets of a DER INTEGER. The caller wipes them.
    octets raw() const;
    // scalar_size() octets, little-endian.
    octets_view scalar() const noexcept {
        return {reinterpret_cast<const char*>(scalar_.data()), scalar_size(scheme_)};
    }
    // Constant time.
    friend bool operator==(const private_key&, const private_key&) noexcept;

private:
    explicit private_key(scheme of) noexcept : scheme_(of) {}

    scheme scheme_;
    std::array<unsigned char, 64> scalar_{};
};

}  // namespace gw::crypto::kz_gost
