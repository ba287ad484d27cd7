// The normalised case: what a back office receives, whatever portal it came from. Mirrors
// schemas/case/service-case.schema.json and service-case.xsd, by way of case_fields.hpp; changes are
// additive.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace gw::cases {

struct person {
    std::string iin, surname, name, patronymic;
    std::string surname_latin, name_latin;
    std::string birth_date, citizenship;
    std::string passport_number, passport_date, passport_authority;
    std::string residence_country, departure_country;
    std::string education, profession, qualification;
    std::string patronymic_latin;
    std::string qualification_code;  // of the state classifier of occupations
};
struct organisation {
    std::string bin, name;
    std::string address;
};
// Who acts for the recipient beside the person named first.
struct representative {
    person who;
    std::string position;                         // "director"
    std::string basis, basis_number, basis_date;  // "power of attorney"
};
struct recipient {
    std::string kind;  // "organisation" or "person"
    std::optional<organisation> org;
    std::optional<person> individual;  // the person, or who represents the organisation
    std::string phone, email;
    std::vector<representative> representatives;
};
struct document {
    std::string code, title, file_name, file_id, sha256, number, date, media_type;
    std::size_t size = 0;  // of inline content; the content itself stays in the stored message
    std::string valid_to;  // last day of its validity, when the form tells it
    // Where its octets are: "portal" (by file_id), "message" (in the signed request), "gateway" (by href).
    std::string location, href;
    std::string title_kk;  // `title` is the Russian one
};
// The permit that the applicant holds. `valid_from` is the first day of the first one: it was extended since.
struct held_permit {
    std::string number, valid_from, valid_to;
};
struct payment {
    std::string code, date, amount;
};
// A computed check: a note for the officer, or the reason of a refusal to accept.
struct check {
    std::string code;     // "document_missing"
    std::string outcome;  // "passed", "note", "refused"
    std::string subject;  // what it looked at
    std::string text_kk, text_ru;
};
struct step {
    int n = 0;
    std::string role, limit_unit;
    int limit_value = 0;
    timestamp due_at{};
};
struct signer_summary {
    std::string scope, subject, iin, bin, serial, sha256, algorithm, indication;
    std::vector<std::string> roles;
};
// What was proven before the case was made. The proof itself stays with the gateway, at the address.
struct verification {
    std::string indication;  // of ETSI EN 319 102-1, for the message as a whole
    std::string evidence;    // "/api/v1/cases/ID/evidence"
};
// Where the case stands now; absent in the case as it was registered.
struct progress {
    std::string state;  // of the life cycle
    int step = 1;       // the step of the act that is being done
    std::string officer;
};
struct history_event {
    timestamp at{};
    std::string kind, actor, text;
};
struct extra_field {
    std::string path, value;  // a field of the form that we do not know: kept and shown, never dropped
};

struct service_case {
    static constexpr int version = 1;
    case_id id;
    std::string number;  // for people: "SKO-20261122-7K3QX4"
    message_id source_message;
    std::string portal, sender_id, source_message_id, correlation_id, service_id;
    bool envelope_signed = true;
    std::string public_service, procedure, act, act_number, provider, target, category;
    timestamp received_at{}, accepted_at{}, due_at{}, warning_at{};
    recipient applicant;
    std::optional<organisation> employer;
    std::optional<person> employer_person;
    std::vector<person> foreign_workers;
    std::string term_from, term_to, work_address, purpose;
    std::optional<held_permit> permit;
    std::string entry_date;        // of the last crossing of the border into Kazakhstan
    std::string termination_date;  // of the labour contract
    std::vector<document> documents;
    std::optional<payment> fee;
    bool consent = false;
    std::vector<check> checks;
    std::vector<step> steps;
    std::vector<signer_summary> signers;
    std::vector<extra_field> extra;
    std::string act_valid_from, act_edition;  // which text of the act was applied
    std::optional<cases::verification> verified;
    std::optional<progress> now;
    std::vector<document> attachments;  // that the office added
    std::vector<history_event> history;
};

// The published forms: schemas/case/service-case.schema.json and service-case.xsd. One model, so each can be
// made of the other. Empty optional fields are left out, so equal cases are equal octets.
std::string to_json(const service_case&);
std::string to_xml(const service_case&);
// api_request_invalid when the text is not of that form; what it does not know is passed over.
result<service_case> case_from_json(octets_view);
result<service_case> case_from_xml(octets_view);

}  // namespace gw::cases
