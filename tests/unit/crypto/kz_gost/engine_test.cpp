// Both directions against Debian's gost-engine, where it is installed: what one signs the other verifies.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "crypto/kz_gost/signature.hpp"
#include "crypto/kz_gost/streebog.hpp"
#include "support/gost_engine.hpp"

namespace gw::crypto::kz_gost {
namespace {

class engine : public ::testing::TestWithParam<scheme> {
protected:
    void SetUp() override {
        if (!test::gost_engine_present()) {
            std::cout << "not there: libengine-gost-openssl\n";
            GTEST_SKIP();
        }
    }
    octets random_octets(std::size_t size) {
        octets out(size, '\0');
        for (auto& one : out)
            one = static_cast<char>(random_());
        return out;
    }
    std::mt19937 random_{11};
};
INSTANTIATE_TEST_SUITE_P(schemes, engine,
                         ::testing::Values(scheme::gost34310_2004, scheme::gost3410_2015_256,
                                           scheme::gost3410_2015_512));

TEST_P(engine, agrees_on_keys_and_signatures) {
    const scheme of = GetParam();
    for (int i = 0; i < 25; ++i) {
        const auto key = private_key::generate(of);
        const auto point = key.derive_public();
        const auto theirs = test::gost_engine_key::from_scalar(of, key.scalar());
        const auto their_point = test::gost_engine_key::from_point(of, point.raw());
        ASSERT_EQ(theirs.raw_point(), point.raw());

        // Now and then the digest is nearly nothing or above q.
        const octets digest = i == 0   ? octets(digest_size(of), '\0')
                              : i == 1 ? octets(digest_size(of), '\xff')
                                       : random_octets(digest_size(of));
        const octets by_us = *sign(key, digest), by_them = theirs.sign(digest);
        EXPECT_TRUE(their_point.verify(digest, by_us)) << to_hex(by_us);
        for (int use = 0; use < 2; ++use)
            EXPECT_TRUE(verify(point, digest, by_them)) << to_hex(by_them);

        octets wrong = by_us;
        const std::size_t at = static_cast<std::size_t>(random_()) % wrong.size();
        wrong[at] = static_cast<char>(wrong[at] ^ 1);
        EXPECT_FALSE(their_point.verify(digest, wrong));
        EXPECT_FALSE(verify(point, digest, wrong));
    }
}

using engine_digest = engine;
INSTANTIATE_TEST_SUITE_P(streebog, engine_digest, ::testing::Values(scheme::gost3410_2015_256));

TEST_P(engine_digest, agrees_on_streebog) {
    for (std::size_t size = 0; size < 300; ++size) {
        const octets message = random_octets(size);
        EXPECT_EQ(streebog::digest(32, message), test::gost_engine_digest("md_gost12_256", message));
        EXPECT_EQ(streebog::digest(64, message), test::gost_engine_digest("md_gost12_512", message));
    }
    const octets ones(4096, '\xff');  // every carry of the sum runs
    EXPECT_EQ(streebog::digest(64, ones), test::gost_engine_digest("md_gost12_512", ones));
}

}  // namespace
}  // namespace gw::crypto::kz_gost
