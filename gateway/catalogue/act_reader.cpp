// The rules of an act file that can be checked inside it; what needs other files is checked by the loader.
#include "catalogue/act_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gw::catalogue {
namespace {

using vocabulary = std::map<std::string, names>;

void read_head(toml_reader& in, act& act) {
    act.code = in.identifier("code");
    act.public_service = in.identifier("public_service");
    act.provider = in.identifier("provider");
    act.number = in.text("number");
    act.title = in.translated("title");
    act.adopted = in.optional_day("adopted");
    act.registered = in.optional_day("registered");
    act.registration_number = in.optional_text("registration_number");
    act.published = in.optional_day("published");
    act.valid_from = in.day("valid_from");
    act.valid_from_estimated = in.optional_flag("valid_from_estimated", false);
    act.valid_to = in.optional_day("valid_to").value_or(act::open_end);
    act.valid_to_estimated = in.optional_flag("valid_to_estimated", false);
    act.repealed_by = in.optional_text("repealed_by");
    act.example = in.optional_flag("example", false);
    act.on_missing_document = in.one_of("on_missing_document", {"refuse", "note"}) == "refuse"
                                  ? missing_document::refuse
                                  : missing_document::note;
    act.employer_must_sign = in.optional_flag("employer_must_sign", false);
    act.consent_required = in.optional_flag("consent_required", false);

    if (act.valid_to < act.valid_from) in.wrong("valid_to", "is before `valid_from`");
    if (act.adopted && act.valid_from.ok() && act.valid_from < *act.adopted)
        in.wrong("valid_from", "is before `adopted`");
    if (!in.has("valid_to"))
        for (const std::string_view key : {"valid_to_estimated", "repealed_by"})
            if (in.has(key)) in.wrong(key, "needs `valid_to`");
}

channel read_channel(toml_reader& in, const act& act) {
    channel channel;
    channel.portal = in.one_of("portal", {"egov", "elicense", "migration"});
    channel.offered = in.flag("offered");
    channel.reason = in.optional_text("reason");
    if (!channel.offered && channel.reason.empty())
        in.wrong("reason", "is missing: why is the channel not offered?");
    if (channel.offered && !channel.reason.empty())
        in.wrong("reason", "is only for a channel that is not offered");
    if (act.find_channel(channel.portal) != nullptr) in.wrong("portal", "is named twice");
    return channel;
}

// Procedure being read: categories, and the document codes seen so far.
struct procedure_reader {
    const vocabulary& known;
    procedure read;
    std::vector<std::string> categories;
    std::set<std::string> seen;

    void start(toml_reader& in, const act& act);
    void add_document(toml_reader& in);
    void add_step(toml_reader& in);
    void place(toml_reader& in, const required_document&, bool in_form);
};

void procedure_reader::start(toml_reader& in, const act& act) {
    read.code = in.identifier("code");
    if (act.find_procedure(read.code) != nullptr)
        in.wrong("code", "is the code of another procedure of this act");
    read.title = in.translated("title");
    read.total = in.optional_limit("total");
    if (in.has("total_skips_application_day") && !read.total)
        in.wrong("total_skips_application_day", "needs `total`");
    read.total_skips_application_day = in.optional_flag("total_skips_application_day", true);
    categories = in.optional_texts("categories");
    for (const auto& category : categories)
        read.documents_by_category[category];
}

void procedure_reader::add_document(toml_reader& in) {
    required_document document;
    document.code = in.identifier("code");
    const auto entry = known.find(document.code);
    if (entry != known.end())
        document.title = entry->second;
    else if (!document.code.empty())
        in.wrong("code", fmt::format("names an unknown document: `{}` is not among the [[document]] tables",
                                     document.code));
    if (!seen.insert(document.code).second) in.wrong("code", "is named twice in this procedure");
    document.at_acceptance = in.optional_flag("at_acceptance", true);
    document.condition = in.optional_translated("condition");
    place(in, document, in.optional_flag("in_form", false));
}

void procedure_reader::place(toml_reader& in, const required_document& document, bool in_form) {
    auto wanted = in.optional_texts("categories");
    for (const auto& category : wanted)
        if (std::ranges::find(categories, category) == categories.end())
            in.wrong("categories", fmt::format("`{}` is not a category of the procedure", category));
    if (in_form) {
        if (!wanted.empty()) in.wrong("categories", "do not go with `in_form`");
        if (!document.at_acceptance) in.wrong("at_acceptance", "does not go with `in_form`");
        read.form_parts.push_back(document);
        return;
    }
    if (categories.empty()) read.documents.push_back(document);
    for (const auto& category : wanted.empty() ? categories : wanted)
        read.documents_by_category[category].push_back(document);
}

void procedure_reader::add_step(toml_reader& in) {
    step step;
    step.n = static_cast<int>(read.steps.size()) + 1;
    step.role = in.one_of(
        "role", {"office", "head", "case_officer", "commission", "applicant", "provider", "police"});
    step.limit = in.limit("limit");
    step.title = in.translated("title");
    step.clause = in.optional_text("clause");
    step.waits_for_applicant = in.optional_flag("waits_for_applicant", false);
    step.from_acceptance = in.optional_flag("from_acceptance", false);
    read.steps.push_back(std::move(step));
}

procedure read_procedure(toml_reader& in, const act& act, const vocabulary& documents) {
    procedure_reader reader{.known = documents, .read = {}, .categories = {}, .seen = {}};
    reader.start(in, act);
    in.each("document", [&reader](toml_reader& document) { reader.add_document(document); });
    in.each("step", [&reader](toml_reader& step) { reader.add_step(step); });
    if (reader.read.steps.empty()) in.wrong("step", "is missing: a procedure has at least one");
    return std::move(reader.read);
}

}  // namespace

act read_act(toml_reader& file, const vocabulary& documents) {
    act act;
    act.file = file.file();
    file.table("act", [&act](toml_reader& in) { read_head(in, act); });
    file.each("channel", [&act](toml_reader& in) { act.channels.push_back(read_channel(in, act)); });
    file.each("procedure",
              [&](toml_reader& in) { act.procedures.push_back(read_procedure(in, act, documents)); });
    if (act.channels.empty())
        file.wrong("channel", "is missing: an act says through which portals it is provided");
    if (act.procedures.empty()) file.wrong("procedure", "is missing: an act has at least one");
    return act;
}

}  // namespace gw::catalogue
