// The example forms, signed by whom they name, become exactly the example cases of schemas/case/examples.
#include <boost/json.hpp>

#include "base/clock.hpp"
#include "cases/normaliser.hpp"
#include "catalogue/catalogue.hpp"
#include "support.hpp"

namespace {

using namespace gw;
using namespace gw::adapters;

// Ids that a file can hold.
class fixed_ids final : public id_source {
public:
    std::string next(timestamp) override { return "019a9f8e-4f00-7c3a-9d4e-0a1b2c3d4e5f"; }
};

cases::signer_summary signer(std::string scope, std::string subject, std::string iin, std::string bin,
                             std::vector<std::string> roles) {
    cases::signer_summary made;
    made.scope = std::move(scope);
    made.subject = std::move(subject);
    made.iin = std::move(iin);
    made.bin = std::move(bin);
    made.roles = std::move(roles);
    made.serial = "1f";
    made.sha256 = std::string(64, 'a');
    made.algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    made.indication = "TOTAL-PASSED";
    return made;
}

const cases::signer_summary portal =
    signer("transport", "CN=ИС \"ТЕСТ\" TEST", "", "000540090012", {"information_system"});
const cases::signer_summary head =
    signer("business", "CN=ТЕСТОВА МАДИНА", "790921400115", "151140090010", {"legal_entity", "first_head"});
const cases::signer_summary immigrant =
    signer("business", "CN=ТЕСТОВ РУСТАМ", "870511300117", "", {"individual"});
const cases::signer_summary household =
    signer("business", "CN=ТЕСТОВ СЕРІК", "680130300116", "", {"individual"});
const cases::signer_summary farm =
    signer("business", "CN=ТЕСТОВА ГҮЛНАР", "750825400116", "090540390018", {"legal_entity", "first_head"});

struct example_case {
    const char* name;
    const char* portal;
    test::read_form read;
    std::vector<cases::signer_summary> signers;
};

const std::vector<example_case>& examples() {
    static const std::vector<example_case> all{
        {"egov-foreign-labour-issue", "egov", egov::read, {head, portal}},
        {"elicense-foreign-labour-issue", "elicense", elicense::read, {head, portal}},
        {"egov-labour-immigrant-issue", "egov", egov::read, {immigrant, farm, portal}},
        {"migration-labour-immigrant-issue", "migration", migration::read, {immigrant, household, portal}},
    };
    return all;
}

cases::intake_facts facts_of(const example_case& item) {
    cases::intake_facts facts;
    facts.source_message = message_id("019a9f8e-4e00-7000-8000-000000000001");
    facts.portal = item.portal;
    facts.sender_id = item.portal;
    facts.source_message_id = "6f1e4d59-9a34-4d2f-8f0c-9b117d1c2f3a";
    facts.correlation_id = "0b7d9a54-2c1d-4e0b-8a5b-6c1c2d3e4f50";
    facts.service_id = "AKIMAT_PERMITS";
    facts.received_at = from_rfc3339("2026-11-20T05:16:02.345Z").value();
    facts.signers = item.signers;
    return facts;
}

class example_cases : public testing::TestWithParam<example_case> {};

TEST_P(example_cases, come_out_as_published) {
    const auto acts = catalogue::catalogue::load("catalogue");
    ASSERT_TRUE(acts) << acts.error().to_string();
    const auto draft = test::read(GetParam().read, test::example(GetParam().name));
    ASSERT_TRUE(draft) << draft.error().to_string();
    fixed_ids ids;
    const auto made = cases::normaliser(**acts, ids).normalise(*draft, facts_of(GetParam()));
    ASSERT_TRUE(made) << made.error().to_string();
    const std::string json = to_json(*made);
    const auto published = read_file(std::string("schemas/case/examples/") + GetParam().name + ".json");
    ASSERT_TRUE(published) << json;
    EXPECT_EQ(boost::json::parse(json), boost::json::parse(*published)) << json;
}

INSTANTIATE_TEST_SUITE_P(forms, example_cases, testing::ValuesIn(examples()),
                         [](const testing::TestParamInfo<example_case>& item) {
                             std::string name = item.param.name;
                             for (char& c : name)
                                 if (c == '-') c = '_';
                             return name;
                         });

}  // namespace
