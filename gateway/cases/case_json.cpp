// The JSON form of a case. Field order is fixed and empty optional fields are left out, so equal cases are
// equal octets.
#include <fmt/format.h>

#include "base/json_text.hpp"
#include "cases/service_case.hpp"

namespace gw::cases {
namespace {

// One JSON object or array being written; `next` puts the commas.
class scope {
public:
    scope(std::string& out, char open, char close) : out_(out), close_(close) { out_.push_back(open); }
    ~scope() { out_.push_back(close_); }
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

    void next() {
        if (!first_) out_.push_back(',');
        first_ = false;
    }
    std::string& out() noexcept { return out_; }

private:
    std::string& out_;
    char close_;
    bool first_ = true;
};

class object : public scope {
public:
    explicit object(std::string& out) : scope(out, '{', '}') {}

    void text(std::string_view name, std::string_view value) {
        key(name);
        append_json_text(out(), value);
    }
    void optional(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        fmt::format_to(std::back_inserter(out()), "{}", value);
    }
    void boolean(std::string_view name, bool value) {
        key(name);
        out() += value ? "true" : "false";
    }
    void time(std::string_view name, timestamp value) { text(name, to_rfc3339(value)); }
    void key(std::string_view name) {
        next();
        append_json_text(out(), name);
        out().push_back(':');
    }
    template <class Value, class Write>
    void member(std::string_view name, const Value& value, Write write) {
        key(name);
        object inner(out());
        write(inner, value);
    }
    template <class Items, class Write>
    void list(std::string_view name, const Items& items, Write write) {
        key(name);
        scope array(out(), '[', ']');
        for (const auto& item : items) {
            array.next();
            object inner(out());
            write(inner, item);
        }
    }
};

void write_person(object& to, const person& value) {
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
}

void write_organisation(object& to, const organisation& value) {
    to.text("bin", value.bin);
    to.optional("name", value.name);
    to.optional("address", value.address);
}

void write_recipient(object& to, const recipient& value) {
    to.text("kind", value.kind);
    if (value.org) to.member("organisation", *value.org, write_organisation);
    if (value.individual) to.member("person", *value.individual, write_person);
    to.optional("phone", value.phone);
    to.optional("email", value.email);
}

void write_document(object& to, const document& value) {
    to.text("code", value.code);
    to.optional("title", value.title);
    to.optional("file_name", value.file_name);
    to.optional("file_id", value.file_id);
    to.optional("sha256", value.sha256);
    to.optional("number", value.number);
    to.optional("date", value.date);
    to.optional("media_type", value.media_type);
    if (value.size != 0) to.number("size", value.size);
    to.optional("valid_to", value.valid_to);
}

void write_permit(object& to, const held_permit& value) {
    to.optional("number", value.number);
    to.optional("valid_from", value.valid_from);
    to.optional("valid_to", value.valid_to);
}

void write_payment(object& to, const payment& value) {
    to.optional("code", value.code);
    to.optional("date", value.date);
    to.optional("amount", value.amount);
}

void write_check(object& to, const check& value) {
    to.text("code", value.code);
    to.text("outcome", value.outcome);
    to.optional("subject", value.subject);
    to.text("text_kk", value.text_kk);
    to.text("text_ru", value.text_ru);
}

void write_step(object& to, const step& value) {
    to.number("n", static_cast<std::uint64_t>(value.n));
    to.text("role", value.role);
    to.number("limit_value", static_cast<std::uint64_t>(value.limit_value));
    to.text("limit_unit", value.limit_unit);
    to.time("due_at", value.due_at);
}

void write_signer(object& to, const signer_summary& value) {
    to.text("scope", value.scope);
    to.text("subject", value.subject);
    to.optional("iin", value.iin);
    to.optional("bin", value.bin);
    to.key("roles");
    {
        scope array(to.out(), '[', ']');
        for (const std::string& role : value.roles) {
            array.next();
            append_json_text(to.out(), role);
        }
    }
    to.optional("serial", value.serial);
    to.optional("sha256", value.sha256);
    to.optional("algorithm", value.algorithm);
    to.text("indication", value.indication);
}

void write_extra(object& to, const extra_field& value) {
    to.text("path", value.path);
    to.text("value", value.value);
}

void write_source(object& to, const service_case& value) {
    to.number("version", static_cast<std::uint64_t>(service_case::version));
    to.text("id", value.id.str());
    to.text("number", value.number);
    to.text("source_message", value.source_message.str());
    to.text("portal", value.portal);
    to.optional("sender_id", value.sender_id);
    to.optional("source_message_id", value.source_message_id);
    to.optional("correlation_id", value.correlation_id);
    to.optional("service_id", value.service_id);
    to.boolean("envelope_signed", value.envelope_signed);
}

void write_service(object& to, const service_case& value) {
    to.text("public_service", value.public_service);
    to.text("procedure", value.procedure);
    to.text("act", value.act);
    to.text("act_number", value.act_number);
    to.text("provider", value.provider);
    to.text("target", value.target);
    to.optional("category", value.category);
    to.time("received_at", value.received_at);
    to.time("accepted_at", value.accepted_at);
    to.time("due_at", value.due_at);
    to.time("warning_at", value.warning_at);
}

void write_application(object& to, const service_case& value) {
    to.member("applicant", value.applicant, write_recipient);
    if (value.employer) to.member("employer", *value.employer, write_organisation);
    if (value.employer_person) to.member("employer_person", *value.employer_person, write_person);
    to.list("foreign_workers", value.foreign_workers, write_person);
    to.optional("term_from", value.term_from);
    to.optional("term_to", value.term_to);
    to.optional("work_address", value.work_address);
    to.optional("purpose", value.purpose);
    if (value.permit) to.member("permit", *value.permit, write_permit);
    to.optional("entry_date", value.entry_date);
    to.optional("termination_date", value.termination_date);
    to.list("documents", value.documents, write_document);
    if (value.fee) to.member("fee", *value.fee, write_payment);
    to.boolean("consent", value.consent);
}

}  // namespace

std::string to_json(const service_case& value) {
    std::string out;
    out.reserve(4096);
    {
        object to(out);
        write_source(to, value);
        write_service(to, value);
        write_application(to, value);
        to.list("checks", value.checks, write_check);
        to.list("steps", value.steps, write_step);
        to.list("signers", value.signers, write_signer);
        to.list("extra", value.extra, write_extra);
    }
    return out;
}

}  // namespace gw::cases
