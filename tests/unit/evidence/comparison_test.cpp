// Which differences between two verdicts count.
#include "evidence/comparison.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace gw::evidence {
namespace {

std::vector<std::string> fields(const std::string& recorded, const std::string& now, int refused = 0) {
    std::vector<std::string> all;
    for (const auto& one : compare_verdicts(recorded, now, refused))
        all.push_back(one.field);
    return all;
}

const std::string passed =
    R"({"code":0,"indication":"TOTAL-PASSED","message":"passed","signatures":[{"code":0}]})";

TEST(comparison, texts_and_new_fields_do_not_count) {
    EXPECT_TRUE(fields(passed, R"({"code":0,"indication":"TOTAL-PASSED","message":"другой","more":1,)"
                               R"("signatures":[{"code":0,"newer":true}]})")
                    .empty());
}

TEST(comparison, everything_else_does) {
    EXPECT_THAT(fields(passed, R"({"code":3004,"indication":"TOTAL-FAILED","signatures":[{"code":3004}]})"),
                testing::UnorderedElementsAre("code", "indication", "signatures[0].code"));
    EXPECT_THAT(fields(passed, R"({"code":0,"indication":"TOTAL-PASSED","signatures":[]})"),
                testing::ElementsAre("signatures, how many"));
    EXPECT_THAT(fields(passed, R"({"code":0,"signatures":[{"code":0}]})"),
                testing::ElementsAre("indication"));
    EXPECT_THAT(fields(passed, "{"), testing::ElementsAre("verdict"));
    EXPECT_THAT(fields("{", passed), testing::ElementsAre("verdict"));
}

// Refused for its sender: the applicant's signature was not looked at then, and is now.
TEST(comparison, what_was_judged_before_a_refusal_for_another_reason) {
    const std::string now =
        R"({"code":3002,"indication":"TOTAL-FAILED","signatures":[{"code":0},{"code":3002}]})";
    EXPECT_TRUE(fields(passed, now, 6001).empty());
    EXPECT_FALSE(fields(passed, now, 0).empty());
    const std::string beyond =
        R"({"code":6004,"beyond_signatures":true,"indication":"INDETERMINATE","signatures":[{"code":0}]})";
    EXPECT_TRUE(fields(beyond, now, 6004).empty());
    EXPECT_EQ(outcome_of(now, 1).code, 0);
    EXPECT_EQ(outcome_of(now).code, 3002);
    EXPECT_EQ(outcome_of(beyond).indication, "TOTAL-PASSED");
}

}  // namespace
}  // namespace gw::evidence
