// The forms of egov.kz differ in who applies: the employer or a foreign worker, the immigrant together with
// the employer, the employer alone, a person.
#include "adapters/portals/egov/egov.hpp"

#include <algorithm>

#include "adapters/portals/parts.hpp"

namespace gw::adapters::egov {
namespace {

constexpr person_names person_fields{.iin = "IIN",
                                     .surname = "Surname",
                                     .name = "Name",
                                     .patronymic = "Middlename",
                                     .surname_latin = "SurnameLatin",
                                     .name_latin = "NameLatin",
                                     .birth_date = "BirthDate",
                                     .citizenship = "Citizenship",
                                     .passport_number = "PassportNumber",
                                     .passport_date = "PassportDate",
                                     .passport_authority = "PassportAuthority",
                                     .residence_country = "ResidenceCountry",
                                     .departure_country = "DepartureCountry",
                                     .education = "Education",
                                     .profession = "Profession",
                                     .qualification = "Qualification"};
constexpr document_names document_fields{.code = "CodeType",
                                         .file_name = "FileName",
                                         .file_id = "FileId",
                                         .sha256 = "Hash",
                                         .number = "DocNumber",
                                         .date = "DocDate",
                                         .valid_to = "DocValidTo",
                                         .media_type = "MimeType",
                                         .content = "Content"};
constexpr payment_names payment_fields{.code = "PayCode", .date = "PayDate", .amount = "PaySum"};
constexpr work_names work_fields{
    .section = "Work", .from = "DateFrom", .to = "DateTo", .address = "Address", .purpose = "Purpose"};
constexpr stay_names stay_fields{.permit = "CurrentPermit",
                                 .number = "Number",
                                 .valid_from = "ValidFrom",
                                 .valid_to = "ValidTo",
                                 .entry = "EntryDate"};

cases::organisation read_organisation(const section& from) {
    cases::organisation org;
    org.bin = from.identity_number("BIN", presence::required);
    org.name = from.text("NameRu", presence::required);
    org.address = from.text("Address", presence::required);
    return org;
}

// JuridicalData or PersonalData or both: the organisation and who represents it.
void read_party(const section& from, std::optional<cases::organisation>& org,
                std::optional<cases::person>& individual) {
    if (const section juridical = from.optional("JuridicalData")) org = read_organisation(juridical);
    if (const section personal = from.optional("PersonalData"))
        individual = read_person(personal, person_fields, person_detail::identity);
    if (!org && !individual) from.fail(errc::form_field_missing, "JuridicalData", {});
}

void read_contacts(const section& from, cases::recipient& applicant) {
    applicant.phone = from.text("Phone");
    applicant.email = from.text("Email");
}

void read_personal_applicant(const section& applicant, person_detail detail, cases::service_case& draft) {
    draft.applicant.kind = "person";
    draft.applicant.individual = read_person(applicant.required("PersonalData"), person_fields, detail);
    read_contacts(applicant, draft.applicant);
}

void read_workers(const section& workers, cases::service_case& draft) {
    for (const section& worker : workers.all("ForeignWorker"))
        draft.foreign_workers.push_back(read_person(worker, person_fields, person_detail::foreign_worker));
}

void read_stated_work(const section& data, cases::service_case& draft) {
    read_work(data, work_fields, draft);
    read_stay(data, stay_fields, draft);
    require_work_or_permit(data, work_fields, draft);
}

// The employer with his workers, or a foreign worker for himself.
void read_foreign_labour(const section& data, cases::service_case& draft) {
    const section applicant = data.required("Applicant");
    read_stated_work(data, draft);
    if (applicant.optional("PersonalData") && !applicant.optional("JuridicalData") &&
        !data.optional("ForeignWorkers")) {
        read_personal_applicant(applicant, person_detail::signing_worker, draft);
        draft.foreign_workers.push_back(*draft.applicant.individual);
        return;
    }
    read_party(applicant, draft.applicant.org, draft.applicant.individual);
    draft.applicant.kind = draft.applicant.org ? "organisation" : "person";
    read_contacts(applicant, draft.applicant);
    // The list is a document of the act: whether an application without it is refused is for the act to say.
    read_workers(data.optional("ForeignWorkers"), draft);
}

void read_labour_immigrant(const section& data, cases::service_case& draft) {
    read_personal_applicant(data.required("Applicant"), person_detail::immigrant, draft);
    draft.foreign_workers.push_back(*draft.applicant.individual);
    read_party(data.required("Employer"), draft.employer, draft.employer_person);
    read_stated_work(data, draft);
}

// By the employer alone: he is the applicant.
void read_termination_notice(const section& data, cases::service_case& draft) {
    if (draft.procedure != "termination-notice")
        data.fail(errc::form_field_invalid, "Procedure", "not the procedure of this form");
    const section employer = data.required("Employer");
    read_party(employer, draft.employer, draft.employer_person);
    draft.applicant = {
        draft.employer ? "organisation" : "person", draft.employer, draft.employer_person, {}, {}, {}};
    read_contacts(employer, draft.applicant);
    const section worker = data.required("ForeignWorker");
    draft.foreign_workers.push_back(read_person(worker, person_fields, person_detail::named));
    read_stay(data, stay_fields, draft);
    draft.termination_date = data.date("TerminationDate", presence::required);
}

void read_personal_service(const section& data, cases::service_case& draft) {
    read_personal_applicant(data.required("Applicant"), person_detail::identity, draft);
}

// One form, told by its namespace, and the public services that it carries: it must not claim another, whose
// own form asks for more.
struct known_form {
    std::string_view uri, root;
    std::vector<std::string_view> services;
    void (*read)(const section&, cases::service_case&);
};

const std::vector<known_form>& known_forms() {
    static const std::vector<known_form> all{
        {foreign_labour_namespace,
         "ForeignLabourPermitRequest",
         {"foreign-labour-permit"},
         read_foreign_labour},
        {labour_immigrant_namespace,
         "LabourImmigrantPermitRequest",
         {"labour-immigrant-permit"},
         read_labour_immigrant},
        {termination_notice_namespace,
         "TerminationNotice",
         {"labour-immigrant-permit"},
         read_termination_notice},
        {personal_service_namespace,
         "PersonalServiceRequest",
         {"unemployed-certificate", "unemployed-registration", "employment-referrals", "oralman-status",
          "semey-victims"},
         read_personal_service},
    };
    return all;
}

// What all forms share.
void read_request(const section& data, const known_form& what, cases::service_case& draft) {
    draft.public_service = data.code("PublicService", presence::required);
    if (std::ranges::find(what.services, draft.public_service) == what.services.end())
        data.fail(errc::form_field_invalid, "PublicService", "not a service of this form");
    draft.procedure = data.code("Procedure", presence::required);
    draft.provider = data.code("Provider", presence::required);
    draft.category = data.code("Category");
    draft.fee = read_payment(data.optional("PaymentData"), payment_fields);
    for (const section& item : data.optional("Attachments").all("Attachment"))
        draft.documents.push_back(read_document(item, document_fields));
    draft.consent = data.boolean("Consent");
}

}  // namespace

result<cases::service_case> read(xml::element root) {
    const auto what = std::ranges::find_if(
        known_forms(), [&](const known_form& one) { return is_form(root, one.uri, one.root); });
    if (what == known_forms().end()) return error(errc::form_unknown, std::string(root.local_name()));
    form source(root);
    cases::service_case draft;
    const section data = source.root().required("RequestData");
    read_request(data, *what, draft);
    what->read(data, draft);
    return finish(source, std::move(draft));
}

result<cases::service_case> adapter::read(const dsig::verified_octets& octets) const {
    const auto opened = xml::reader::open(octets.view());
    if (!opened) return opened.error();
    return egov::read(opened->root());
}

}  // namespace gw::adapters::egov
