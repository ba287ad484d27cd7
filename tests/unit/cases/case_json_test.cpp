// The JSON of a case: fixed order, optional fields left out, hostile text kept inside its quotes.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cases/service_case.hpp"

namespace {

using namespace gw;

cases::person person(std::string iin, std::string surname, std::string name) {
    cases::person made;
    made.iin = std::move(iin);
    made.surname = std::move(surname);
    made.name = std::move(name);
    return made;
}

cases::service_case small_case() {
    cases::service_case made;
    made.id = case_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f");
    made.number = "SKO-20261122-00000001";
    made.source_message = message_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e50");
    made.portal = "egov";
    made.public_service = "foreign-labour-permit";
    made.procedure = "issue";
    made.act = "nk";
    made.act_number = "227";
    made.provider = "north-kazakhstan";
    made.target = "akimat-north-kazakhstan";
    made.received_at = from_rfc3339("2026-11-22T05:00:00.123Z").value();
    made.accepted_at = made.due_at = made.warning_at = from_rfc3339("2026-11-23T04:00:00Z").value();
    made.applicant.kind = "person";
    made.applicant.individual = person("850315300118", "ТЕСТОВ", "АСАН");
    return made;
}

TEST(case_json, smallest_form) {
    EXPECT_EQ(
        to_json(small_case()),
        R"({"version":1,"id":"0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f","number":"SKO-20261122-00000001",)"
        R"("source_message":"0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e50","portal":"egov","envelope_signed":true,)"
        R"("public_service":"foreign-labour-permit","procedure":"issue","act":"nk","act_number":"227",)"
        R"("provider":"north-kazakhstan","target":"akimat-north-kazakhstan",)"
        R"("received_at":"2026-11-22T05:00:00.123Z","accepted_at":"2026-11-23T04:00:00Z",)"
        R"("due_at":"2026-11-23T04:00:00Z","warning_at":"2026-11-23T04:00:00Z",)"
        R"("applicant":{"kind":"person","person":{"iin":"850315300118","surname":"ТЕСТОВ","name":"АСАН"}},)"
        R"("foreign_workers":[],"documents":[],"consent":false,"checks":[],"steps":[],"signers":[],"extra":[]})");
}

TEST(case_json, every_list_and_member) {
    auto made = small_case();
    made.applicant.org = cases::organisation{"151140090010", "ТОО", "Петропавловск"};
    made.employer = cases::organisation{"090540390018", "", ""};
    made.employer_person = person("680130300116", "", "");
    made.foreign_workers = {person("", "", "A"), person("", "", "B")};
    made.documents.resize(2);
    made.documents[0].code = "passport";
    made.documents[0].size = 12;
    made.documents[1].code = "contract";
    made.fee = cases::payment{"101", "2026-11-16", "12.50"};
    made.checks = {{"documents_complete", "passed", "", "k", "r"}};
    made.steps = {{1, "office", "minutes", 20, made.due_at}};
    made.signers.emplace_back().roles = {"a", "b"};
    made.extra = {{"a/b[2]/@c", "v"}};
    const std::string json = to_json(made);
    for (const char* part :
         {R"("organisation":{"bin":"151140090010","name":"ТОО","address":"Петропавловск"})",
          R"("employer":{"bin":"090540390018"},"employer_person":{"iin":"680130300116"})",
          R"("foreign_workers":[{"name":"A"},{"name":"B"}])",
          R"("documents":[{"code":"passport","size":12},{"code":"contract"}])",
          R"("fee":{"code":"101","date":"2026-11-16","amount":"12.50"})",
          R"({"code":"documents_complete","outcome":"passed","text_kk":"k","text_ru":"r"})",
          R"([{"n":1,"role":"office","limit_value":20,"limit_unit":"minutes","due_at":"2026-11-23T04:)",
          R"("signers":[{"scope":"","subject":"","roles":["a","b"],"indication":""}])",
          R"("extra":[{"path":"a/b[2]/@c","value":"v"}])"})
        EXPECT_NE(json.find(part), std::string::npos) << part << "\n" << json;
    EXPECT_NO_THROW(boost::json::parse(json));
}

TEST(case_json, hostile_text_stays_inside_its_quotes) {
    auto made = small_case();
    const std::string hostile = "\",\"consent\":true,\"x\":\"\\\n\x01";
    made.purpose = hostile;
    made.work_address = "\xff";
    const auto json = boost::json::parse(to_json(made)).as_object();
    EXPECT_EQ(json.at("purpose").as_string(), hostile);
    EXPECT_EQ(json.at("work_address").as_string(), "\xef\xbf\xbd");
    EXPECT_FALSE(json.at("consent").as_bool());
}

}  // namespace
