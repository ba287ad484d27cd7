#include "crypto/kz_gost/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "crypto/kz_gost/complete_point.hpp"
#include "crypto/kz_gost/scalar_field.hpp"

namespace gw::crypto::kz_gost {
namespace {

// The digest as a number modulo q, 1 instead of 0 (RFC 7091 section 6.1 step 2).
template <class Curve>
auto read_digest(octets_view digest) {
    using scalars = scalar_field<Curve>;
    auto e = scalars::reduce(from_little_endian<scalars::size>(as_unsigned(digest)));
    e[0] |= is_zero(e);
    return e;
}

// RFC 7091 section 6.2. The result is zero only when e P = r Q was arranged; x is then no r.
template <class Curve>
result<void> verify_on(octets_view point, octets_view digest, octets_view signature) {
    using scalars = scalar_field<Curve>;
    constexpr std::size_t size = scalars::size;
    const auto r = from_little_endian<size>(as_unsigned(signature));
    const auto s = from_little_endian<size>(as_unsigned(signature) + 8 * size);
    if (!scalars::in_range(r) || !scalars::in_range(s)) return errc::gost_signature_out_of_range;

    const auto v = scalars::invert(read_digest<Curve>(digest));
    const auto z1 = scalars::multiply(s, v), z2 = scalars::negate(scalars::multiply(r, v));
    const complete_point<Curve> q({from_little_endian<size>(as_unsigned(point)),
                                   from_little_endian<size>(as_unsigned(point) + 8 * size)});
    const auto c = add(multiply(complete_point<Curve>({Curve::x, Curve::y}), z1), multiply(q, z2));
    if (c.is_zero() || scalars::reduce(c.affine().x) != r) return errc::signature_value_wrong;
    return {};
}

// Twice as many octets as q has, so that the remainder is as good as uniform (bias below 2^-256).
template <class Curve>
auto make_nonce(octets_view key, octets_view digest, octets_view entropy, unsigned char attempt) {
    using scalars = scalar_field<Curve>;
    octets input;
    input.reserve(2 + entropy.size() + digest.size());
    std::array<unsigned char, 128> wide;
    for (unsigned char part = 0; part < 2; ++part) {
        input.assign({static_cast<char>(attempt), static_cast<char>(part)});
        input.append(digest).append(entropy);
        if (!HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), as_unsigned(input), input.size(),
                  wide.data() + 64 * part, nullptr))
            throw infrastructure_error(errc::internal, "HMAC-SHA-512 failed");
    }
    OPENSSL_cleanse(input.data(), input.size());
    const auto nonce = scalars::reduce(from_little_endian<2 * scalars::size>(wide.data()));
    OPENSSL_cleanse(wide.data(), wide.size());
    return nonce;
}

// RFC 7091 section 6.1. Another nonce is tried when k, r or s is 0, which never happens.
template <class Curve>
octets sign_on(octets_view key, octets_view digest, octets_view entropy) {
    using scalars = scalar_field<Curve>;
    constexpr std::size_t size = scalars::size;
    const auto e = read_digest<Curve>(digest);
    auto d = from_little_endian<size>(as_unsigned(key));
    octets value(16 * size, '\0');
    for (unsigned char attempt = 0;; ++attempt) {
        auto k = make_nonce<Curve>(key, digest, entropy, attempt);
        const auto r = scalars::reduce(multiply(complete_point<Curve>({Curve::x, Curve::y}), k).affine().x);
        const auto s = scalars::add(scalars::multiply(r, d), scalars::multiply(k, e));
        OPENSSL_cleanse(k.data(), sizeof k);
        if (is_zero(r) || is_zero(s)) continue;
        to_little_endian(r, reinterpret_cast<unsigned char*>(value.data()));
        to_little_endian(s, reinterpret_cast<unsigned char*>(value.data()) + 8 * size);
        OPENSSL_cleanse(d.data(), sizeof d);
        return value;
    }
}

}  // namespace

result<void> verify(const public_key& key, octets_view digest, octets_view signature) {
    const scheme of = key.of();
    if (digest.size() != digest_size(of)) return errc::gost_hash_pairing_wrong;
    if (signature.size() != signature_size(of)) return errc::gost_signature_length_wrong;
    return with_curve(of, [&]<class Curve>(Curve) { return verify_on<Curve>(key.raw(), digest, signature); });
}

result<octets> sign(const private_key& key, octets_view digest, octets_view entropy) {
    if (digest.size() != digest_size(key.of())) return errc::gost_hash_pairing_wrong;
    return with_curve(key.of(),
                      [&]<class Curve>(Curve) { return sign_on<Curve>(key.scalar(), digest, entropy); });
}

result<octets> sign(const private_key& key, octets_view digest) {
    std::array<char, 64> entropy;
    if (RAND_priv_bytes(reinterpret_cast<unsigned char*>(entropy.data()), static_cast<int>(entropy.size())) !=
        1)
        throw infrastructure_error(errc::internal, "the random generator failed");
    auto value = sign(key, digest, {entropy.data(), entropy.size()});
    OPENSSL_cleanse(entropy.data(), entropy.size());
    return value;
}

}  // namespace gw::crypto::kz_gost
