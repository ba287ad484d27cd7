// Documents, steps, fee and rules of one procedure.
#include "catalogue/procedure_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gw::catalogue {
namespace {

struct reader {
    const act& owner;
    const vocabulary& words;
    procedure read;

    void head(toml_reader& in);
    void document(toml_reader& in);
    void check_repetition(toml_reader& in, const required_document&);
    void step_of(toml_reader& in);
    void rule_of(toml_reader& in);
    void parameters(toml_reader& in, rule& rule);
    scope channels(toml_reader& in);
};

// Only channels that the act offers can have documents, steps or rules of their own.
scope reader::channels(toml_reader& in) {
    auto named = in.optional_texts("channels");
    for (const auto& code : named)
        if (!owner.offers(code)) in.wrong("channels", fmt::format("`{}` is not offered by the act", code));
    return named;
}

void reader::head(toml_reader& in) {
    read.code = in.identifier("code");
    if (owner.find_procedure(read.code) != nullptr)
        in.wrong("code", "is the code of another procedure of this act");
    read.title = in.translated("title");
    read.not_ruled = in.optional_translated("not_ruled");
    read.total = in.optional_limit("total");
    if (in.has("total_skips_application_day") && !read.total)
        in.wrong("total_skips_application_day", "needs `total`");
    read.total_skips_application_day = in.optional_flag("total_skips_application_day", true);
    read.categories = in.optional_texts("categories");
    read.signed_by = in.optional_signing("signed_by");
    read.result = in.optional_translated("result");
    read.result_forms = in.optional_texts("result_forms");
    for (const auto& form : read.result_forms)
        if (form != "electronic" && form != "paper")
            in.wrong("result_forms", "must be made of electronic, paper");
}

fee_rule read_fee(toml_reader& in) {
    fee_rule fee;
    fee.paid = in.flag("paid");
    fee.pay_within = in.optional_limit("pay_within");
    if (fee.pay_within && !fee.paid) in.wrong("pay_within", "is only for a fee that is paid");
    fee.clause = in.optional_text("clause");
    fee.text = in.translated("text");
    return fee;
}

bool overlap(const scope& one, const scope& other) {
    return one.empty() || other.empty() ||
           std::ranges::any_of(one, [&](const auto& name) { return covers(other, name); });
}

// One document may stand in the lists of two channels under different conditions, but not twice in one list.
void reader::check_repetition(toml_reader& in, const required_document& added) {
    for (const auto& earlier : read.documents)
        if (earlier.code == added.code && overlap(earlier.channels, added.channels) &&
            overlap(earlier.categories, added.categories))
            return in.wrong("code", "is named twice in one list of this procedure");
}

void reader::document(toml_reader& in) {
    required_document document;
    document.code = in.known_code("code", words.documents, "document", "document");
    if (const auto entry = words.documents.find(document.code); entry != words.documents.end())
        document.title = entry->second;
    document.channels = channels(in);
    document.categories = in.optional_texts("categories");
    for (const auto& category : document.categories)
        if (std::ranges::find(read.categories, category) == read.categories.end())
            in.wrong("categories", fmt::format("`{}` is not a category of the procedure", category));
    if (in.has("asked")) {
        const auto when = in.one_of("asked", {"at_acceptance", "after_notice", "never"});
        if (when == "after_notice") document.when = asked::after_notice;
        if (when == "never") document.when = asked::never;
    }
    document.in_form = in.optional_flag("in_form", false);
    if (document.in_form && document.when != asked::at_acceptance)
        in.wrong("asked", "does not go with `in_form`");
    document.condition = in.optional_translated("condition");
    document.clause = in.optional_text("clause");
    check_repetition(in, document);
    read.documents.push_back(std::move(document));
}

void reader::step_of(toml_reader& in) {
    step step;
    step.role = in.known_code("role", words.roles, "role", "role");
    step.limit = in.limit("limit");
    step.channels = channels(in);
    step.title = in.translated("title");
    step.result = in.optional_translated("result");
    step.note = in.optional_translated("note");
    step.condition = in.optional_translated("condition");
    step.clause = in.optional_text("clause");
    step.waits_for_applicant = in.optional_flag("waits_for_applicant", false);
    step.from_acceptance = in.optional_flag("from_acceptance", false);
    step.applicant_part = in.optional_limit("applicant_part");
    if (step.applicant_part &&
        (step.applicant_part->unit != step.limit.unit || step.applicant_part->value >= step.limit.value))
        in.wrong("applicant_part", "must be less than `limit`, in the same unit");
    if (step.applicant_part && step.waits_for_applicant)
        in.wrong("applicant_part", "does not go with `waits_for_applicant`");
    read.steps.push_back(std::move(step));
}

// What a kind of rule is told by; everything else is an unknown key.
void reader::parameters(toml_reader& in, rule& rule) {
    const auto months = [&in](std::string_view key) {
        const int value = in.integer(key);
        if (value < 1) in.wrong(key, "must be at least 1");
        return value;
    };
    switch (rule.kind) {
        case rule_kind::term_months:
            rule.least = months("least");
            rule.most = months("most");
            if (rule.most < rule.least) in.wrong("most", "is less than `least`");
            break;
        case rule_kind::total_months:
        case rule_kind::border_crossing_within:
            rule.most = months("most");
            break;
        case rule_kind::document_age:
            rule.most = months("most");
            [[fallthrough]];
        case rule_kind::document_covers_term:
            rule.document = in.known_code("document", words.documents, "document", "document");
            break;
        case rule_kind::new_permit_within:
            rule.most = months("most");
            [[fallthrough]];
        case rule_kind::filed_not_before:
        case rule_kind::filed_not_after:
        case rule_kind::agreement_within:
        case rule_kind::notice_within:
            rule.limit = in.limit("limit");
            if (in.has("limit") && rule.limit->unit != limit_unit::calendar_days &&
                rule.limit->unit != limit_unit::working_days)
                in.wrong("limit", "must be in days");
            break;
        case rule_kind::agreement_after_entry:
        case rule_kind::territory:
            break;
    }
}

void reader::rule_of(toml_reader& in) {
    rule rule;
    const auto kind = rule_kind_from(in.text("kind"));
    if (!kind) {
        in.accept_other_keys();
        return in.wrong("kind", "is not a kind of rule that can be computed");
    }
    rule.kind = *kind;
    rule.broken =
        in.one_of("broken", {"refuse", "note"}) == "refuse" ? consequence::refuse : consequence::note;
    rule.channels = channels(in);
    rule.clause = in.optional_text("clause");
    rule.text = in.translated("text");
    parameters(in, rule);
    read.rules.push_back(std::move(rule));
}

}  // namespace

procedure read_procedure(toml_reader& in, const act& act, const vocabulary& words) {
    reader reading{.owner = act, .words = words, .read = {}};
    reading.head(in);
    in.optional_table("fee", [&reading](toml_reader& fee) { reading.read.fee = read_fee(fee); });
    in.each("document", [&reading](toml_reader& document) { reading.document(document); });
    in.each("step", [&reading](toml_reader& step) { reading.step_of(step); });
    in.each("rule", [&reading](toml_reader& rule) { reading.rule_of(rule); });
    if (reading.read.ruled() && reading.read.steps.empty())
        in.wrong("step", "is missing: a procedure has at least one");
    if (!reading.read.ruled() && !reading.read.steps.empty()) in.wrong("not_ruled", "does not go with steps");
    return std::move(reading.read);
}

}  // namespace gw::catalogue
