// Parts that every portal's form has, under that portal's own element names.
#pragma once

#include "adapters/portals/form.hpp"

namespace gw::adapters {

// Element names of one person, in the order of cases::person.
struct person_names {
    std::string_view iin, surname, name, patronymic, surname_latin, name_latin;
    std::string_view birth_date, citizenship;
    std::string_view passport_number, passport_date, passport_authority;
    std::string_view residence_country, departure_country;
    std::string_view education, profession, qualification;
};
struct document_names {
    std::string_view code, file_name, file_id, sha256, number, date, valid_to, media_type, content;
};
struct payment_names {
    std::string_view code, date, amount;
};
struct work_names {
    std::string_view section, from, to, address, purpose;
};
// The permit held and the entry into the country: what windows and ages are counted from.
struct stay_names {
    std::string_view permit, number, valid_from, valid_to, entry;
};

// How much of a person the form must tell: only who it is (the immigrant in an employer's notice); who signs
// or represents; a labour immigrant (identity and passport); every field of the data on a foreign worker
// (facts/services.md, "Documents that come with the electronic request"); the same of a worker who signs.
enum class person_detail { named, identity, immigrant, foreign_worker, signing_worker };

cases::person read_person(const section&, const person_names&, person_detail);
// The content itself stays in the stored message; its size and SHA-256 go into the case and must agree with
// the hash given.
cases::document read_document(const section&, const document_names&);
std::optional<cases::payment> read_payment(const section&, const payment_names&);
// term_from, term_to, work_address, purpose; nothing when there is no such section.
void read_work(const section& from, const work_names&, cases::service_case&);
// permit and entry_date; nothing of it is required.
void read_stay(const section& from, const stay_names&, cases::service_case&);
// An application asks for work, or it speaks of the permit that is held: a reissue asks for no new term.
void require_work_or_permit(const section& from, const work_names&, const cases::service_case&);

// Ends the reading: the failure, or the draft with the fields that nobody asked for.
result<cases::service_case> finish(form&, cases::service_case draft);

}  // namespace gw::adapters
