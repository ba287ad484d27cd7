// Signatures beside their data, by every kind of key that the gateway signs with.
#include "crypto/detached.hpp"

#include <gtest/gtest.h>

#include "support/test_pki.hpp"

namespace gw::crypto {
namespace {

TEST(detached, holds_for_the_data_and_the_key_alone) {
    for (const auto kind :
         {test_pki::key_kind::p256, test_pki::key_kind::p384, test_pki::key_kind::rsa2048,
          test_pki::key_kind::gost2004, test_pki::key_kind::gost2015_256, test_pki::key_kind::gost2015_512}) {
        const auto key = test_pki::make_key(kind);
        const auto other = test_pki::make_key(kind);
        auto signature = sign_detached(key.get(), "statement");
        ASSERT_TRUE(signature) << signature.error().to_string();
        EXPECT_TRUE(verify_detached(key.get(), "statement", *signature));
        EXPECT_FALSE(verify_detached(key.get(), "statemenT", *signature));
        EXPECT_FALSE(verify_detached(other.get(), "statement", *signature));
        EXPECT_FALSE(verify_detached(nullptr, "statement", *signature));
        signature->back() = static_cast<char>(signature->back() ^ 1);
        EXPECT_FALSE(verify_detached(key.get(), "statement", *signature));
        EXPECT_FALSE(verify_detached(key.get(), "statement", ""));
    }
}

TEST(detached, a_key_that_cannot_sign_with_sha256_says_so) {
    const auto key = test_pki::make_key(test_pki::key_kind::ed25519);
    const auto signature = sign_detached(key.get(), "statement");
    ASSERT_FALSE(signature);
    EXPECT_EQ(signature.error().code(), errc::signing_key_unavailable);
}

}  // namespace
}  // namespace gw::crypto
