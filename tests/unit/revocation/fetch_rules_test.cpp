// Where may be fetched from, and when: the parts that need no network.
#include "revocation/fetch_rules.hpp"

#include <gtest/gtest.h>

#include "revocation/fetch_schedule.hpp"
#include "revocation/weather.hpp"

namespace gw::revocation {
namespace {

bool allowed(const std::string& url,
             const fetch_rules& rules = {{"crl.pki.gov.kz", "mirror.example:8080"}, false}) {
    const auto checked = check_address(url, rules);
    EXPECT_TRUE(checked || checked.error().code() == errc::fetch_forbidden);
    return checked.has_value();
}

TEST(fetch_rules, only_listed_hosts_by_http) {
    EXPECT_TRUE(allowed("http://crl.pki.gov.kz/nca_rsa.crl"));
    EXPECT_TRUE(allowed("https://CRL.pki.gov.kz/nca_rsa.crl"));
    EXPECT_TRUE(allowed("http://mirror.example:8080/a.crl"));
    EXPECT_FALSE(allowed("http://mirror.example/a.crl")) << "another port";
    EXPECT_FALSE(allowed("http://crl.pki.gov.kz:22/a"));
    EXPECT_FALSE(allowed("http://evil.example/a.crl"));
    EXPECT_FALSE(allowed("http://crl.pki.gov.kz.evil.example/a.crl"));
    EXPECT_FALSE(allowed("http://crl.pki.gov.kz@evil.example/a.crl"));
    EXPECT_FALSE(allowed("http://user@crl.pki.gov.kz/a.crl"));
    EXPECT_FALSE(allowed("ldap://crl.pki.gov.kz/cn=a"));
    EXPECT_FALSE(allowed("file:///etc/passwd"));
    EXPECT_FALSE(allowed("http://169.254.169.254/latest/meta-data"));
    EXPECT_FALSE(allowed("not an address"));
    EXPECT_FALSE(allowed("http://crl.pki.gov.kz/a", {})) << "an empty list allows nothing";
}

TEST(fetch_rules, addresses_of_the_own_network) {
    const auto is = [](const char* text) { return is_public(boost::asio::ip::make_address(text)); };
    for (const char* kept : {"127.0.0.1",
                             "10.1.2.3",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "100.64.0.1",
                             "0.0.0.0",
                             "224.0.0.1",
                             "255.255.255.255",
                             "192.0.2.1",
                             "198.18.0.1",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fd12::1",
                             "ff02::1",
                             "::ffff:10.0.0.1",
                             "::ffff:127.0.0.1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "64:ff9b::7f00:1",
                             "::"})
        EXPECT_FALSE(is(kept)) << kept;
    for (const char* open :
         {"8.8.8.8", "172.32.0.1", "195.12.113.1", "2001:4860:4860::8888", "::ffff:8.8.8.8"})
        EXPECT_TRUE(is(open)) << open;
}

TEST(fetch_schedule, the_pace) {
    const fetch_schedule plan{seconds(3600), seconds(60), seconds(7200)};
    const timestamp now = *from_rfc3339("2026-06-01T00:00:00Z");
    const auto pause = [&](std::optional<timestamp> next, unsigned failures) {
        return pause_before_next(plan, now, next, failures, 0.5);
    };
    EXPECT_EQ(pause(std::nullopt, 0), seconds(3600));
    EXPECT_EQ(pause(now + seconds(86400), 0), seconds(3600));
    EXPECT_EQ(pause(now + seconds(7200 + 1800), 0), seconds(1800)) << "ahead of nextUpdate";
    EXPECT_EQ(pause(now + seconds(7000), 0), seconds(60)) << "soon out of date: at the pace of retries";
    EXPECT_EQ(pause(now - seconds(10), 0), seconds(60));
    EXPECT_EQ(pause(std::nullopt, 1), seconds(60));
    EXPECT_EQ(pause(std::nullopt, 2), seconds(120));
    EXPECT_EQ(pause(std::nullopt, 60), seconds(3600)) << "never longer than the period";
    EXPECT_EQ(pause_before_next(plan, now, std::nullopt, 0, 0), seconds(3240));
    EXPECT_EQ(pause_before_next(plan, now, std::nullopt, 0, 1), seconds(3960));
}

TEST(weather_test, http_dates) {
    EXPECT_EQ(from_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), from_rfc3339("1994-11-06T08:49:37Z"));
    for (const char* wrong : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
                              "Sun, 06 Abc 1994 08:49:37 GMT", "Sun, 36 Nov 1994 08:49:37 GMT"})
        EXPECT_FALSE(from_http_date(wrong)) << wrong;
}

TEST(weather_test, counts_and_is_bounded) {
    weather sky;
    fetch_report seen{"http://a/1",    "crl", "CN=A", *from_rfc3339("2026-06-01T00:00:00Z"),
                      milliseconds(7), 42,    {},     "Mon, 01 Jun 2026 00:10:00 GMT"};
    sky.note(seen);
    seen.problem = error(errc::crl_unreachable, "HTTP 503");
    seen.at += seconds(60);
    sky.note(seen);
    const auto one = sky.find("http://a/1");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->attempts, 2u);
    EXPECT_EQ(one->failures, 1u);
    EXPECT_EQ(one->failures_in_a_row, 1u);
    EXPECT_EQ(one->last_success, from_rfc3339("2026-06-01T00:00:00Z"));
    EXPECT_EQ(one->clock_skew, seconds(540));
    EXPECT_EQ(one->problem->code(), errc::crl_unreachable);
    for (std::size_t i = 0; i < 2 * weather::most_sources; ++i) {
        seen.url = "http://a/x" + std::to_string(i);
        sky.note(seen);
    }
    EXPECT_EQ(sky.sources().size(), weather::most_sources);
}

}  // namespace
}  // namespace gw::revocation
