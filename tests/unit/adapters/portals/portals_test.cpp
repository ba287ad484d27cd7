// Each portal's form read into a draft, and what each adapter refuses.
#include "adapters/portals/portals.hpp"

#include <filesystem>

#include "support.hpp"

namespace {

using namespace gw;
using namespace gw::adapters;
using test::example;
using test::replaced;
using test::verdict;

TEST(portals, every_portal_once) {
    std::vector<std::string> names;
    for (const auto& portal : make_portals())
        names.emplace_back(portal->portal());
    EXPECT_EQ(names, (std::vector<std::string>{"egov", "elicense", "migration"}));
}

TEST(portals, egov_foreign_labour) {
    const auto draft = test::read(egov::read, example("egov-foreign-labour-issue"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "foreign-labour-permit");
    EXPECT_EQ(draft->procedure, "issue");
    EXPECT_EQ(draft->provider, "north-kazakhstan");
    EXPECT_EQ(draft->category, "1");
    EXPECT_EQ(draft->applicant.kind, "organisation");
    EXPECT_EQ(draft->applicant.org->bin, "151140090010");
    EXPECT_EQ(draft->applicant.org->name, "ТОО \"ТЕСТ ҚҰРЫЛЫС\"");
    EXPECT_FALSE(draft->applicant.individual);
    EXPECT_EQ(draft->applicant.email, "office@example.kz");
    ASSERT_EQ(draft->foreign_workers.size(), 1u);
    const cases::person& worker = draft->foreign_workers[0];
    EXPECT_EQ(worker.surname, "Йылмаз");
    EXPECT_EQ(worker.name_latin, "MEHMET");
    EXPECT_EQ(worker.birth_date, "1979-04-17");
    EXPECT_EQ(worker.passport_number, "U12345678");
    EXPECT_EQ(worker.departure_country, "TUR");
    EXPECT_EQ(worker.qualification, "2142-1-002 Инженер-строитель");
    EXPECT_EQ(draft->term_from, "2027-01-11");
    EXPECT_EQ(draft->term_to, "2027-12-31");
    ASSERT_EQ(draft->documents.size(), 6u);
    EXPECT_EQ(draft->documents[0].code, "education_documents");
    EXPECT_EQ(draft->documents[0].file_name, "diplomas.pdf");
    EXPECT_EQ(draft->documents[0].date, "2002-06-21");
    EXPECT_TRUE(draft->consent);
    // What has no place in a case is kept under its path.
    ASSERT_EQ(draft->extra.size(), 4u);
    EXPECT_EQ(draft->extra[0].path, "SystemInfo/RequestNumber");
    EXPECT_EQ(draft->extra[0].value, "002241234567");
    EXPECT_EQ(draft->extra[3].path, "RequestData/Applicant/JuridicalData/NameKz");
}

TEST(portals, elicense_foreign_labour) {
    const auto draft = test::read(elicense::read, example("elicense-foreign-labour-issue"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "foreign-labour-permit");
    EXPECT_EQ(draft->category, "seasonal");
    EXPECT_EQ(draft->applicant.kind, "organisation");
    EXPECT_EQ(draft->applicant.org->bin, "151140090010");
    EXPECT_EQ(draft->applicant.individual->iin, "790921400115");
    EXPECT_EQ(draft->foreign_workers.size(), 2u);
    EXPECT_EQ(draft->documents.size(), 1u);
    EXPECT_TRUE(draft->extra.empty());
}

TEST(portals, egov_labour_immigrant) {
    const auto draft = test::read(egov::read, example("egov-labour-immigrant-issue"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "labour-immigrant-permit");
    EXPECT_EQ(draft->provider, "zhitikara");
    EXPECT_EQ(draft->applicant.kind, "person");
    EXPECT_EQ(draft->applicant.individual->iin, "870511300117");
    EXPECT_EQ(draft->foreign_workers.size(), 1u);
    EXPECT_EQ(draft->employer->bin, "090540390018");
    EXPECT_FALSE(draft->employer_person);
    EXPECT_EQ(draft->fee->amount, "47184.00");
    EXPECT_EQ(draft->documents.size(), 5u);
}

TEST(portals, migration_labour_immigrant) {
    const auto draft = test::read(migration::read, example("migration-labour-immigrant-issue"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "labour-immigrant-permit");
    EXPECT_EQ(draft->applicant.individual->surname, "ТЕСТОВ");
    EXPECT_EQ(draft->employer_person->iin, "680130300116");
    EXPECT_FALSE(draft->employer);
    EXPECT_EQ(draft->purpose, "Помощник по хозяйству");
    EXPECT_EQ(draft->entry_date, "2026-11-03");
    ASSERT_EQ(draft->documents.size(), 5u);
    EXPECT_EQ(draft->documents[3].valid_to, "2027-05-31");
    EXPECT_TRUE(draft->extra.empty());
}

// schemas/portals/examples holds one for every service and procedure of each portal.
TEST(portals, every_example_is_read) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("schemas/portals/examples")) {
        const std::string name = entry.path().stem();
        const auto read_it = name.starts_with("egov")       ? egov::read
                             : name.starts_with("elicense") ? elicense::read
                                                            : migration::read;
        const auto draft = test::read(read_it, example(name));
        ASSERT_TRUE(draft) << name << ": " << draft.error().to_string();
        EXPECT_TRUE(name.ends_with("-" + draft->procedure)) << name;
        // What is left over are the portal's own references alone.
        for (const auto& field : draft->extra)
            EXPECT_TRUE(field.path.starts_with("SystemInfo/") || field.path.ends_with("NameKz"))
                << name << ": " << field.path;
        ++count;
    }
    EXPECT_EQ(count, 32);
}

// One licensing form for every service: whether the portal offers it is for the act to say.
TEST(portals, elicense_reads_any_public_service) {
    const auto form = replaced(example("elicense-foreign-labour-issue"), "<code>foreign-labour-permit",
                               "<code>labour-immigrant-permit");
    EXPECT_EQ(test::read(elicense::read, form)->public_service, "labour-immigrant-permit");
}

TEST(portals, form_unknown) {
    const std::string egov_form = example("egov-foreign-labour-issue");
    EXPECT_TRUE(verdict(elicense::read, egov_form).starts_with("form_unknown"));
    EXPECT_TRUE(verdict(migration::read, egov_form).starts_with("form_unknown"));
    EXPECT_TRUE(verdict(egov::read, example("elicense-foreign-labour-issue")).starts_with("form_unknown"));
    EXPECT_TRUE(verdict(egov::read, replaced(egov_form, "permit:1", "permit:2")).starts_with("form_unknown"));
    EXPECT_TRUE(verdict(egov::read, "<ForeignLabourPermitRequest/>").starts_with("form_unknown"));
    // The namespace of one service with the root of the other.
    EXPECT_TRUE(
        verdict(
            egov::read,
            R"(<ForeignLabourPermitRequest xmlns="urn:shep-gateway:form:egov:labour-immigrant-permit:1"/>)")
            .starts_with("form_unknown"));
}

TEST(portals, a_form_of_one_service_may_not_claim_another) {
    EXPECT_EQ(verdict(egov::read,
                      replaced(example("egov-foreign-labour-issue"), "<PublicService>foreign-labour-permit",
                               "<PublicService>labour-immigrant-permit")),
              "form_field_invalid: RequestData/PublicService: not a service of this form");
    // The form of persons asks for no workers, so it must not stand for a permit.
    EXPECT_EQ(verdict(egov::read, replaced(example("egov-unemployed-registration-issue"),
                                           "unemployed-registration", "foreign-labour-permit")),
              "form_field_invalid: RequestData/PublicService: not a service of this form");
}

// A portal without a form for a service says which one it was asked for, and the act that it is not offered.
TEST(portals, migration_reads_no_more_of_another_service_than_its_name) {
    const auto draft = test::read(
        migration::read, replaced(example("migration-labour-immigrant-issue"),
                                  "<service>labour-immigrant-permit", "<service>foreign-labour-permit"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "foreign-labour-permit");
    EXPECT_TRUE(draft->applicant.kind.empty());
    EXPECT_TRUE(draft->documents.empty());
    EXPECT_GT(draft->extra.size(), 20u);
}

TEST(portals, an_empty_form_lacks_its_first_field) {
    EXPECT_EQ(
        verdict(
            egov::read,
            R"(<ForeignLabourPermitRequest xmlns="urn:shep-gateway:form:egov:foreign-labour-permit:1"/>)"),
        "form_field_missing: RequestData");
    EXPECT_EQ(
        verdict(elicense::read, R"(<application xmlns="urn:shep-gateway:form:elicense:application:1"/>)"),
        "form_field_missing: service");
    EXPECT_EQ(
        verdict(migration::read,
                R"(<permit_application xmlns="urn:shep-gateway:form:migration:labour-immigrant-permit:1"/>)"),
        "form_field_missing: permit");
}

// Every field that the XSD demands is demanded here too: each is taken away in turn.
TEST(portals, each_required_field_is_required) {
    const std::string form = example("egov-foreign-labour-issue");
    const auto without = [&](const std::string& name) {
        const auto start = form.find("<" + name + ">");
        const auto end = form.find("</" + name + ">", start);
        return form.substr(0, start) + form.substr(end + name.size() + 3);
    };
    for (const char* name : {"PublicService",
                             "Procedure",
                             "Provider",
                             "Applicant",
                             "JuridicalData",
                             "BIN",
                             "NameRu",
                             "Address",
                             "Surname",
                             "Name",
                             "SurnameLatin",
                             "NameLatin",
                             "BirthDate",
                             "Citizenship",
                             "PassportNumber",
                             "PassportDate",
                             "PassportAuthority",
                             "ResidenceCountry",
                             "DepartureCountry",
                             "Education",
                             "Profession",
                             "Qualification",
                             "Work",
                             "DateFrom",
                             "DateTo",
                             "CodeType",
                             "FileName",
                             "FileId"})
        EXPECT_TRUE(verdict(egov::read, without(name)).starts_with("form_field_missing: RequestData"))
            << name;
    for (const char* name :
         {"SystemInfo", "Category", "Phone", "Email", "Purpose", "Hash", "DocNumber", "DocDate",
          "Attachments", "Consent", "NameKz", "ForeignWorkers", "ForeignWorker"})
        EXPECT_EQ(verdict(egov::read, without(name)), "passed") << name;
}

TEST(portals, an_employer_is_required_of_an_immigrant) {
    const auto form = example("migration-labour-immigrant-issue");
    const auto start = form.find("<person>");
    const auto end = form.find("</person>") + 9;
    EXPECT_EQ(verdict(migration::read, form.substr(0, start) + form.substr(end)),
              "form_field_missing: employer/person");
    const std::string farm = "<organisation><bin>090540390018</bin><name>КХ</name></organisation>";
    const auto draft = test::read(migration::read, form.substr(0, start) + farm + form.substr(end));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->employer->bin, "090540390018");
}

TEST(portals, work_or_a_permit_that_is_held) {
    const auto without = [](std::string form, const std::string& tag) {
        const auto start = form.find("<" + tag + ">");
        return form.erase(start, form.find("</" + tag + ">") + tag.size() + 3 - start);
    };
    const auto reissue = test::read(egov::read, example("egov-foreign-labour-reissue"));
    ASSERT_TRUE(reissue) << reissue.error().to_string();
    EXPECT_TRUE(reissue->term_from.empty());
    EXPECT_EQ(reissue->permit->number, "SKO-0001234");
    EXPECT_EQ(reissue->permit->valid_to, "2027-01-10");
    EXPECT_EQ(verdict(egov::read, without(example("egov-foreign-labour-reissue"), "CurrentPermit")),
              "form_field_missing: RequestData/Work");
    EXPECT_EQ(verdict(elicense::read, without(example("elicense-foreign-labour-reissue"), "currentPermit")),
              "form_field_missing: permit");
    EXPECT_EQ(
        verdict(migration::read,
                without(without(example("migration-labour-immigrant-extend"), "current_permit"), "work")),
        "form_field_missing: work");
}

// Act 564, no. 6: the foreign worker asks for himself, and the form tells of him all that it tells of
// workers.
TEST(portals, a_foreign_worker_for_himself) {
    for (const auto& [read_it, name, field] :
         {std::tuple(&egov::read, "egov-foreign-labour-worker-issue", "Qualification"),
          std::tuple(&elicense::read, "elicense-foreign-labour-worker-issue", "qualification")}) {
        const std::string form = example(name);
        const auto draft = test::read(read_it, form);
        ASSERT_TRUE(draft) << draft.error().to_string();
        EXPECT_EQ(draft->applicant.kind, "person");
        ASSERT_EQ(draft->foreign_workers.size(), 1u);
        EXPECT_EQ(draft->foreign_workers[0].iin, "870511300117");
        EXPECT_EQ(draft->foreign_workers[0].qualification, "5120-1-001 Повар");
        const std::string tag = std::string("<") + field + ">5120-1-001 Повар</" + field + ">";
        EXPECT_TRUE(verdict(read_it, replaced(form, tag, "")).starts_with("form_field_missing")) << name;
    }
}

TEST(portals, termination_notice_is_the_employers) {
    const auto farm = test::read(egov::read, example("egov-labour-immigrant-termination-notice"));
    ASSERT_TRUE(farm) << farm.error().to_string();
    EXPECT_EQ(farm->applicant.kind, "organisation");
    EXPECT_EQ(farm->applicant.org->bin, "090540390018");
    EXPECT_EQ(farm->employer->bin, "090540390018");
    EXPECT_EQ(farm->termination_date, "2026-11-19");
    EXPECT_EQ(farm->foreign_workers[0].surname, "ТЕСТОВ");
    EXPECT_EQ(farm->permit->number, "ZHT-0000456");
    const std::string form = example("migration-labour-immigrant-termination-notice");
    const auto household = test::read(migration::read, form);
    ASSERT_TRUE(household) << household.error().to_string();
    EXPECT_EQ(household->applicant.kind, "person");
    EXPECT_EQ(household->employer_person->iin, "680130300116");
    EXPECT_TRUE(household->extra.empty());
    // It carries one signature, so it must not stand for an application, which needs two.
    EXPECT_EQ(verdict(migration::read, replaced(form, "<procedure>termination-notice", "<procedure>issue")),
              "form_field_invalid: permit/procedure: not the procedure of this form");
    EXPECT_EQ(verdict(egov::read, replaced(example("egov-labour-immigrant-termination-notice"),
                                           "<Procedure>termination-notice", "<Procedure>issue")),
              "form_field_invalid: RequestData/Procedure: not the procedure of this form");
    EXPECT_EQ(verdict(migration::read, replaced(form, "<termination_date>2026-11-19</termination_date>", "")),
              "form_field_missing: termination_date");
}

TEST(portals, a_person_asks_with_nothing_but_the_application) {
    const auto draft = test::read(egov::read, example("egov-employment-referrals-career-guidance"));
    ASSERT_TRUE(draft) << draft.error().to_string();
    EXPECT_EQ(draft->public_service, "employment-referrals");
    EXPECT_EQ(draft->procedure, "career-guidance");
    EXPECT_EQ(draft->applicant.individual->iin, "850315300118");
    EXPECT_EQ(draft->applicant.email, "asan@example.kz");
    EXPECT_TRUE(draft->foreign_workers.empty());
}

TEST(portals, ten_thousand_workers_are_too_many) {
    const std::string form = example("egov-foreign-labour-issue");
    const auto start = form.find("<ForeignWorker>"), end = form.find("</ForeignWorkers>");
    const std::string worker = form.substr(start, end - start);
    const auto with = [&](int count) {
        std::string many;
        for (int i = 0; i < count; ++i)
            many += worker;
        return form.substr(0, start) + many + form.substr(end);
    };
    EXPECT_EQ(verdict(egov::read, with(1000)), "passed");
    EXPECT_EQ(verdict(egov::read, with(10'000)),
              "form_too_many_items: RequestData/ForeignWorkers/ForeignWorker: more than 1000");
}

}  // namespace
