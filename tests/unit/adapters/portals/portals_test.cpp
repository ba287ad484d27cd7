// Each portal's form read into a draft, and what each adapter refuses.
#include "adapters/portals/portals.hpp"

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
    EXPECT_EQ(draft->documents.size(), 5u);
    EXPECT_TRUE(draft->extra.empty());
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
              "form_field_invalid: RequestData/PublicService: not the service of this form");
    EXPECT_EQ(verdict(migration::read,
                      replaced(example("migration-labour-immigrant-issue"),
                               "<service>labour-immigrant-permit", "<service>foreign-labour-permit")),
              "form_field_invalid: permit/service: not the service of this form");
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
                             "ForeignWorkers",
                             "ForeignWorker",
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
    for (const char* name : {"SystemInfo", "Category", "Phone", "Email", "Purpose", "Hash", "DocNumber",
                             "DocDate", "Attachments", "Consent", "NameKz"})
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

}  // namespace
