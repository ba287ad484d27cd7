#include "intake/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace gw::intake {
namespace {

const timestamp start{milliseconds(1'800'000'000'000)};

TEST(RateLimiter, GivesABurstThenRefillsWithTime) {
    rate_limiter limiter({60, 3}, 10);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(limiter.take("a", start));
    EXPECT_FALSE(limiter.take("a", start));
    EXPECT_TRUE(limiter.take("b", start)) << "another key has its own bucket";
    EXPECT_FALSE(limiter.has("a", start + milliseconds(900)));
    EXPECT_TRUE(limiter.take("a", start + milliseconds(1000)));
    EXPECT_FALSE(limiter.take("a", start + milliseconds(1000)));
}

TEST(RateLimiter, AClockThatStepsBackGivesNothing) {
    rate_limiter limiter({60, 1}, 10);
    EXPECT_TRUE(limiter.take("a", start));
    EXPECT_FALSE(limiter.take("a", start - seconds(3600)));
}

TEST(RateLimiter, KeepsNoMoreKeysThanItMay) {
    rate_limiter limiter({60, 1}, 2);
    EXPECT_TRUE(limiter.take("quiet", start));
    EXPECT_TRUE(limiter.take("busy", start + seconds(1)));
    EXPECT_TRUE(limiter.take("new", start + seconds(1)));
    EXPECT_FALSE(limiter.has("busy", start + seconds(1))) << "the quiet one made room";
}

}  // namespace
}  // namespace gw::intake
