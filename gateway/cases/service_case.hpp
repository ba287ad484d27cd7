// The normalised case: what a back office receives, whatever portal it came from. Mirrors
// schemas/case/service-case.schema.json;
// changes are additive.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace gw::cases {

struct person {
    std::string iin, surname, name, patronymic;
    std::string surname_latin, name_latin;
    std::string birth_date, citizenship;
    std::string passport_number, passport_date, passport_authority;
    std::string residence_country, departure_country;
    std::string education, profession, qualification;
};
struct organisation {
    std::string bin, name;
    std::string address;
};
struct recipient {
    std::string kind;  // "organisation" or "person"
    std::optional<organisation> org;
    std::optional<person> individual;  // the person, or who represents the organisation
    std::string phone, email;
};
struct document {
    std::string code, title, file_name, file_id, sha256, number, date, media_type;
    std::size_t size = 0;  // of inline content; the content itself stays in the stored message
    std::string valid_to;  // last day of its validity, when the form tells it
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
};

// The published JSON form (schemas/case/service-case.schema.json).
std::string to_json(const service_case&);

}  // namespace gw::cases
