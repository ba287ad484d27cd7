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
constexpr work_names work_fields{.from = "from", .to = "to", .address = "address", .purpose = "kind"};

constexpr stay_names stay_fields{.permit = "current_permit",
                                 .number = "number",
                                 .valid_from = "valid_from",
                                 .valid_to = "valid_to",
                                 .entry = "entry_date",
                                 .termination = "termination_date"};

void read_service(const section& permit, cases::service_case& draft) {
    draft.public_service = permit.code("service", presence::required);
    if (draft.public_service != "labour-immigrant-permit")
        permit.fail(errc::form_field_invalid, "service", "not the service of this form");
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

}  // namespace

result<cases::service_case> read(xml::element root) {
    if (!is_form(root, labour_immigrant_namespace, "permit_application"))
        return error(errc::form_unknown, std::string(root.local_name()));
    form source(root);
    const section application = source.root();
    cases::service_case draft;
    read_service(application.required("permit"), draft);
    read_immigrant(application.required("immigrant"), draft);
    read_employer(application.required("employer"), draft);
    read_work(application.required("work"), work_fields, draft);
    read_stay(application, stay_fields, draft);
    draft.fee = read_payment(application.optional("payment"), payment_fields);
    for (const section& item : application.optional("documents").all("document"))
        draft.documents.push_back(read_document(item, document_fields));
    draft.consent = application.boolean("consent");
    return finish(source, std::move(draft));
}

result<cases::service_case> adapter::read(const dsig::verified_octets& octets) const {
    const auto opened = xml::reader::open(octets.view());
    if (!opened) return opened.error();
    return migration::read(opened->root());
}

}  // namespace gw::adapters::migration
