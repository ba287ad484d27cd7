// Signing and verifying by octets: every rule with a value that passes and one that fails for exactly its
// code.
#include "crypto/kz_gost/signature.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "crypto/kz_gost/scalar_field.hpp"

namespace gw::crypto::kz_gost {
namespace {

errc code_of(const auto& outcome) {
    return outcome ? errc::internal : outcome.error().code();
}
octets little(const auto& value) {
    octets out(8 * value.size(), '\0');
    to_little_endian(value, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}
octets flipped(octets value, std::size_t bit) {
    value[bit / 8] = static_cast<char>(value[bit / 8] ^ (1 << (bit % 8)));
    return value;
}

class signature : public ::testing::TestWithParam<scheme> {
protected:
    const scheme of = GetParam();
    const private_key key = private_key::generate(of);
    const public_key point = key.derive_public();
    const octets digest = octets(digest_size(of), '\x3c');
};
INSTANTIATE_TEST_SUITE_P(schemes, signature,
                         ::testing::Values(scheme::gost34310_2004, scheme::gost3410_2015_256,
                                           scheme::gost3410_2015_512));

TEST_P(signature, verifies_new_and_seen) {
    const auto value = sign(key, digest);
    ASSERT_TRUE(value);
    EXPECT_EQ(value->size(), signature_size(of));
    for (int use = 0; use < 3; ++use)
        EXPECT_TRUE(verify(point, digest, *value));
    EXPECT_EQ(code_of(verify(private_key::generate(of).derive_public(), digest, *value)),
              errc::signature_value_wrong);
}

TEST_P(signature, no_flipped_bit_passes) {
    const octets value = *sign(key, digest);
    for (std::size_t bit = 0; bit < 8 * value.size(); bit += 3) {
        const errc code = code_of(verify(point, digest, flipped(value, bit)));
        EXPECT_TRUE(code == errc::signature_value_wrong || code == errc::gost_signature_out_of_range) << bit;
    }
    for (std::size_t bit = 0; bit < 8 * digest.size(); bit += 5)
        EXPECT_EQ(code_of(verify(point, flipped(digest, bit), value)), errc::signature_value_wrong) << bit;
}

TEST_P(signature, halves_have_their_places) {
    const octets value = *sign(key, digest);
    const std::size_t half = value.size() / 2;
    const octets swapped = value.substr(half) + value.substr(0, half);
    EXPECT_NE(code_of(verify(point, digest, swapped)), errc::internal);
    EXPECT_NE(code_of(verify(point, digest, octets(value.rbegin(), value.rend()))), errc::internal);
}

TEST_P(signature, refuses_numbers_out_of_range) {
    const octets value = *sign(key, digest);
    const std::size_t half = value.size() / 2;
    const octets r = value.substr(0, half), s = value.substr(half), zero(half, '\0'), most(half, '\xff');
    const octets q = with_curve(of, []<class Curve>(Curve) { return little(Curve::q); });
    for (const octets& bad : {zero, q, most}) {
        EXPECT_EQ(code_of(verify(point, digest, bad + s)), errc::gost_signature_out_of_range);
        EXPECT_EQ(code_of(verify(point, digest, r + bad)), errc::gost_signature_out_of_range);
    }
}

TEST_P(signature, refuses_wrong_lengths) {
    const octets value = *sign(key, digest);
    for (const octets& bad : {octets(), value.substr(1), value + '\0', value + value})
        EXPECT_EQ(code_of(verify(point, digest, bad)), errc::gost_signature_length_wrong);
    const octets other_digest(96 - digest.size(), 'd');  // of the other hash
    EXPECT_EQ(code_of(verify(point, other_digest, value)), errc::gost_hash_pairing_wrong);
    EXPECT_EQ(code_of(sign(key, other_digest)), errc::gost_hash_pairing_wrong);
    EXPECT_EQ(code_of(sign(key, "")), errc::gost_hash_pairing_wrong);
}

// e = 0 counts as 1 (RFC 7091 section 6.1 step 2): the digests 0 and q have the signatures of 1.
TEST_P(signature, a_digest_of_zero_counts_as_one) {
    octets one(digest.size(), '\0');
    one[0] = 1;
    const octets q = with_curve(of, []<class Curve>(Curve) { return little(Curve::q); });
    for (const octets& empty : {octets(digest.size(), '\0'), q}) {
        const octets value = *sign(key, empty);
        EXPECT_TRUE(verify(point, empty, value));
        EXPECT_TRUE(verify(point, one, value));
    }
}

// s = r d makes z1 P + z2 Q zero, whatever the digest is: without its check any x would do.
TEST_P(signature, a_sum_of_zero_is_refused) {
    with_curve(of, [&]<class Curve>(Curve) {
        using scalars = scalar_field<Curve>;
        const auto d = from_little_endian<scalars::size>(as_unsigned(key.scalar()));
        for (const limb small : {1u, 2u, 77u}) {
            const typename scalars::element r{small};
            const octets value = little(r) + little(scalars::multiply(r, d));
            EXPECT_EQ(code_of(verify(point, digest, value)), errc::signature_value_wrong);
        }
    });
}

// The points of the key are those of the base point's tables, or opposite to them.
TEST_P(signature, keys_of_one_and_minus_one) {
    with_curve(of, [&]<class Curve>(Curve) {
        using scalars = scalar_field<Curve>;
        const typename scalars::element one{1};
        for (const auto& number : {one, scalars::negate(one), typename scalars::element{2}}) {
            octets raw = little(number);
            if (of == scheme::gost34310_2004) raw = octets(raw.rbegin(), raw.rend());
            const auto special = private_key::parse(of, raw).value();
            for (char last = 1; last < 20; ++last) {
                const octets some(digest.size(), last);
                const octets value = *sign(special, some);
                for (int use = 0; use < 2; ++use)
                    EXPECT_TRUE(verify(special.derive_public(), some, value));
            }
        }
    });
}

TEST_P(signature, the_nonce_depends_on_key_digest_and_entropy) {
    const octets a = *sign(key, digest, "entropy");
    EXPECT_EQ(a, *sign(key, digest, "entropy"));
    EXPECT_NE(a, *sign(key, digest, "other"));
    EXPECT_NE(a.substr(0, a.size() / 2), sign(key, flipped(digest, 0), "entropy")->substr(0, a.size() / 2));
    EXPECT_NE(a.substr(0, a.size() / 2),
              sign(private_key::generate(of), digest, "entropy")->substr(0, a.size() / 2));
    EXPECT_NE(*sign(key, digest), *sign(key, digest));
    for (const char* entropy : {"", "entropy"})
        EXPECT_TRUE(verify(point, digest, *sign(key, digest, entropy)));
}

TEST_P(signature, threads_share_a_key) {
    const octets value = *sign(key, digest);
    std::vector<std::thread> threads;
    std::atomic<int> passed = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int use = 0; use < 5; ++use)
                passed += verify(point, digest, value).has_value() ? 1 : 0;
        });
    for (auto& one : threads)
        one.join();
    EXPECT_EQ(passed, 20);
}

}  // namespace
}  // namespace gw::crypto::kz_gost
