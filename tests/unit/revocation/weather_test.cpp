// What a source did last: when its clock is said to differ, and what verdicts are told of it.
#include "revocation/weather.hpp"

#include <gtest/gtest.h>

namespace gw::revocation {
namespace {

const timestamp now = from_rfc3339("2026-06-01T12:00:00Z").value();

fetch_report went_well(const std::string& date) {
    return {"http://a/b.crl", "crl", "CN=CA", now, milliseconds(5), 100, {}, date, {}};
}

TEST(weather, a_clock_is_compared_by_the_date_of_http) {
    weather all;
    all.note(went_well("Mon, 01 Jun 2026 12:10:00 GMT"));
    EXPECT_EQ(all.sources().front().clock_skew, seconds(600));
    ASSERT_EQ(all.problems()->size(), 1u);
    EXPECT_EQ(all.problems()->front().problem, "clock_differs: 600 s ahead of ours");
    all.note(went_well("Mon, 01 Jun 2026 11:50:00 GMT"));
    EXPECT_EQ(all.sources().front().clock_skew, seconds(-600));
    EXPECT_EQ(all.problems()->front().problem, "clock_differs: 600 s behind ours");
    all.note(went_well("Mon, 01 Jun 2026 12:01:59 GMT"));
    EXPECT_TRUE(all.problems()->empty()) << "two minutes are nobody's business";
}

TEST(weather, a_list_from_the_future_shows_a_clock_that_http_does_not) {
    weather all;
    auto mirrored = went_well("Mon, 01 Jun 2026 12:00:00 GMT");
    mirrored.this_update = now + seconds(600);
    all.note(mirrored);
    EXPECT_EQ(all.sources().front().clock_skew, seconds(600));
    auto silent = went_well("");
    silent.this_update = now + seconds(300);
    all.note(silent);
    EXPECT_EQ(all.sources().front().clock_skew, seconds(300));
    silent.this_update = now - seconds(86400);
    all.note(silent);
    EXPECT_EQ(all.sources().front().clock_skew, seconds(300)) << "an old list says nothing of a clock";
}

TEST(weather, a_failure_is_a_problem_until_the_next_success) {
    weather all;
    auto failed = went_well("");
    failed.problem = error(errc::crl_empty);
    all.note(failed);
    const auto problems = all.problems();
    ASSERT_EQ(problems->size(), 1u);
    EXPECT_EQ(problems->front().issuer, "CN=CA");
    EXPECT_EQ(problems->front().where, "http://a/b.crl");
    EXPECT_TRUE(problems->front().problem.starts_with("crl_empty")) << problems->front().problem;
    all.note(went_well(""));
    EXPECT_TRUE(all.problems()->empty());
    EXPECT_EQ(problems->size(), 1u) << "what a verdict holds does not change under it";
}

}  // namespace
}  // namespace gw::revocation
