// Digests against the vectors of the standards.
#include "crypto/digest.hpp"

#include <gtest/gtest.h>

namespace gw::crypto {
namespace {

TEST(digest, sha256_matches_fips_180_4) {
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(digest, hmac_matches_rfc_4231) {
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256("", "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(digest, random_octets_differ) {
    EXPECT_EQ(random_octets(0).size(), 0u);
    EXPECT_EQ(random_octets(32).size(), 32u);
    EXPECT_NE(random_octets(32), random_octets(32));
}

TEST(digest, comparison_looks_at_length_and_content) {
    EXPECT_TRUE(equal_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_constant_time("secret", "secres"));
    EXPECT_FALSE(equal_constant_time("secret", "secre"));
}

}  // namespace
}  // namespace gw::crypto
