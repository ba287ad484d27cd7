// The immigrant is the applicant and the only foreign worker; the employer is a person with a household or an
// organisation.
#include "adapters/portals/migration/migration.hpp"

#include "adapters/portals/parts.hpp"

namespace gw::adapters::migration {
namespace {

constexpr person_names person_fields{.iin = "iin",
                                     .surname = "surname",
                                     .name = "given_name",
                                     .patronymic = "patronymic",
                                     .surname_latin = "surname_latin",
                                     .name_latin = "given_name_latin",
                                     .birth_date = "birth_date",
                                     .citizenship = "citizenship",
                                     .passport_number = "passport_number",
                                     .passport_date = "passport_date",
                                     .passport_authority = "passport_authority",
                                     .residence_country = "residence_country",
                                     .departure_country = "departure_country",
                                     .education = "education",
                                     .profession = "profession",
                                     .qualification = "qualification"};
constexpr document_names document_fields{.code = "code",
                                         .file_name = "file_name",
                                         .file_id = "file_id",
                                         .sha256 = "sha256",
                                         .number = "number",
                                         .date = "issued",
                                         .valid_to = "valid_to",
                                         .media_type = "media_type",
                                         .content = "content"};
constexpr payment_names payment_fields{.code = "code", .date = "date", .amount = "amount"};
constexpr work_names work_fields{
    .section = "work", .from = "from", .to = "to", .address = "address", .purpose = "kind"};

constexpr stay_names stay_fields{.permit = "current_permit",
                                 .number = "number",
                                 .valid_from = "valid_from",
                                 .valid_to = "valid_to",
                                 .entry = "entry_date"};

constexpr std::string_view only_service = "labour-immigrant-permit";

void read_service(const section& permit, cases::service_case& draft) {
    draft.public_service = permit.code("service", presence::required);
    draft.procedure = permit.code("procedure", presence::required);
    draft.provider = permit.code("district", presence::required);
    draft.category = permit.code("category");
}

void read_immigrant(const section& immigrant, cases::service_case& draft) {
    draft.applicant.kind = "person";
    draft.applicant.individual = read_person(immigrant, person_fields, person_detail::immigrant);
    draft.applicant.phone = immigrant.text("phone");
    draft.applicant.email = immigrant.text("email");
    draft.foreign_workers.push_back(*draft.applicant.individual);
}

void read_employer(const section& employer, cases::service_case& draft) {
    const section individual = employer.optional("person");
    if (individual) draft.employer_person = read_person(individual, person_fields, person_detail::identity);
    const section juridical = employer.optional("organisation");
    if (juridical)
        draft.employer =
            cases::organisation{juridical.identity_number("bin", presence::required),
                                juridical.text("name", presence::required), juridical.text("address")};
    if (!individual && !juridical) employer.fail(errc::form_field_missing, "person", {});
}

void read_documents(const section& from, cases::service_case& draft) {
    for (const section& item : from.optional("documents").all("document"))
        draft.documents.push_back(read_document(item, document_fields));
}

void read_application(const section& application, cases::service_case& draft) {
    read_immigrant(application.required("immigrant"), draft);
    read_employer(application.required("employer"), draft);
    read_work(application, work_fields, draft);
    read_stay(application, stay_fields, draft);
    require_work_or_permit(application, work_fields, draft);
    draft.fee = read_payment(application.optional("payment"), payment_fields);
    read_documents(application, draft);
    draft.consent = application.boolean("consent");
}

// By the employer alone: he is the applicant.
void read_notice(const section& notice, cases::service_case& draft) {
    if (draft.procedure != "termination-notice")
        notice.required("permit").fail(errc::form_field_invalid, "procedure",
                                       "not the procedure of this form");
    const section employer = notice.required("employer");
    read_employer(employer, draft);
    draft.applicant = {draft.employer ? "organisation" : "person",
                       draft.employer,
                       draft.employer_person,
                       employer.text("phone"),
                       employer.text("email"),
                       {}};
    draft.foreign_workers.push_back(
        read_person(notice.required("immigrant"), person_fields, person_detail::named));
    read_stay(notice, stay_fields, draft);
    draft.termination_date = notice.date("termination_date", presence::required);
    read_documents(notice, draft);
}

}  // namespace

result<cases::service_case> read(xml::element root) {
    const bool application = is_form(root, labour_immigrant_namespace, "permit_application");
    const bool notice = is_form(root, termination_notice_namespace, "termination_notice");
    if (!application && !notice) return error(errc::form_unknown, std::string(root.local_name()));
    form source(root);
    cases::service_case draft;
    read_service(source.root().required("permit"), draft);
    // No form of this portal carries another service: the draft says no more than which one, and the act that
    // the portal does not offer it.
    if (draft.public_service != only_service) return finish(source, std::move(draft));
    if (application)
        read_application(source.root(), draft);
    else
        read_notice(source.root(), draft);
    return finish(source, std::move(draft));
}

result<cases::service_case> adapter::read(const dsig::verified_octets& octets) const {
    const auto opened = xml::reader::open(octets.view());
    if (!opened) return opened.error();
    return migration::read(opened->root());
}

}  // namespace gw::adapters::migration
