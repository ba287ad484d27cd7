// What the shipped catalogue says, against facts/services.md.
#include <algorithm>

#include "catalogue/working_calendar.hpp"
#include "shipped.hpp"

namespace gw::catalogue {
namespace {

using testing::day;
using testing::shipped;

const act& act_on(std::string_view service, std::string_view provider, std::string_view date) {
    return *shipped()->find_act(service, provider, day(date)).value();
}

// Those that are attached.
std::vector<std::string> codes(const procedure& procedure, std::string_view category,
                               std::string_view channel = "egov") {
    std::vector<std::string> all;
    const auto documents = procedure.documents_for(category, channel).value();
    for (const auto* document : documents)
        if (!document->in_form) all.push_back(document->code);
    return all;
}

std::vector<std::string> form_parts(const procedure& procedure, std::string_view category) {
    std::vector<std::string> all;
    const auto documents = procedure.documents_for(category, "egov").value();
    for (const auto* document : documents)
        if (document->in_form) all.push_back(document->code);
    return all;
}

std::string text(time_limit limit) {
    return std::to_string(limit.value) + " " + std::string(to_string(limit.unit));
}

std::vector<std::string> steps_of(const procedure& procedure, std::string_view channel = "egov") {
    std::vector<std::string> all;
    for (const auto& [n, step] : procedure.steps_for(channel))
        all.push_back(step->role + " " + text(step->limit) + (step->waits_for_applicant ? " (waits)" : "") +
                      (step->from_acceptance ? " (from acceptance)" : ""));
    return all;
}

using texts = std::vector<std::string>;

TEST(shipped_catalogue, finds_the_act_in_force_on_the_day) {
    const std::string_view service = "foreign-labour-permit", office = "north-kazakhstan";
    EXPECT_EQ(act_on(service, office, "2017-07-01").code, "nk-2017-227");
    EXPECT_EQ(act_on(service, office, "2018-06-07").code, "nk-2017-227");
    EXPECT_EQ(act_on(service, office, "2018-06-08").code, "nk-foreign-labour-example");
    EXPECT_EQ(act_on(service, office, "2026-11-22").code, "nk-foreign-labour-example");
    EXPECT_EQ(act_on("labour-immigrant-permit", "zhitikara", "2026-11-22").code,
              "zhitikara-labour-immigrant");
}

TEST(shipped_catalogue, refuses_a_day_without_an_act_and_a_provider_that_does_not_provide) {
    const auto early = shipped()->find_act("foreign-labour-permit", "north-kazakhstan", day("2017-06-30"));
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code(), errc::act_not_in_force);
    const auto elsewhere = shipped()->find_act("foreign-labour-permit", "zhitikara", day("2026-11-22"));
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code(), errc::provider_unknown);
    EXPECT_FALSE(shipped()->find_act("foreign-labour-permit", "nowhere", day("2026-11-22")));
}

TEST(shipped_catalogue, knows_its_services) {
    EXPECT_TRUE(shipped()->knows_service("foreign-labour-permit"));
    EXPECT_TRUE(shipped()->knows_service("labour-immigrant-permit"));
    EXPECT_TRUE(shipped()->knows_service("oralman-status"));
    EXPECT_FALSE(shipped()->knows_service("driving-licence"));
}

TEST(shipped_catalogue, marks_what_is_an_example_and_what_is_estimated) {
    const auto& published = act_on("foreign-labour-permit", "north-kazakhstan", "2018-01-01");
    EXPECT_FALSE(published.example);
    EXPECT_TRUE(published.valid_from_estimated);
    EXPECT_TRUE(published.valid_to_estimated);
    EXPECT_EQ(published.number, "227");
    EXPECT_EQ(published.adopted, day("2017-06-05"));
    EXPECT_EQ(published.registered, day("2017-06-20"));
    EXPECT_FALSE(published.published.has_value());
    EXPECT_NE(published.repealed_by.find("№ 149 of 2018-05-28"), std::string::npos);
    EXPECT_TRUE(act_on("foreign-labour-permit", "north-kazakhstan", "2026-11-22").example);
    const auto& notice = act_on("labour-immigrant-permit", "zhitikara", "2026-11-22");
    EXPECT_FALSE(notice.example);
    EXPECT_EQ(notice.valid_to, act::open_end);
    EXPECT_FALSE(notice.adopted.has_value());
    for (const auto& act : shipped()->acts())
        EXPECT_EQ(act.example, act.file.find("/example/") != std::string::npos);
}

