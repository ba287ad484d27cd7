// JSON and XML hold the same case: each can be made of the other, whatever the case holds.
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "cases/service_case.hpp"
#include "unit/cases/random_case.hpp"
#include "xml/document.hpp"

namespace {

using namespace gw;

TEST(case_forms, a_random_case_survives_the_round_trip) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const auto made = test::random_case(seed).make(4);
        const auto json = cases::to_json(made);
        const auto xml = cases::to_xml(made);
        ASSERT_TRUE(xml::parse(xml)) << xml;

        const auto from_json = cases::case_from_json(json);
        ASSERT_TRUE(from_json) << from_json.error().to_string();
        ASSERT_EQ(cases::to_json(*from_json), json) << "seed " << seed;
        ASSERT_EQ(cases::to_xml(*from_json), xml) << "seed " << seed;

        const auto from_xml = cases::case_from_xml(xml);
        ASSERT_TRUE(from_xml) << from_xml.error().to_string();
        ASSERT_EQ(cases::to_json(*from_xml), json) << "seed " << seed;
        ASSERT_EQ(cases::to_xml(*from_xml), xml) << "seed " << seed;
    }
}

TEST(case_forms, published_examples_survive_it_too) {
    for (const char* name : {"egov-foreign-labour-issue", "egov-labour-immigrant-issue",
                             "elicense-foreign-labour-issue", "migration-labour-immigrant-issue"}) {
        const auto text = read_file(std::string("schemas/case/examples/") + name + ".json", 1u << 20);
        ASSERT_TRUE(text);
        const auto made = cases::case_from_json(*text);
        ASSERT_TRUE(made) << made.error().to_string();
        const auto again = cases::case_from_xml(cases::to_xml(*made));
        ASSERT_TRUE(again);
        EXPECT_EQ(cases::to_json(*again), cases::to_json(*made));
        const auto published = read_file(std::string("schemas/case/examples/") + name + ".xml", 1u << 20);
        ASSERT_TRUE(published);
        EXPECT_EQ(cases::to_xml(*made) + "\n", *published);
    }
}

TEST(case_forms, what_is_not_known_is_passed_over) {
    EXPECT_TRUE(cases::case_from_json(R"({"version":1,"new":{"deep":[1]}})"));
    EXPECT_TRUE(cases::case_from_xml(
        R"(<service_case xmlns="urn:shep-gateway:case:1"><new><deep/></new></service_case>)"));
}

TEST(case_forms, refuses_what_is_no_case) {
    for (const char* text :
         {"", "[]", "{\"version\":2}", "{\"number\":1}", "{\"received_at\":\"yesterday\"}", "{\"steps\":{}}",
          "{\"steps\":[1]}", "{\"consent\":\"true\"}", "{\"applicant\":[]}"})
        EXPECT_EQ(cases::case_from_json(text).error().code(), errc::api_request_invalid) << text;
    const std::string open = "<service_case xmlns=\"urn:shep-gateway:case:1\">", close = "</service_case>";
    EXPECT_EQ(cases::case_from_xml("<x/>").error().code(), errc::api_request_invalid);
    EXPECT_EQ(cases::case_from_xml("<service_case/>").error().code(), errc::api_request_invalid);
    for (const char* inner :
         {"<version>2</version>", "<received_at>yesterday</received_at>", "<consent>yes</consent>",
          "<number>a<b/></number>", "<number>a<!-- -->b</number>", "<steps><item><n>one</n></item></steps>"})
        EXPECT_EQ(cases::case_from_xml(open + inner + close).error().code(), errc::api_request_invalid)
            << inner;
}

}  // namespace
