// From draft to case, with the catalogue of the project: each refusal of band 4 and each note beside its
// accepted control.
#include "cases/normaliser.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace gw;

const std::shared_ptr<const catalogue::catalogue>& acts() {
    static const auto loaded = [] {
        auto result = catalogue::catalogue::load("catalogue");
        EXPECT_TRUE(result) << result.error().to_string();
        return *result;
    }();
    return loaded;
}

cases::signer_summary signer(std::string iin, std::string bin = "", std::vector<std::string> roles = {}) {
    cases::signer_summary made;
    made.scope = "business";
    made.indication = "TOTAL-PASSED";
    made.iin = std::move(iin);
    made.bin = std::move(bin);
    made.roles = std::move(roles);
    return made;
}

cases::person person(std::string iin, std::string surname = "", std::string name = "") {
    cases::person made;
    made.iin = std::move(iin);
    made.surname = std::move(surname);
    made.name = std::move(name);
    return made;
}

void attach(cases::service_case& draft, std::string code) {
    draft.documents.emplace_back().code = std::move(code);
}

const cases::signer_summary head = signer("790921400115", "151140090010", {"first_head"});
const cases::signer_summary immigrant = signer("870511300117");
const cases::signer_summary household = signer("680130300116");

cases::service_case employer_draft() {
    cases::service_case draft;
    draft.public_service = "foreign-labour-permit";
    draft.procedure = "issue";
    draft.provider = "north-kazakhstan";
    draft.category = "seasonal";
    draft.applicant.kind = "organisation";
    draft.applicant.org = cases::organisation{"151140090010", "ТОО \"ТЕСТ ҚҰРЫЛЫС\"", "Петропавловск"};
    draft.foreign_workers.push_back(person("", "Ли", "Вэй"));
    attach(draft, "identity_document");
    draft.consent = true;
    return draft;
}

cases::service_case immigrant_draft() {
    cases::service_case draft;
    draft.public_service = "labour-immigrant-permit";
    draft.procedure = "issue";
    draft.provider = "zhitikara";
    draft.applicant.kind = "person";
    draft.applicant.individual = person("870511300117", "ТЕСТОВ", "РУСТАМ");
    draft.employer_person = person("680130300116", "ТЕСТОВ", "СЕРІК");
    for (const char* code : {"income_tax_receipt", "passport", "medical_certificate", "medical_insurance",
                             "agreement_of_intention"})
        attach(draft, code);
    return draft;
}

cases::intake_facts facts_of(std::vector<cases::signer_summary> signers, std::string portal = "egov") {
    cases::intake_facts facts;
    facts.source_message = message_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e50");
    facts.portal = std::move(portal);
    facts.sender_id = "PEP";
    facts.source_message_id = "m-1";
    facts.received_at = from_rfc3339("2026-11-20T05:00:00Z").value();
    facts.signers = std::move(signers);
    return facts;
}

result<cases::service_case> normalise(cases::service_case draft, const cases::intake_facts& facts) {
    uuid7_source ids;
    return cases::normaliser(*acts(), ids).normalise(std::move(draft), facts);
}

std::string verdict(cases::service_case draft, const cases::intake_facts& facts) {
    const auto made = normalise(std::move(draft), facts);
    return made ? "passed" : std::string(made.error().info().name);
}

const cases::check* find_check(const cases::service_case& made, std::string_view code) {
    const auto found = std::find_if(made.checks.begin(), made.checks.end(),
                                    [&](const auto& item) { return item.code == code; });
    return found == made.checks.end() ? nullptr : &*found;
}

