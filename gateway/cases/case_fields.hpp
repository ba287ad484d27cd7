// The one description of a case's fields: names, order and which may be absent. The writers and readers of
// JSON and XML all walk it, so the two forms cannot part. New fields are added at the end of their group.
#pragma once

#include <concepts>
#include <type_traits>

#include "cases/service_case.hpp"

namespace gw::cases {

// A codec has: text (always there), optional (left out when empty), number, count (left out when zero), flag,
// time, id, member, maybe (std::optional), list (always there), some (a list left out when empty), texts.
// `value` is const for a writer.

#define GW_CASE_FIELDS(type)                                \
    template <class Codec, class Value>                     \
    requires std::same_as<std::remove_const_t<Value>, type> \
    void describe(Codec& to, Value& value)

GW_CASE_FIELDS(person) {
    to.optional("iin", value.iin);
    to.optional("surname", value.surname);
    to.optional("name", value.name);
    to.optional("patronymic", value.patronymic);
    to.optional("surname_latin", value.surname_latin);
    to.optional("name_latin", value.name_latin);
    to.optional("birth_date", value.birth_date);
    to.optional("citizenship", value.citizenship);
    to.optional("passport_number", value.passport_number);
    to.optional("passport_date", value.passport_date);
    to.optional("passport_authority", value.passport_authority);
    to.optional("residence_country", value.residence_country);
    to.optional("departure_country", value.departure_country);
    to.optional("education", value.education);
    to.optional("profession", value.profession);
    to.optional("qualification", value.qualification);
    to.optional("patronymic_latin", value.patronymic_latin);
    to.optional("qualification_code", value.qualification_code);
}

GW_CASE_FIELDS(organisation) {
    to.text("bin", value.bin);
    to.optional("name", value.name);
    to.optional("address", value.address);
}

GW_CASE_FIELDS(representative) {
    to.member("person", value.who);
    to.optional("position", value.position);
    to.optional("basis", value.basis);
    to.optional("basis_number", value.basis_number);
    to.optional("basis_date", value.basis_date);
}

GW_CASE_FIELDS(recipient) {
    to.text("kind", value.kind);
    to.maybe("organisation", value.org);
    to.maybe("person", value.individual);
    to.optional("phone", value.phone);
    to.optional("email", value.email);
    to.some("representatives", value.representatives);
}

GW_CASE_FIELDS(document) {
    to.text("code", value.code);
    to.optional("title", value.title);
    to.optional("file_name", value.file_name);
    to.optional("file_id", value.file_id);
    to.optional("sha256", value.sha256);
    to.optional("number", value.number);
    to.optional("date", value.date);
    to.optional("media_type", value.media_type);
    to.count("size", value.size);
    to.optional("valid_to", value.valid_to);
    to.optional("location", value.location);
    to.optional("href", value.href);
    to.optional("title_kk", value.title_kk);
}

GW_CASE_FIELDS(held_permit) {
    to.optional("number", value.number);
    to.optional("valid_from", value.valid_from);
    to.optional("valid_to", value.valid_to);
}

GW_CASE_FIELDS(payment) {
    to.optional("code", value.code);
    to.optional("date", value.date);
    to.optional("amount", value.amount);
}

GW_CASE_FIELDS(check) {
    to.text("code", value.code);
    to.text("outcome", value.outcome);
    to.optional("subject", value.subject);
    to.text("text_kk", value.text_kk);
    to.text("text_ru", value.text_ru);
}

GW_CASE_FIELDS(step) {
    to.number("n", value.n);
    to.text("role", value.role);
    to.number("limit_value", value.limit_value);
    to.text("limit_unit", value.limit_unit);
    to.time("due_at", value.due_at);
}

GW_CASE_FIELDS(signer_summary) {
    to.text("scope", value.scope);
    to.text("subject", value.subject);
    to.optional("iin", value.iin);
    to.optional("bin", value.bin);
    to.texts("roles", value.roles);
    to.optional("serial", value.serial);
    to.optional("sha256", value.sha256);
    to.optional("algorithm", value.algorithm);
    to.text("indication", value.indication);
}

GW_CASE_FIELDS(verification) {
    to.text("indication", value.indication);
    to.text("evidence", value.evidence);
}

GW_CASE_FIELDS(progress) {
    to.text("state", value.state);
    to.number("step", value.step);
    to.optional("officer", value.officer);
}

GW_CASE_FIELDS(history_event) {
    to.time("at", value.at);
    to.text("kind", value.kind);
    to.text("actor", value.actor);
    to.optional("text", value.text);
}

GW_CASE_FIELDS(extra_field) {
    to.text("path", value.path);
    to.text("value", value.value);
}

GW_CASE_FIELDS(service_case) {
    to.version("version", service_case::version);
    to.id("id", value.id);
    to.text("number", value.number);
    to.id("source_message", value.source_message);
    to.text("portal", value.portal);
    to.optional("sender_id", value.sender_id);
    to.optional("source_message_id", value.source_message_id);
    to.optional("correlation_id", value.correlation_id);
    to.optional("service_id", value.service_id);
    to.flag("envelope_signed", value.envelope_signed);

    to.text("public_service", value.public_service);
    to.text("procedure", value.procedure);
    to.text("act", value.act);
    to.text("act_number", value.act_number);
    to.optional("act_valid_from", value.act_valid_from);
    to.optional("act_edition", value.act_edition);
    to.text("provider", value.provider);
    to.text("target", value.target);
    to.optional("category", value.category);
    to.time("received_at", value.received_at);
    to.time("accepted_at", value.accepted_at);
    to.time("due_at", value.due_at);
    to.time("warning_at", value.warning_at);

    to.member("applicant", value.applicant);
    to.maybe("employer", value.employer);
    to.maybe("employer_person", value.employer_person);
    to.list("foreign_workers", value.foreign_workers);
    to.optional("term_from", value.term_from);
    to.optional("term_to", value.term_to);
    to.optional("work_address", value.work_address);
    to.optional("purpose", value.purpose);
    to.maybe("permit", value.permit);
    to.optional("entry_date", value.entry_date);
    to.optional("termination_date", value.termination_date);
    to.list("documents", value.documents);
    to.maybe("fee", value.fee);
    to.flag("consent", value.consent);

    to.list("checks", value.checks);
    to.list("steps", value.steps);
    to.list("signers", value.signers);
    to.list("extra", value.extra);
    to.maybe("verification", value.verified);
    to.maybe("progress", value.now);
    to.some("attachments", value.attachments);
    to.some("history", value.history);
}

#undef GW_CASE_FIELDS

}  // namespace gw::cases
