#include "crypto/kz_gost/keys.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

#include "crypto/kz_gost/scalar_field.hpp"
#include "crypto/kz_gost/secret_multiples.hpp"
#include "crypto/kz_gost/wipe_stack.hpp"

namespace gw::crypto::kz_gost {
namespace {

// Only a curve with a cofactor has other subgroups: q times a point of theirs is not zero.
template <class Curve>
bool in_subgroup(const affine_point<Curve>& point) {
    if constexpr (Curve::cofactor > 1) {
        jacobian_point<Curve> sum;
        for (std::size_t bit = 64 * Curve::field::size; bit-- > 0;) {
            sum = twice(sum);
            if ((Curve::q[bit / 64] >> (bit % 64)) & 1) sum = add(sum, point);
        }
        return sum.zero;
    }
    return true;
}

template <class Curve>
result<void> check_point(octets_view raw) {
    const auto point = read_point<Curve>(raw);
    const auto p = Curve::field::modulus();
    if (any_bit(point.x) == 0 && any_bit(point.y) == 0) return errc::gost_point_identity;
    if (!is_below(point.x, p) || !is_below(point.y, p) || !on_curve(point)) return errc::gost_point_off_curve;
    if (!in_subgroup(point)) return errc::gost_point_wrong_subgroup;
    return {};
}

void fill_random(unsigned char* out, std::size_t size) {
    if (RAND_priv_bytes(out, static_cast<int>(size)) != 1)
        throw infrastructure_error(errc::internal, "the random generator failed");
}

bool in_range(scheme of, const unsigned char* scalar) {
    return with_curve(of, [&]<class Curve>(Curve) {
        auto value = from_little_endian<Curve::field::size>(scalar);
        const bool within = scalar_field<Curve>::in_range(value) == 1;
        OPENSSL_cleanse(value.data(), sizeof value);
        return within;
    });
}

}  // namespace

public_key::public_key(scheme of, octets_view raw) noexcept : scheme_(of) {
    std::copy(raw.begin(), raw.end(), raw_.begin());
}

result<public_key> public_key::parse(scheme of, octets_view raw) {
    if (raw.size() != point_size(of)) return errc::gost_key_length_wrong;
    const auto checked = with_curve(of, [&]<class Curve>(Curve) { return check_point<Curve>(raw); });
    if (!checked) return checked.error();
    return public_key(of, raw);
}

private_key::~private_key() {
    OPENSSL_cleanse(scalar_.data(), scalar_.size());
}

result<private_key> private_key::parse(scheme of, octets_view raw) {
    private_key key(of);
    const std::size_t size = scalar_size(of);
    if (of == scheme::gost34310_2004) {
        while (raw.size() > size && raw.front() == '\0')
            raw.remove_prefix(1);
        if (raw.empty() || raw.size() > size) return errc::gost_key_length_wrong;
        std::copy(raw.rbegin(), raw.rend(), key.scalar_.begin());
    } else {
        if (raw.size() != size) return errc::gost_key_length_wrong;
        std::copy(raw.begin(), raw.end(), key.scalar_.begin());
    }
    if (!in_range(of, key.scalar_.data())) return errc::gost_private_key_invalid;
    return key;
}

// Candidates that are not below q are thrown away, so every key is as likely as any other.
private_key private_key::generate(scheme of) {
    private_key key(of);
    do {
        fill_random(key.scalar_.data(), scalar_size(of));
    } while (!in_range(of, key.scalar_.data()));
    return key;
}

public_key private_key::derive_public() const {
    auto key = with_curve(scheme_, [&]<class Curve>(Curve) {
        constexpr std::size_t size = Curve::field::size;
        auto d = from_little_endian<size>(scalar_.data());
        const auto point = secret_multiples<Curve>::of_base().multiply(d).affine();
        OPENSSL_cleanse(d.data(), sizeof d);
        std::array<unsigned char, 16 * size> raw;
        to_little_endian(point.x, raw.data());
        to_little_endian(point.y, raw.data() + 8 * size);
        return public_key(scheme_, {reinterpret_cast<const char*>(raw.data()), raw.size()});
    });
    wipe_stack();
    return key;
}

octets private_key::raw() const {
    const octets_view little = scalar();
    if (scheme_ != scheme::gost34310_2004) return octets(little);
    // X.690 8.3: no leading zeros, but one where the first bit would say "negative".
    octets big(little.rbegin(), little.rend());
    const std::size_t zeros = std::min(big.find_first_not_of('\0'), big.size() - 1);
    const bool negative = (static_cast<unsigned char>(big[zeros]) & 0x80) != 0;
    octets out;
    out.reserve(big.size() + 1);
    if (negative) out.push_back('\0');
    out.append(big, zeros);
    OPENSSL_cleanse(big.data(), big.size());
    return out;
}

bool operator==(const private_key& a, const private_key& b) noexcept {
    return a.scheme_ == b.scheme_ && CRYPTO_memcmp(a.scalar_.data(), b.scalar_.data(), a.scalar_.size()) == 0;
}

}  // namespace gw::crypto::kz_gost