TEST(normaliser, fills_the_case) {
    const auto made = normalise(employer_draft(), facts_of({head}));
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_TRUE(is_uuid(made->id.str()));
    EXPECT_TRUE(made->number.starts_with("SKO-20261120-")) << made->number;
    EXPECT_EQ(made->portal, "egov");
    EXPECT_EQ(made->sender_id, "PEP");
    EXPECT_EQ(made->source_message_id, "m-1");
    EXPECT_EQ(made->act, "nk-foreign-labour-example");
    EXPECT_EQ(made->target, "akimat-north-kazakhstan");
    EXPECT_EQ(made->signers.size(), 1u);
    EXPECT_FALSE(made->steps.empty());
    EXPECT_LE(made->received_at, made->accepted_at);
    EXPECT_LT(made->accepted_at, made->due_at);
    EXPECT_LE(made->warning_at, made->due_at);
    EXPECT_FALSE(made->documents[0].title.empty());
    EXPECT_FALSE(made->documents[0].title_kk.empty());
    EXPECT_NE(made->documents[0].title_kk, made->documents[0].title);
    ASSERT_NE(find_check(*made, "applicant_signature"), nullptr);
    EXPECT_EQ(find_check(*made, "applicant_signature")->outcome, "passed");
}

TEST(normaliser, channel) {
    EXPECT_EQ(verdict(employer_draft(), facts_of({head}, "elicense")), "passed");
    EXPECT_EQ(verdict(employer_draft(), facts_of({head}, "migration")), "channel_not_offered");
    EXPECT_EQ(verdict(immigrant_draft(), facts_of({immigrant, household}, "migration")), "passed");
    EXPECT_EQ(verdict(immigrant_draft(), facts_of({immigrant, household}, "elicense")),
              "channel_not_offered");
}

TEST(normaliser, service_provider_procedure) {
    auto draft = employer_draft();
    draft.public_service = "fishing-permit";
    EXPECT_EQ(verdict(draft, facts_of({head})), "channel_not_offered");
    draft = employer_draft();
    draft.provider = "atlantis";
    EXPECT_EQ(verdict(draft, facts_of({head})), "provider_unknown");
    draft.provider = "zhitikara";  // exists, but provides another service
    EXPECT_EQ(verdict(draft, facts_of({head})), "provider_unknown");
    draft = employer_draft();
    draft.procedure = "abolish";
    EXPECT_EQ(verdict(draft, facts_of({head})), "procedure_unknown");
}

// Act № 227 came into force on 2017-07-01; in Petropavl, at UTC+6 then, that day began at 18:00 UTC.
TEST(normaliser, act_in_force_on_the_local_date) {
    auto facts = facts_of({head});
    facts.received_at = from_rfc3339("2017-06-30T18:00:00Z").value();
    const auto made = normalise(employer_draft(), facts);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->act, "nk-2017-227");
    EXPECT_TRUE(made->number.starts_with("SKO-20170701-"));
    facts.received_at -= milliseconds(1);
    EXPECT_EQ(verdict(employer_draft(), facts), "act_not_in_force");
}

TEST(normaliser, a_year_without_calendar) {
    auto facts = facts_of({head});
    facts.received_at = from_rfc3339("2090-01-10T05:00:00Z").value();
    EXPECT_EQ(verdict(employer_draft(), facts), "calendar_year_missing");
}

TEST(normaliser, category_must_be_one_of_the_act) {
    auto draft = employer_draft();
    draft.category = "1";
    EXPECT_EQ(verdict(draft, facts_of({head})), "passed");
    draft.category = "5";
    EXPECT_EQ(verdict(draft, facts_of({head})), "form_field_invalid");
    draft.category = "";
    EXPECT_EQ(verdict(draft, facts_of({head})), "form_field_missing");
}

// The form carries the data on the workers, but they are a document of the act all the same.
TEST(normaliser, missing_data_on_the_workers_follows_the_act) {
    auto draft = employer_draft();
    draft.foreign_workers.clear();
    const auto made = normalise(draft, facts_of({head}));  // 000 has no rule on incomplete packages
    ASSERT_TRUE(made) << made.error().to_string();
    const auto* note = find_check(*made, "document_missing");
    ASSERT_NE(note, nullptr);
    EXPECT_EQ(note->subject, "foreign_worker_data");
    draft.provider = "kyzylorda";  // 003 has one
    EXPECT_EQ(verdict(draft, facts_of({head})), "document_missing");
}