TEST(shipped_catalogue, offers_each_service_on_its_portals) {
    const auto& labour = act_on("foreign-labour-permit", "north-kazakhstan", "2026-11-22");
    EXPECT_TRUE(labour.offers("egov"));
    EXPECT_TRUE(labour.offers("elicense"));
    EXPECT_FALSE(labour.offers("migration"));
    EXPECT_FALSE(labour.find_channel("migration")->reason.ru.empty());
    EXPECT_FALSE(labour.offers("fax"));
    EXPECT_EQ(labour.find_channel("fax"), nullptr);
    const auto& immigrant = act_on("labour-immigrant-permit", "zhitikara", "2026-11-22");
    EXPECT_TRUE(immigrant.offers("egov"));
    EXPECT_TRUE(immigrant.offers("migration"));
    EXPECT_FALSE(immigrant.offers("elicense"));
}

TEST(shipped_catalogue, lists_documents_of_foreign_labour_by_category) {
    for (const std::string_view date : {"2018-01-01", "2026-11-22"}) {
        const auto& labour = act_on("foreign-labour-permit", "north-kazakhstan", date);
        EXPECT_EQ(labour.on_missing_document, consequence::note);
        EXPECT_EQ(labour.signed_by, signing::applicant);
        EXPECT_TRUE(labour.consent_required);
        const auto& issue = *labour.find_procedure("issue");
        EXPECT_EQ(form_parts(issue, "seasonal"), (texts{"application_form", "foreign_worker_data"}));
        EXPECT_EQ(codes(issue, "seasonal"), (texts{"identity_document", "fee_payment_document"}));
        for (const std::string_view category : {"1", "2", "3", "4"})
            EXPECT_EQ(codes(issue, category),
                      (texts{"education_documents", "service_contract", "labour_activity_document",
                             "local_content_information", "local_content_agreement", "identity_document",
                             "fee_payment_document"}));
        EXPECT_EQ(codes(issue, "1", "desk"),
                  (texts{"education_documents", "service_contract", "secondment_agreement",
                         "labour_activity_document", "local_content_information", "local_content_agreement",
                         "identity_document", "fee_payment_document"}));
        EXPECT_FALSE(issue.documents_for("5", "egov"));
        EXPECT_FALSE(issue.documents_for("", "egov"));
    }
}

TEST(shipped_catalogue, asks_for_the_fee_document_after_the_notice_and_never_where_the_service_is_free) {
    int seen = 0;
    for (const auto& act : shipped()->acts())
        for (const auto& procedure : act.procedures)
            for (const auto& document : procedure.documents) {
                if (document.code != "fee_payment_document") {
                    EXPECT_EQ(document.when, asked::at_acceptance) << act.code << procedure.code;
                    continue;
                }
                ++seen;
                EXPECT_EQ(document.when, procedure.code == "reissue" ? asked::never : asked::after_notice)
                    << act.code << procedure.code;
            }
    EXPECT_EQ(seen, 24);  // issue, reissue and extend of four acts and their four examples
}

TEST(shipped_catalogue, says_which_documents_are_asked_for_in_some_cases_only) {
    const auto& issue =
        *act_on("foreign-labour-permit", "north-kazakhstan", "2026-11-22").find_procedure("issue");
    texts conditional;
    const auto documents = issue.documents_for("2", "egov").value();
    for (const auto* document : documents)
        if (document->conditional()) conditional.push_back(document->code);
    EXPECT_EQ(conditional, (texts{"education_documents", "service_contract", "labour_activity_document",
                                  "local_content_information", "local_content_agreement"}));
}

