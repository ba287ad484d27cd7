// Persons, documents, payments and the work, read the same way for every portal.
#include "adapters/portals/parts.hpp"

#include "crypto/digest.hpp"

namespace gw::adapters {
namespace {

presence required_when(bool condition) noexcept {
    return condition ? presence::required : presence::optional;
}

}  // namespace

cases::person read_person(const section& from, const person_names& names, person_detail detail) {
    using enum person_detail;
    const presence worker = required_when(detail == foreign_worker || detail == signing_worker);
    const presence travels = required_when(detail != named && detail != identity);
    // An employer applies for workers who have no IIN yet; whoever signs has one.
    const presence number = required_when(detail != named && detail != foreign_worker);
    cases::person someone;
    someone.iin = from.identity_number(names.iin, number);
    someone.surname = from.text(names.surname, presence::required);
    someone.name = from.text(names.name, presence::required);
    someone.patronymic = from.text(names.patronymic);
    someone.surname_latin = from.text(names.surname_latin, worker);
    someone.name_latin = from.text(names.name_latin, worker);
    someone.birth_date = from.date(names.birth_date, travels);
    someone.citizenship = from.text(names.citizenship, travels);
    someone.passport_number = from.id(names.passport_number, travels);
    someone.passport_date = from.date(names.passport_date, travels);
    someone.passport_authority = from.text(names.passport_authority, travels);
    someone.residence_country = from.text(names.residence_country, worker);
    someone.departure_country = from.text(names.departure_country, worker);
    someone.education = from.text(names.education, worker);
    someone.profession = from.text(names.profession, worker);
    someone.qualification = from.text(names.qualification, worker);
    return someone;
}

cases::document read_document(const section& from, const document_names& names) {
    cases::document item;
    item.code = from.code(names.code, presence::required);
    item.file_name = from.text(names.file_name, presence::required);
    item.file_id = from.id(names.file_id);
    item.sha256 = from.sha256(names.sha256);
    item.number = from.text(names.number);
    item.date = from.date(names.date);
    item.valid_to = from.date(names.valid_to);
    item.media_type = from.text(names.media_type);
    const auto content = from.content(names.content);
    if (!content) {
        // A document that is named but neither stored nor inline is no document.
        if (item.file_id.empty()) from.fail(errc::form_field_missing, names.file_id, {});
        return item;
    }
    const std::string digest = to_hex(crypto::sha256(*content));
    if (!item.sha256.empty() && item.sha256 != digest)
        from.fail(errc::form_field_invalid, names.sha256, "not the hash of the content");
    item.sha256 = digest;
    item.size = content->size();
    return item;
}

std::optional<cases::payment> read_payment(const section& from, const payment_names& names) {
    if (!from) return std::nullopt;
    cases::payment paid;
    paid.code = from.text(names.code);
    paid.date = from.date(names.date, presence::required);
    paid.amount = from.amount(names.amount, presence::required);
    return paid;
}

void read_work(const section& from, const work_names& names, cases::service_case& draft) {
    const section work = from.optional(names.section);
    if (!work) return;
    draft.term_from = work.date(names.from, presence::required);
    draft.term_to = work.date(names.to, presence::required);
    // ISO dates compare as text.
    if (draft.term_to < draft.term_from) work.fail(errc::form_date_invalid, names.to, "before the start");
    draft.work_address = work.text(names.address, presence::required);
    draft.purpose = work.text(names.purpose);
}

void read_stay(const section& from, const stay_names& names, cases::service_case& draft) {
    if (const section held = from.optional(names.permit))
        draft.permit = cases::held_permit{held.id(names.number), held.date(names.valid_from),
                                          held.date(names.valid_to, presence::required)};
    draft.entry_date = from.date(names.entry);
}

void require_work_or_permit(const section& from, const work_names& names, const cases::service_case& draft) {
    if (draft.term_from.empty() && !draft.permit) from.fail(errc::form_field_missing, names.section, {});
}

result<cases::service_case> finish(form& source, cases::service_case draft) {
    auto extra = source.finish();
    if (!extra) return extra.error();
    draft.extra = std::move(*extra);
    return draft;
}

}  // namespace gw::adapters