// The condition of the list is on their legalisation, not on the documents.
TEST(normaliser, education_documents_are_always_asked_for) {
    auto draft = employer_draft();
    draft.provider = "kyzylorda";
    draft.category = "3";
    EXPECT_EQ(verdict(draft, facts_of({head})), "document_missing");
    attach(draft, "education_documents");
    EXPECT_EQ(verdict(draft, facts_of({head})), "passed");
}

TEST(normaliser, missing_document_is_a_note_where_the_act_has_no_rule) {
    auto draft = employer_draft();
    const auto complete = normalise(draft, facts_of({head}));
    ASSERT_TRUE(complete);
    EXPECT_EQ(find_check(*complete, "document_missing"), nullptr);
    EXPECT_NE(find_check(*complete, "documents_complete"), nullptr);
    draft.documents.clear();
    const auto made = normalise(draft, facts_of({head}));
    ASSERT_TRUE(made);
    const auto* note = find_check(*made, "document_missing");
    ASSERT_NE(note, nullptr);
    EXPECT_EQ(note->outcome, "note");
    EXPECT_EQ(note->subject, "identity_document");
    EXPECT_EQ(find_check(*made, "documents_complete"), nullptr);
    // The fee is paid after the decision: its document is never a condition of acceptance.
    for (const auto& item : made->checks)
        EXPECT_NE(item.subject, "fee_payment_document");
}

TEST(normaliser, missing_document_refuses_acceptance_where_the_act_says_so) {
    auto draft = immigrant_draft();
    EXPECT_EQ(verdict(draft, facts_of({immigrant, household})), "passed");
    std::erase_if(draft.documents, [](const auto& item) { return item.code.starts_with("medical_"); });
    const auto made = normalise(draft, facts_of({immigrant, household}));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), errc::document_missing);
    EXPECT_NE(made.error().detail().find("medical_certificate"), std::string::npos);
    EXPECT_NE(made.error().detail().find("medical_insurance"), std::string::npos);
    EXPECT_EQ(made.error().detail().find("passport"), std::string::npos);
}

// The detail goes to the applicant, who reads either language.
TEST(normaliser, refusals_by_the_act_are_told_in_both_languages) {
    auto draft = immigrant_draft();
    std::erase_if(draft.documents, [](const auto& item) { return item.code == "medical_certificate"; });
    const auto missing = normalise(draft, facts_of({immigrant, household}));
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().detail().find("медициналық анықтама"), std::string::npos);
    EXPECT_NE(missing.error().detail().find("Медицинская справка"), std::string::npos);
    draft = immigrant_draft();
    draft.procedure = "copy";
    const auto copy = normalise(draft, facts_of({immigrant, household}));
    ASSERT_FALSE(copy);
    EXPECT_EQ(copy.error().code(), errc::channel_not_offered);
    EXPECT_NE(copy.error().detail().find("Мемлекеттік корпорация"), std::string::npos);
    EXPECT_NE(copy.error().detail().find("Государственная корпорация"), std::string::npos);
}

TEST(normaliser, conditional_documents_are_asked_with_their_condition) {
    auto draft = employer_draft();
    draft.category = "2";
    attach(draft, "education_documents");
    const auto made = normalise(draft, facts_of({head}));
    ASSERT_TRUE(made);
    const auto* note = find_check(*made, "document_missing");
    ASSERT_NE(note, nullptr);
    EXPECT_NE(note->text_ru.find("Требуется в случае"), std::string::npos);
    EXPECT_NE(note->text_kk.find("Қажет болатын жағдай"), std::string::npos);
}

TEST(normaliser, consent_is_noted_where_the_act_asks_for_it) {
    auto draft = employer_draft();
    EXPECT_EQ(find_check(*normalise(draft, facts_of({head})), "consent_missing"), nullptr);
    draft.consent = false;
    EXPECT_NE(find_check(*normalise(draft, facts_of({head})), "consent_missing"), nullptr);
}

