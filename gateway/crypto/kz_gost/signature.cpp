#include "crypto/kz_gost/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "crypto/kz_gost/signature_equations.hpp"
#include "crypto/kz_gost/wipe_stack.hpp"

namespace gw::crypto::kz_gost {
namespace {

template <class Curve>
result<void> verify_on(octets_view point, octets_view digest, octets_view signature) {
    using scalars = scalar_field<Curve>;
    constexpr std::size_t size = scalars::size;
    const signature_numbers<Curve> numbers{from_little_endian<size>(as_unsigned(signature)),
                                           from_little_endian<size>(as_unsigned(signature) + 8 * size)};
    if (!scalars::in_range(numbers.r) || !scalars::in_range(numbers.s))
        return errc::gost_signature_out_of_range;
    if (!holds(point, read_digest<Curve>(digest), numbers)) return errc::signature_value_wrong;
    return {};
}

// HMAC-SHA-512 under the private key over (attempt, part, digest, entropy): twice as many octets as q has, so
// that the remainder is as good as uniform (bias below 2^-256). SHA-512 and not Streebog, whose tables are
// read at secret places.
template <class Curve>
auto make_nonce(octets_view key, octets_view digest, octets_view entropy, unsigned char attempt) {
    using scalars = scalar_field<Curve>;
    octets input;
    input.reserve(2 + digest.size() + entropy.size());
    std::array<unsigned char, 128> wide;
    for (unsigned char part = 0; part < scalars::size / 4; ++part) {
        input.assign({static_cast<char>(attempt), static_cast<char>(part)});
        input.append(digest).append(entropy);
        if (!HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), as_unsigned(input), input.size(),
                  wide.data() + 64 * part, nullptr))
            throw infrastructure_error(errc::internal, "HMAC-SHA-512 failed");
    }
    OPENSSL_cleanse(input.data(), input.size());
    auto number = from_little_endian<2 * scalars::size>(wide.data());
    OPENSSL_cleanse(wide.data(), wide.size());
    const auto nonce = scalars::reduce(number);
    OPENSSL_cleanse(number.data(), sizeof number);
    return nonce;
}

// RFC 7091 section 6.1. Another nonce is tried when r or s is 0, which never happens.
template <class Curve>
octets sign_on(octets_view key, octets_view digest, octets_view entropy) {
    constexpr std::size_t size = scalar_field<Curve>::size;
    const auto e = read_digest<Curve>(digest);
    auto d = from_little_endian<size>(as_unsigned(key));
    signature_numbers<Curve> numbers{};
    for (unsigned char attempt = 0; is_zero(numbers.r) || is_zero(numbers.s); ++attempt) {
        auto nonce = make_nonce<Curve>(key, digest, entropy, attempt);
        numbers = sign_with<Curve>(nonce, d, e);
        OPENSSL_cleanse(nonce.data(), sizeof nonce);
    }
    OPENSSL_cleanse(d.data(), sizeof d);
    octets value(16 * size, '\0');
    to_little_endian(numbers.r, reinterpret_cast<unsigned char*>(value.data()));
    to_little_endian(numbers.s, reinterpret_cast<unsigned char*>(value.data()) + 8 * size);
    return value;
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
    auto value = with_curve(
        key.of(), [&]<class Curve>(Curve) { return sign_on<Curve>(key.scalar(), digest, entropy); });
    wipe_stack();
    return value;
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
