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

TEST(shipped_catalogue, can_be_used_while_there_are_acts_and_a_calendar) {
    EXPECT_TRUE(shipped()->usable_at(testing::at("2026-11-22T10:00:00Z")));
    EXPECT_EQ(shipped()->usable_at(testing::at("2015-06-01T10:00:00Z")).error().code(),
              errc::act_not_in_force);
    const auto late = shipped()->usable_at(testing::at("2028-01-03T10:00:00Z"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code(), errc::calendar_year_missing);
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
                const bool paid = procedure.fee && procedure.fee->paid;
                EXPECT_EQ(document.when, paid ? asked::after_notice : asked::never)
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
    // Of the education documents treaties except the legalisation alone.
    EXPECT_EQ(conditional, (texts{"service_contract", "labour_activity_document", "local_content_information",
                                  "local_content_agreement"}));
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

// Act № 227, paragraph 5: every list, at the portals and at the desk.
TEST(shipped_catalogue, lists_documents_of_each_procedure_of_act_227) {
    const auto& act = act_on("foreign-labour-permit", "north-kazakhstan", "2018-01-01");
    for (const std::string_view channel : {"egov", "elicense", "desk"}) {
        EXPECT_EQ(codes(*act.find_procedure("extend"), "", channel),
                  (texts{"local_content_information", "identity_document", "fee_payment_document"}));
        for (const std::string_view procedure : {"ict-issue", "ict-reissue"})
            EXPECT_EQ(codes(*act.find_procedure(procedure), "", channel),
                      (texts{"ict_agreement", "special_conditions_information", "education_documents",
                             "labour_activity_document", "ict_local_content_information",
                             "special_conditions_form", "identity_document"}));
        EXPECT_EQ(codes(*act.find_procedure("ict-extend"), "", channel),
                  (texts{"special_conditions_information", "ict_local_content_information",
                         "extension_justification", "identity_document"}));
        for (const std::string_view category : {"seasonal", "1", "2", "3", "4"})
            EXPECT_EQ(codes(*act.find_procedure("reissue"), category, channel),
                      codes(*act.find_procedure("issue"), category, channel));
    }
}

TEST(shipped_catalogue, marks_the_lists_that_stand_in_for_a_service_standard) {
    for (const std::string_view code : {"mangystau-2015-343", "kyzylorda-2015-125", "kostanay-2015-564"})
        for (const auto& act : shipped()->acts()) {
            if (act.code != code || act.public_service != "foreign-labour-permit") continue;
            EXPECT_EQ(act.points_to->documents, "9");
            EXPECT_EQ(act.grounds_from, "nk-2017-227");
            for (const auto& procedure : act.procedures) {
                const bool worker = procedure.code.starts_with("worker-");
                EXPECT_EQ(procedure.documents_from, worker ? "" : "nk-2017-227") << code << procedure.code;
            }
        }
    EXPECT_FALSE(act_on("foreign-labour-permit", "north-kazakhstan", "2018-01-01").points_to.has_value());
}

std::string offer_of(const act& act) {
    std::string text;
    for (const auto& channel : act.channels)
        text += (text.empty() ? "" : " ") + (channel.offered ? channel.code : "-" + channel.code);
    return text;
}

TEST(shipped_catalogue, says_of_every_channel_whether_it_is_offered) {
    const std::map<std::string, std::string, std::less<>> offers{
        {"nk-2017-227 foreign-labour-permit", "egov elicense desk -migration -iis_con -payment_centre"},
        {"mangystau-2015-343 foreign-labour-permit",
         "egov elicense desk -migration -iis_con -payment_centre"},
        {"kyzylorda-2015-125 foreign-labour-permit",
         "egov elicense desk -migration -iis_con -payment_centre"},
        {"kostanay-2015-564 foreign-labour-permit", "egov elicense desk -iis_con -migration -payment_centre"},
        {"kostanay-2015-564 oralman-status", "iis_con desk -egov -elicense -migration -payment_centre"},
        {"kostanay-2015-564 unemployed-certificate",
         "egov desk iis_con -elicense -migration -payment_centre"},
        {"kostanay-2015-564 semey-victims", "iis_con payment_centre desk -egov -elicense -migration"},
        {"kostanay-2015-564 unemployed-registration",
         "egov desk iis_con -elicense -migration -payment_centre"},
        {"kostanay-2015-564 employment-referrals", "egov desk -iis_con -elicense -migration -payment_centre"},
        {"zhitikara-labour-immigrant labour-immigrant-permit",
         "egov migration iis_con -elicense -desk -payment_centre"}};
    std::size_t seen = 0;
    for (const auto& act : shipped()->acts()) {
        if (act.example) continue;
        const auto expected = offers.find(act.code + " " + act.public_service);
        ASSERT_NE(expected, offers.end()) << act.code << act.public_service;
        EXPECT_EQ(offer_of(act), expected->second) << act.code << act.public_service;
        EXPECT_EQ(act.channels.size(), shipped()->words().channels.size());
        ++seen;
    }
    EXPECT_EQ(seen, offers.size() + 4);  // four of them are provided by two offices each
}

// The acts themselves say so: 002 no. 1 §11, no. 3 §10, no. 5 §8, no. 6 §8.
TEST(shipped_catalogue, cites_the_paragraph_that_closes_a_channel) {
    const auto clause = [](std::string_view service, std::string_view provider, std::string_view channel) {
        return act_on(service, provider, "2016-03-01").find_channel(channel)->clause;
    };
    EXPECT_EQ(clause("oralman-status", "kostanay", "egov"), "11");
    EXPECT_EQ(clause("semey-victims", "zhitikara", "egov"), "10");
    EXPECT_EQ(clause("employment-referrals", "zhitikara", "iis_con"), "8");
    EXPECT_EQ(clause("foreign-labour-permit", "kostanay", "iis_con"), "8");
}

TEST(shipped_catalogue, refuses_incomplete_packages_only_where_an_act_says_so) {
    const auto text = [](std::string_view service, std::string_view provider, std::string_view channel) {
        const auto& act = act_on(service, provider, "2026-11-22");
        return std::string(to_string(act.if_missing(channel))) + " " +
               std::string(to_string(act.if_expired(channel)));
    };
    EXPECT_EQ(text("foreign-labour-permit", "north-kazakhstan", "egov"), "note note");
    EXPECT_EQ(text("foreign-labour-permit", "mangystau", "egov"), "note note");
    EXPECT_EQ(text("foreign-labour-permit", "kostanay", "egov"), "note note");
    EXPECT_EQ(text("foreign-labour-permit", "kyzylorda", "egov"), "refuse refuse");
    EXPECT_EQ(text("labour-immigrant-permit", "zhitikara", "egov"), "refuse refuse");
    EXPECT_EQ(text("oralman-status", "kostanay", "iis_con"), "refuse note");
    EXPECT_EQ(text("oralman-status", "kostanay", "desk"), "note note");
    EXPECT_EQ(text("unemployed-registration", "zhitikara", "egov"), "note note");
}

TEST(shipped_catalogue, asks_for_consent_where_an_act_does) {
    EXPECT_TRUE(act_on("foreign-labour-permit", "north-kazakhstan", "2026-11-22").asks_for_consent("egov"));
    EXPECT_TRUE(act_on("foreign-labour-permit", "kyzylorda", "2026-11-22").asks_for_consent("egov"));
    EXPECT_FALSE(act_on("foreign-labour-permit", "mangystau", "2026-11-22").asks_for_consent("egov"));
    EXPECT_FALSE(act_on("labour-immigrant-permit", "zhitikara", "2026-11-22").asks_for_consent("egov"));
    EXPECT_TRUE(act_on("unemployed-certificate", "zhitikara", "2026-11-22").asks_for_consent("iis_con"));
    EXPECT_FALSE(act_on("unemployed-certificate", "zhitikara", "2026-11-22").asks_for_consent("egov"));
}

TEST(shipped_catalogue, has_the_fees_of_the_acts) {
    for (const std::string_view provider : {"north-kazakhstan", "mangystau", "kyzylorda"})
        for (const auto& procedure : act_on("foreign-labour-permit", provider, "2018-04-01").procedures) {
            const bool paid = procedure.code == "issue" || procedure.code == "extend";
            ASSERT_TRUE(procedure.fee.has_value()) << provider << procedure.code;
            EXPECT_EQ(procedure.fee->paid, paid) << provider << procedure.code;
            EXPECT_EQ(procedure.fee->pay_within ? text(*procedure.fee->pay_within) : "",
                      paid ? "10 working_days" : "");
        }
    for (const auto& procedure : act_on("foreign-labour-permit", "kostanay", "2016-03-01").procedures)
        EXPECT_FALSE(procedure.fee.has_value()) << procedure.code;
}

TEST(shipped_catalogue, has_the_grounds_of_the_acts) {
    const auto grounds = [](std::string_view service, std::string_view provider) {
        texts all;
        for (const auto& ground : act_on(service, provider, "2026-11-22").grounds)
            all.push_back(ground.code + (ground.of_acceptance ? " (acceptance)" : ""));
        return all;
    };
    EXPECT_EQ(grounds("foreign-labour-permit", "north-kazakhstan"),
              (texts{"unreliable_documents", "requirements_not_met"}));
    EXPECT_EQ(grounds("foreign-labour-permit", "kyzylorda"),
              (texts{"incomplete_documents (acceptance)", "expired_documents (acceptance)",
                     "unreliable_documents", "requirements_not_met"}));
    EXPECT_EQ(grounds("labour-immigrant-permit", "zhitikara"),
              (texts{"incomplete_documents (acceptance)", "expired_documents (acceptance)", "filed_too_late",
                     "term_not_permitted", "requirements_to_the_service"}));
}

TEST(shipped_catalogue, has_the_steps_of_the_acts) {
    const auto steps = [](std::string_view service, std::string_view provider, std::string_view procedure,
                          std::string_view channel) {
        return steps_of(*act_on(service, provider, "2026-11-22").find_procedure(procedure), channel);
    };
    EXPECT_EQ(steps("foreign-labour-permit", "north-kazakhstan", "issue", "egov"),
              (texts{"office 20 minutes", "office 2 hours", "head 2 hours", "case_officer 5 working_days",
                     "head 2 hours", "case_officer 1 working_days", "applicant 10 working_days (waits)",
                     "case_officer 2 hours", "head 2 hours", "case_officer 20 minutes"}));
    EXPECT_EQ(steps("labour-immigrant-permit", "zhitikara", "issue", "egov"),
              (texts{"provider 0 working_days (from acceptance)", "police 1 working_days (from acceptance)",
                     "provider 2 working_days (from acceptance)"}));
    EXPECT_EQ(steps("foreign-labour-permit", "mangystau", "issue", "egov"),
              (texts{"office 20 minutes", "case_officer 3 working_days", "commission 4 working_days",
                     "case_officer 1 working_days", "head 15 minutes", "office 11 working_days"}));
    EXPECT_EQ(steps("foreign-labour-permit", "kostanay", "issue", "egov"),
              (texts{"office 15 minutes", "head 1 hours", "case_officer 40 working_days (from acceptance)",
                     "head 1 hours", "office 5 minutes"}));
    // 003 §6 at the desk, §9 through the portal: the case officer accepts and sends.
    const texts middle{"office 20 minutes",           "head 30 minutes",
                       "case_officer 6 working_days", "commission 1 working_days",
                       "case_officer 2 hours",        "head 30 minutes",
                       "case_officer 1 working_days", "applicant 10 working_days (waits)",
                       "case_officer 30 minutes"};
    EXPECT_EQ(steps("foreign-labour-permit", "kyzylorda", "issue", "desk"), middle);
    texts portal{"case_officer 20 minutes"};
    portal.insert(portal.end(), middle.begin(), middle.end());
    portal.push_back("case_officer 20 minutes");
    EXPECT_EQ(steps("foreign-labour-permit", "kyzylorda", "issue", "elicense"), portal);
    EXPECT_EQ(steps("semey-victims", "zhitikara", "register", "iis_con"),
              (texts{"service_centre 5 minutes", "service_centre 10 minutes", "service_centre 1 working_days",
                     "provider 19 working_days", "service_centre 5 minutes"}));
}

TEST(shipped_catalogue, tells_the_steps_that_only_some_applications_take) {
    const auto& act = act_on("foreign-labour-permit", "kyzylorda", "2026-11-22");
    const auto& issue = *act.find_procedure("issue");
    EXPECT_EQ(issue.conditional_steps_for("desk").size(), 2u);  // the refusal to accept, the posting
    EXPECT_EQ(issue.conditional_steps_for("egov").size(), 1u);  // nothing is posted
    EXPECT_EQ(text(issue.conditional_steps_for("desk").back()->limit), "1 working_days");
    const auto& oralman = act_on("oralman-status", "kostanay", "2026-11-22");
    EXPECT_EQ(text(oralman.find_procedure("issue")->conditional_steps_for("iis_con").front()->limit),
              "5 minutes");
}

// The Kazakh acts name a result for each step of an officer; act № 227 gives one to the two limits of 6(1).
TEST(shipped_catalogue, has_the_results_of_steps) {
    const texts officers{"office", "head", "case_officer", "commission"};
    for (const auto& act : shipped()->acts())
        for (const auto& procedure : act.procedures)
            for (const auto& step : procedure.steps) {
                const bool named = act.language == "kk" && covers(officers, step.role);
                if (named && step.result.empty()) {
                    EXPECT_EQ(step.title.ru, "Передача документов руководителю")
                        << act.code << procedure.code;
                }
            }
}

TEST(shipped_catalogue, continues_every_repealed_act_in_an_example) {
    for (const auto& act : shipped()->acts()) {
        if (act.example || act.valid_to == act::open_end) continue;
        const auto next = std::chrono::sys_days(act.valid_to) + std::chrono::days(1);
        const auto* const example = shipped()->find_act(act.public_service, act.provider, next).value();
        EXPECT_TRUE(example->example) << act.code;
        EXPECT_EQ(example->continues, act.code);
        EXPECT_EQ(example->valid_to, act::open_end);
        EXPECT_EQ(example->procedures.size(), act.procedures.size());
        EXPECT_EQ(example->title.kk, act.title.kk);
        EXPECT_EQ(steps_of(example->procedures.front(), "desk"), steps_of(act.procedures.front(), "desk"));
        const auto before = std::chrono::sys_days(act.valid_from) - std::chrono::days(1);
        EXPECT_EQ(shipped()->find_act(act.public_service, act.provider, before).error().code(),
                  errc::act_not_in_force);
    }
}

TEST(shipped_catalogue, has_the_clock_of_each_region) {
    const auto offset = [](std::string_view provider, std::string_view at) {
        return shipped()->find_provider(provider)->offset_at(testing::at(at)).count() / 60;
    };
    for (const std::string_view provider :
         {"north-kazakhstan", "kostanay", "kostanay-districts", "zhitikara"}) {
        EXPECT_EQ(offset(provider, "2024-02-29T17:59:59Z"), 6);
        EXPECT_EQ(offset(provider, "2024-02-29T18:00:00Z"), 5);
    }
    EXPECT_EQ(offset("kyzylorda", "2018-12-20T17:59:59Z"), 6);
    EXPECT_EQ(offset("kyzylorda", "2018-12-20T18:00:00Z"), 5);
    EXPECT_EQ(offset("mangystau", "2016-01-01T00:00:00Z"), 5);
    EXPECT_EQ(offset("mangystau", "2024-03-01T00:00:00Z"), 5);
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