TEST(normaliser, applicant_signs) {
    EXPECT_EQ(verdict(employer_draft(), facts_of({})), "signature_missing");
    EXPECT_EQ(verdict(employer_draft(), facts_of({immigrant})), "signer_bin_mismatch");
    EXPECT_EQ(verdict(employer_draft(), facts_of({signer("", "151140090010", {"employee"})})),
              "signer_role_forbidden");
    EXPECT_EQ(verdict(employer_draft(), facts_of({signer("")})), "signer_identity_missing");
    auto draft = employer_draft();
    draft.applicant.org.reset();
    draft.applicant.individual = person("870511300117");
    EXPECT_EQ(verdict(draft, facts_of({immigrant})), "passed");
    EXPECT_EQ(verdict(draft, facts_of({household})), "signer_iin_mismatch");
}

TEST(normaliser, only_verified_business_signatures_count) {
    auto transport = head;
    transport.scope = "transport";
    EXPECT_EQ(verdict(employer_draft(), facts_of({transport})), "signature_missing");
    auto unproven = head;
    unproven.indication = "INDETERMINATE";
    EXPECT_EQ(verdict(employer_draft(), facts_of({unproven})), "signature_missing");
    unproven.indication = "";
    EXPECT_EQ(verdict(employer_draft(), facts_of({unproven})), "signature_missing");
}

TEST(normaliser, foreigner_and_employer_sign) {
    EXPECT_EQ(verdict(immigrant_draft(), facts_of({immigrant})), "second_signature_missing");
    EXPECT_EQ(verdict(immigrant_draft(), facts_of({immigrant, head})), "signer_iin_mismatch");
    auto draft = immigrant_draft();
    draft.employer_person.reset();
    EXPECT_EQ(verdict(draft, facts_of({immigrant, household})), "form_field_missing");
    draft.employer = cases::organisation{"151140090010", "ТОО", ""};
    EXPECT_EQ(verdict(draft, facts_of({immigrant, head})), "passed");
    EXPECT_EQ(verdict(draft, facts_of({immigrant, household})), "signer_bin_mismatch");
}

TEST(normaliser, a_route_without_business_signatures) {
    auto facts = facts_of({});
    facts.business_required = false;
    const auto made = normalise(employer_draft(), facts);
    ASSERT_TRUE(made);
    ASSERT_NE(find_check(*made, "applicant_signature"), nullptr);
    EXPECT_EQ(find_check(*made, "applicant_signature")->outcome, "note");
    // A signature that is there is judged all the same, and what the act demands no route waives.
    facts.signers = {immigrant};
    EXPECT_EQ(verdict(employer_draft(), facts), "signer_bin_mismatch");
    facts.signers.clear();
    EXPECT_EQ(verdict(immigrant_draft(), facts), "signature_missing");
}

TEST(normaliser, a_wrong_check_digit_is_a_note) {
    auto draft = employer_draft();
    draft.foreign_workers[0].iin = "820417300118";
    draft.applicant.org->bin = "151140090011";
    const auto made = normalise(draft, facts_of({signer("", "151140090011", {"first_head"})}));
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_NE(find_check(*made, "iin_checksum"), nullptr);
    EXPECT_EQ(find_check(*made, "iin_checksum")->subject, "foreign_workers[0]");
    ASSERT_NE(find_check(*made, "bin_checksum"), nullptr);
    EXPECT_EQ(find_check(*made, "bin_checksum")->outcome, "note");
    EXPECT_EQ(find_check(*normalise(employer_draft(), facts_of({head})), "iin_checksum"), nullptr);
}

