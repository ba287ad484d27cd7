// A declarant with a BIN is an organisation, one without is a person: an employer with his workers, or a
// foreign worker for himself.
#include "adapters/portals/elicense/elicense.hpp"

#include "adapters/portals/parts.hpp"

namespace gw::adapters::elicense {
namespace {

constexpr person_names person_fields{.iin = "iin",
                                     .surname = "lastName",
                                     .name = "firstName",
                                     .patronymic = "middleName",
                                     .surname_latin = "lastNameLatin",
                                     .name_latin = "firstNameLatin",
                                     .birth_date = "birthDate",
                                     .citizenship = "citizenship",
                                     .passport_number = "passportNumber",
                                     .passport_date = "passportIssueDate",
                                     .passport_authority = "passportIssuer",
                                     .residence_country = "residenceCountry",
                                     .departure_country = "departureCountry",
                                     .education = "education",
                                     .profession = "profession",
                                     .qualification = "qualification"};
constexpr document_names document_fields{.code = "type",
                                         .file_name = "name",
                                         .file_id = "fileId",
                                         .sha256 = "sha256",
                                         .number = "number",
                                         .date = "date",
                                         .valid_to = "validTo",
                                         .media_type = "mime",
                                         .content = "content"};
constexpr payment_names payment_fields{.code = "code", .date = "date", .amount = "sum"};
constexpr work_names work_fields{
    .section = "permit", .from = "from", .to = "to", .address = "workAddress", .purpose = "purpose"};
constexpr stay_names stay_fields{.permit = "currentPermit",
                                 .number = "number",
                                 .valid_from = "validFrom",
                                 .valid_to = "validTo",
                                 .entry = "entryDate"};

void read_service(const section& service, cases::service_case& draft) {
    draft.public_service = service.code("code", presence::required);
    draft.procedure = service.code("operation", presence::required);
    draft.category = service.code("category");
    draft.provider = service.code("licensor", presence::required);
}

// `detail`: of a person; a declarant without an organisation and without workers is the worker himself.
void read_declarant(const section& declarant, person_detail detail, cases::recipient& applicant) {
    applicant.phone = declarant.text("phone");
    applicant.email = declarant.text("email");
    if (const section juridical = declarant.optional("organization")) {
        cases::organisation org;
        org.bin = juridical.identity_number("bin", presence::required);
        org.name = juridical.text("name", presence::required);
        org.address = juridical.text("address", presence::required);
        applicant.org = std::move(org);
    }
    if (const section individual = declarant.optional("person"))
        applicant.individual = read_person(individual, person_fields, detail);
    if (!applicant.org && !applicant.individual) declarant.fail(errc::form_field_missing, "organization", {});
    applicant.kind = applicant.org ? "organisation" : "person";
}

void read_workers(const section& workers, cases::service_case& draft) {
    for (const section& worker : workers.all("worker"))
        draft.foreign_workers.push_back(read_person(worker, person_fields, person_detail::foreign_worker));
}

void read_parties(const section& application, cases::service_case& draft) {
    const section declarant = application.required("declarant");
    if (declarant.optional("person") && !declarant.optional("organization") &&
        !application.optional("workers")) {
        read_declarant(declarant, person_detail::signing_worker, draft.applicant);
        draft.foreign_workers.push_back(*draft.applicant.individual);
        return;
    }
    read_declarant(declarant, person_detail::identity, draft.applicant);
    // The list is a document of the act: whether an application without it is refused is for the act to say.
    read_workers(application.optional("workers"), draft);
}

}  // namespace

result<cases::service_case> read(xml::element root) {
    if (!is_form(root, application_namespace, "application"))
        return error(errc::form_unknown, std::string(root.local_name()));
    form source(root);
    const section application = source.root();
    cases::service_case draft;
    read_service(application.required("service"), draft);
    read_parties(application, draft);
    read_work(application, work_fields, draft);
    read_stay(application, stay_fields, draft);
    require_work_or_permit(application, work_fields, draft);
    draft.fee = read_payment(application.optional("fee"), payment_fields);
    for (const section& item : application.optional("files").all("file"))
        draft.documents.push_back(read_document(item, document_fields));
    draft.consent = application.boolean("consent");
    return finish(source, std::move(draft));
}

result<cases::service_case> adapter::read(const dsig::verified_octets& octets) const {
    const auto opened = xml::reader::open(octets.view());
    if (!opened) return opened.error();
    return elicense::read(opened->root());
}

}  // namespace gw::adapters::elicense