TEST(shipped_catalogue, lists_documents_of_labour_immigrants) {
    const auto& notice = act_on("labour-immigrant-permit", "zhitikara", "2026-11-22");
    EXPECT_EQ(notice.on_missing_document, consequence::refuse);
    EXPECT_EQ(notice.signed_by, signing::both);
    EXPECT_EQ(notice.signers_of(*notice.find_procedure("termination-notice")), signing::employer);
    const auto& issue = *notice.find_procedure("issue");
    EXPECT_EQ(codes(issue, ""), (texts{"income_tax_receipt", "passport", "medical_certificate",
                                       "medical_insurance", "agreement_of_intention"}));
    EXPECT_EQ(form_parts(issue, ""), texts{"application_form"});
    for (const auto& document : issue.documents)
        EXPECT_FALSE(document.conditional());
    ASSERT_TRUE(issue.total.has_value());
    EXPECT_EQ(issue.total->value, 2);
    EXPECT_EQ(issue.total->unit, limit_unit::working_days);
    EXPECT_TRUE(issue.total_skips_application_day);
    EXPECT_FALSE(notice.find_procedure("revoke")->ruled());
}

TEST(shipped_catalogue, has_the_steps_of_the_acts) {
    EXPECT_EQ(
        steps_of(*act_on("foreign-labour-permit", "north-kazakhstan", "2018-01-01").find_procedure("issue")),
        (texts{"office 20 minutes", "office 2 hours", "head 2 hours", "case_officer 5 working_days",
               "head 2 hours", "case_officer 1 working_days", "applicant 10 working_days (waits)",
               "case_officer 2 hours", "head 2 hours", "case_officer 20 minutes"}));
    EXPECT_EQ(steps_of(*act_on("labour-immigrant-permit", "zhitikara", "2026-11-22").find_procedure("issue")),
              (texts{"provider 0 working_days (from acceptance)", "police 1 working_days (from acceptance)",
                     "provider 2 working_days (from acceptance)"}));
}

TEST(shipped_catalogue, keeps_the_example_in_step_with_the_act_it_continues) {
    const auto& act =
        *act_on("foreign-labour-permit", "north-kazakhstan", "2018-01-01").find_procedure("issue");
    const auto& example =
        *act_on("foreign-labour-permit", "north-kazakhstan", "2026-11-22").find_procedure("issue");
    EXPECT_EQ(steps_of(act), steps_of(example));
    EXPECT_EQ(act.title.kk, example.title.kk);
}

TEST(shipped_catalogue, knows_its_offices) {
    const auto& office = *shipped()->find_provider("north-kazakhstan");
    EXPECT_EQ(office.target, "akimat-north-kazakhstan");
    EXPECT_EQ(office.number_prefix, "SKO");
    EXPECT_EQ(office.hours.desk_until, std::chrono::hours(17) + std::chrono::minutes(30));
    EXPECT_TRUE(office.hours_confirmed);
    EXPECT_FALSE(shipped()->find_provider("zhitikara")->hours_confirmed);
    EXPECT_EQ(shipped()->find_provider("nowhere"), nullptr);
}

TEST(shipped_catalogue, covers_2015_to_2027_and_says_what_is_preliminary) {
    const auto& years = shipped()->calendar().years();
    EXPECT_EQ(years.front().year, std::chrono::year(2015));
    EXPECT_EQ(years.back().year, std::chrono::year(2027));
    EXPECT_EQ(years.size(), 13u);
    for (const auto& year : years)
        EXPECT_EQ(year.preliminary, year.year > std::chrono::year(2025));
}

TEST(limit_units, have_names_that_round_trip) {
    for (const auto unit :
         {limit_unit::minutes, limit_unit::hours, limit_unit::working_days, limit_unit::calendar_days})
        EXPECT_EQ(limit_unit_from(to_string(unit)), unit);
    EXPECT_FALSE(limit_unit_from("weeks").has_value());
}

}  // namespace
}  // namespace gw::catalogue