TEST(normaliser, a_date_that_is_still_to_come_is_a_note) {
    auto draft = employer_draft();
    draft.foreign_workers[0].birth_date = "1987-05-11";
    draft.foreign_workers[0].passport_date = "2026-11-20";  // the day of the application
    EXPECT_EQ(find_check(*normalise(draft, facts_of({head})), "date_in_future"), nullptr);
    draft.foreign_workers[0].passport_date = "2026-11-21";
    const auto made = normalise(draft, facts_of({head}));
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_NE(find_check(*made, "date_in_future"), nullptr);
    EXPECT_EQ(find_check(*made, "date_in_future")->subject, "foreign_workers[0].passport_date");
    draft = employer_draft();
    draft.documents[0].date = "2026-12-01";
    ASSERT_NE(find_check(*normalise(draft, facts_of({head})), "date_in_future"), nullptr);
}

// --- what an act says of a procedure ---

TEST(normaliser, procedures_and_their_channels) {
    auto draft = immigrant_draft();
    const auto both = facts_of({immigrant, household});
    draft.procedure = "revoke";  // in the title of the notice only: no way in is named
    EXPECT_EQ(verdict(draft, both), "channel_not_offered");
    draft.procedure = "copy";  // by the State Corporation only
    EXPECT_EQ(verdict(draft, both), "channel_not_offered");
    draft.procedure = "termination-notice";
    EXPECT_EQ(verdict(draft, both), "passed");
}

TEST(normaliser, a_notice_of_termination_is_signed_by_the_employer) {
    auto draft = immigrant_draft();
    draft.procedure = "termination-notice";
    EXPECT_EQ(verdict(draft, facts_of({household})), "passed");
    EXPECT_EQ(verdict(draft, facts_of({immigrant})), "signer_iin_mismatch");
    draft.employer_person.reset();
    EXPECT_EQ(verdict(draft, facts_of({immigrant})), "form_field_missing");
}

TEST(normaliser, documents_by_the_rule_of_each_act) {
    auto draft = employer_draft();
    draft.documents.clear();
    const auto signed_by_head = facts_of({head});
    for (const char* provider : {"north-kazakhstan", "mangystau", "kostanay"}) {
        draft.provider = provider;
        EXPECT_EQ(verdict(draft, signed_by_head), "passed") << provider;
    }
    draft.provider = "kyzylorda";
    EXPECT_EQ(verdict(draft, signed_by_head), "document_missing");
    attach(draft, "identity_document");
    EXPECT_EQ(verdict(draft, signed_by_head), "passed");
    draft.documents.back().valid_to = "2026-11-19";
    EXPECT_EQ(verdict(draft, signed_by_head), "document_expired");
    draft.provider = "mangystau";
    const auto noted = normalise(draft, signed_by_head);
    ASSERT_TRUE(noted);
    EXPECT_EQ(find_check(*noted, "document_expired")->outcome, "note");
}

TEST(normaliser, rules_of_the_act) {
    auto draft = immigrant_draft();
    const auto both = facts_of({immigrant, household});
    draft.term_from = "2026-12-01";
    draft.term_to = "2027-11-30";
    const auto made = normalise(draft, both);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(find_check(*made, "term_months")->outcome, "passed");
    EXPECT_EQ(find_check(*made, "term_months")->subject, "term_from 2026-12-01, term_to 2027-11-30");
    EXPECT_EQ(find_check(*made, "border_crossing_within")->outcome, "note");  // the form does not tell
    draft.term_to = "2027-12-02";
    EXPECT_EQ(verdict(draft, both), "term_not_permitted");
}

TEST(normaliser, names_in_latin_letters) {
    auto draft = employer_draft();
    draft.foreign_workers[0].surname_latin = "LI";
    EXPECT_EQ(find_check(*normalise(draft, facts_of({head})), "latin_name"), nullptr);
    draft.foreign_workers[0].name_latin = "WЕI";  // a Cyrillic Е
    const auto made = normalise(draft, facts_of({head}));
    ASSERT_NE(find_check(*made, "latin_name"), nullptr);
    EXPECT_EQ(find_check(*made, "latin_name")->outcome, "note");
    EXPECT_EQ(find_check(*made, "latin_name")->subject, "foreign_workers[0]");
}

}  // namespace
