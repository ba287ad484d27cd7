// The two forms of egov.kz differ in who applies: the employer, or the immigrant together with the employer.
#include "adapters/portals/egov/egov.hpp"

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
    .from = "DateFrom", .to = "DateTo", .address = "Address", .purpose = "Purpose"};

constexpr stay_names stay_fields{.permit = "CurrentPermit",
                                 .number = "Number",
                                 .valid_from = "ValidFrom",
                                 .valid_to = "ValidTo",
                                 .entry = "EntryDate",
                                 .termination = "TerminationDate"};

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

void read_employer_application(const section& data, cases::service_case& draft) {
    const section applicant = data.required("Applicant");
    read_party(applicant, draft.applicant.org, draft.applicant.individual);
    draft.applicant.kind = draft.applicant.org ? "organisation" : "person";
    read_contacts(applicant, draft.applicant);
    const section workers = data.required("ForeignWorkers");
    for (const section& worker : workers.all("ForeignWorker"))
        draft.foreign_workers.push_back(read_person(worker, person_fields, person_detail::foreign_worker));
    if (draft.foreign_workers.empty()) workers.fail(errc::form_field_missing, "ForeignWorker", {});
}

void read_immigrant_application(const section& data, cases::service_case& draft) {
    const section applicant = data.required("Applicant");
    draft.applicant.kind = "person";
    draft.applicant.individual =
        read_person(applicant.required("PersonalData"), person_fields, person_detail::immigrant);
    read_contacts(applicant, draft.applicant);
    draft.foreign_workers.push_back(*draft.applicant.individual);
    read_party(data.required("Employer"), draft.employer, draft.employer_person);
    read_stay(data, stay_fields, draft);
}

// What both forms share. The namespace stands for one public service, and the form must not claim another.
void read_request(const section& data, std::string_view public_service, cases::service_case& draft) {
    draft.public_service = data.code("PublicService", presence::required);
    if (draft.public_service != public_service)
        data.fail(errc::form_field_invalid, "PublicService", "not the service of this form");
    draft.procedure = data.code("Procedure", presence::required);
    draft.provider = data.code("Provider", presence::required);
    draft.category = data.code("Category");
    read_work(data.required("Work"), work_fields, draft);
    draft.fee = read_payment(data.optional("PaymentData"), payment_fields);
    for (const section& item : data.optional("Attachments").all("Attachment"))
        draft.documents.push_back(read_document(item, document_fields));
    draft.consent = data.boolean("Consent");
}

}  // namespace

result<cases::service_case> read(xml::element root) {
    const bool employer = is_form(root, foreign_labour_namespace, "ForeignLabourPermitRequest");
    const bool immigrant = is_form(root, labour_immigrant_namespace, "LabourImmigrantPermitRequest");
    if (!employer && !immigrant) return error(errc::form_unknown, std::string(root.local_name()));
    form source(root);
    cases::service_case draft;
    const section data = source.root().required("RequestData");
    read_request(data, employer ? "foreign-labour-permit" : "labour-immigrant-permit", draft);
    if (employer)
        read_employer_application(data, draft);
    else
        read_immigrant_application(data, draft);
    return finish(source, std::move(draft));
}

result<cases::service_case> adapter::read(const dsig::verified_octets& octets) const {
    const auto opened = xml::reader::open(octets.view());
    if (!opened) return opened.error();
    return egov::read(opened->root());
}

}  // namespace gw::adapters::egov
