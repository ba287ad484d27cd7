#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace gw {
namespace {

using std::chrono::minutes;

TEST(Rfc3339, RoundTripsAndKeepsMilliseconds) {
    for (const char* text : {"2026-11-22T05:00:00Z", "2024-02-29T23:59:59.123Z", "1970-01-01T00:00:00Z"})
        EXPECT_EQ(to_rfc3339(from_rfc3339(text).value()), text);
    EXPECT_EQ(to_rfc3339(from_rfc3339("2026-11-22T10:00:00.5+05:00").value()), "2026-11-22T05:00:00.500Z");
    EXPECT_EQ(to_rfc3339(from_rfc3339("2026-11-22T05:00:00Z").value(), minutes(300)),
              "2026-11-22T10:00:00+05:00");
    EXPECT_EQ(to_rfc3339(from_rfc3339("2026-11-22T05:00:00Z").value(), minutes(-90)),
              "2026-11-22T03:30:00-01:30");
}

TEST(Rfc3339, RefusesWhatIsNoMoment) {
    for (const char* bad :
         {"", "2026-11-22", "2026-11-22T05:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T05:60:00Z", "2026-11-22T05:00:60Z", "2026-11-22T05:00:00.Z",
          "2026-11-22T05:00:00+5:00", "2026-11-22T05:00:00Zx", "26-11-22T05:00:00Z"})
        EXPECT_FALSE(from_rfc3339(bad)) << bad;
}

// facts/shep.md 2.9: dates without a zone, or without a time, are what real senders write.
TEST(XsdDatetime, WithoutAZoneIsLocalTime) {
    EXPECT_EQ(to_rfc3339(from_xsd_datetime("2021-02-09T17:26:36", minutes(360)).value()),
              "2021-02-09T11:26:36Z");
    EXPECT_EQ(to_rfc3339(from_xsd_datetime("2023-07-20", minutes(360)).value()), "2023-07-19T18:00:00Z");
    EXPECT_EQ(to_rfc3339(from_xsd_datetime("2019-09-24T12:20:34.539+06:00", minutes(0)).value()),
              "2019-09-24T06:20:34.539Z");
    EXPECT_FALSE(from_xsd_datetime("yesterday", minutes(0)));
}

TEST(Durations, UnitsAndBounds) {
    EXPECT_EQ(from_duration("90s"), seconds(90));
    EXPECT_EQ(from_duration("15m"), seconds(900));
    EXPECT_EQ(from_duration("24h"), seconds(86400));
    EXPECT_EQ(from_duration("7d"), seconds(604800));
    for (const char* bad : {"", "s", "90", "1.5h", "-1s", "1w", "99999999999d"})
        EXPECT_FALSE(from_duration(bad)) << bad;
}

}  // namespace
}  // namespace gw
