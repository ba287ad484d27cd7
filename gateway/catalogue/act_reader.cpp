// The rules of an act file that can be checked inside it; what needs other files is checked by the loader.
#include "catalogue/act_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/procedure_reader.hpp"

namespace gw::catalogue {
namespace {

consequence consequence_of(std::string_view text) {
    return text == "refuse" ? consequence::refuse : consequence::note;
}

std::optional<consequence> optional_consequence(toml_reader& in, std::string_view key) {
    if (!in.has(key)) return std::nullopt;
    return consequence_of(in.one_of(key, {"refuse", "note"}));
}

void read_validity(toml_reader& in, act& act) {
    act.adopted = in.optional_day("adopted");
    act.registered = in.optional_day("registered");
    act.registration_number = in.optional_text("registration_number");
    act.published = in.optional_day("published");
    act.valid_from = in.day("valid_from");
    act.valid_from_estimated = in.optional_flag("valid_from_estimated", false);
    act.valid_to = in.optional_day("valid_to").value_or(act::open_end);
    act.valid_to_estimated = in.optional_flag("valid_to_estimated", false);
    act.repealed_by = in.optional_text("repealed_by");
    if (act.valid_to < act.valid_from) in.wrong("valid_to", "is before `valid_from`");
    if (act.adopted && act.valid_from.ok() && act.valid_from < *act.adopted)
        in.wrong("valid_from", "is before `adopted`");
    if (!in.has("valid_to"))
        for (const std::string_view key : {"valid_to_estimated", "repealed_by"})
            if (in.has(key)) in.wrong(key, "needs `valid_to`");
}

standard read_standard(toml_reader& in) {
    standard named;
    named.order = in.text("order");
    named.documents = in.optional_text("documents");
    named.grounds = in.optional_text("grounds");
    if (in.has("taken_over_from")) named.taken_over_from = in.identifier("taken_over_from");
    return named;
}

// What an act says for all its procedures. An example that continues an act says none of it.
void read_provisions(toml_reader& in, act& act, const readings& usual) {
    act.title = in.translated("title");
    act.language = in.one_of("language", {"kk", "ru"});
    act.edition = in.optional_text("edition");
    act.automation = in.optional_translated("form");
    act.on_missing_document = consequence_of(in.one_of("on_missing_document", {"refuse", "note"}));
    act.on_expired_document = optional_consequence(in, "on_expired_document").value_or(consequence::note);
    act.signed_by = in.optional_signing("signed_by").value_or(signing::applicant);
    act.consent_required = in.optional_flag("consent_required", false);
    in.optional_table("standard", [&act](toml_reader& table) { act.points_to = read_standard(table); });
    in.optional_table("readings",
                      [&](toml_reader& table) { act.own_readings = read_readings(table, usual); });
}

std::vector<std::string> read_providers(toml_reader& in) {
    auto several = in.optional_texts("providers");
    if (several.empty()) return {in.identifier("provider")};
    if (!in.optional_text("provider").empty()) in.wrong("providers", "does not go with `provider`");
    return several;
}

void read_head(toml_reader& in, act_file& made, const vocabulary& words, const readings& usual) {
    act& act = made.content;
    act.code = in.identifier("code");
    act.public_service = in.known_code("public_service", words.services, "public service", "public_service");
    made.providers = read_providers(in);
    act.number = in.text("number");
    act.example = in.optional_flag("example", false);
    read_validity(in, act);
    if (in.has("continues")) {
        act.continues = in.identifier("continues");
        if (act.example) return;
        in.accept_other_keys();
        return in.wrong("continues", "is only for an example");
    }
    read_provisions(in, act, usual);
}

channel read_channel(toml_reader& in, const act& act, const vocabulary& words) {
    channel channel;
    channel.code = in.known_code("code", words.channels, "channel", "channel");
    if (const auto kind = words.channels.find(channel.code); kind != words.channels.end())
        channel.portal = kind->second.portal;
    channel.offered = in.flag("offered");
    channel.reason = in.optional_translated("reason");
    channel.clause = in.optional_text("clause");
    channel.note = in.optional_translated("note");
    if (!channel.offered && !in.has("reason"))
        in.wrong("reason", "is missing: why is the channel not offered?");
    if (channel.offered && in.has("reason")) in.wrong("reason", "is only for a channel that is not offered");
    if (act.find_channel(channel.code) != nullptr) in.wrong("code", "is named twice");
    if (!channel.offered) return channel;
    channel.procedures = in.optional_texts("procedures");
    channel.result_to = in.one_of("result_to", {"cabinet", "desk", "service_centre", "payment_centre"});
    channel.on_missing_document = optional_consequence(in, "on_missing_document");
    channel.on_expired_document = optional_consequence(in, "on_expired_document");
    if (in.has("consent_required")) channel.consent_required = in.optional_flag("consent_required", false);
    return channel;
}

ground read_ground(toml_reader& in, const act& act) {
    ground ground;
    ground.code = in.identifier("code");
    if (std::ranges::find(act.grounds, ground.code, &ground::code) != act.grounds.end())
        in.wrong("code", "is named twice");
    ground.of_acceptance = in.one_of("refuses", {"acceptance", "service"}) == "acceptance";
    ground.procedures = in.optional_texts("procedures");
    ground.clause = in.optional_text("clause");
    ground.text = in.translated("text");
    return ground;
}

// Lines of the tables of an act, for what can be told only when all of them are read.
struct table_lines {
    std::vector<std::size_t> channels, procedures, grounds;
};

void check_scope(toml_reader& file, const act& act, std::size_t line, const scope& named) {
    for (const auto& code : named)
        if (act.find_procedure(code) == nullptr)
            file.wrong_at(line, fmt::format("`procedures` names `{}`, which the act does not have", code));
}

// A procedure can be applied for, and has steps wherever it can.
void check_procedure(toml_reader& file, const act& act, const procedure& procedure, std::size_t line) {
    bool offered = false;
    for (const auto& channel : act.channels) {
        if (!channel.takes(procedure.code)) continue;
        offered = true;
        if (procedure.steps_for(channel.code).empty())
            file.wrong_at(line,
                          fmt::format("`{}` has no step for the channel `{}`", procedure.code, channel.code));
    }
    if (!offered && !act.channels.empty())
        file.wrong_at(line, fmt::format("`{}` is offered on no channel", procedure.code));
}

void check_across(toml_reader& file, const act& act, const table_lines& lines) {
    for (std::size_t i = 0; i < act.channels.size(); ++i)
        check_scope(file, act, lines.channels[i], act.channels[i].procedures);
    for (std::size_t i = 0; i < act.grounds.size(); ++i)
        check_scope(file, act, lines.grounds[i], act.grounds[i].procedures);
    for (std::size_t i = 0; i < act.procedures.size(); ++i)
        if (act.procedures[i].ruled() && !act.procedures[i].steps.empty())
            check_procedure(file, act, act.procedures[i], lines.procedures[i]);
}

}  // namespace

readings read_readings(toml_reader& in, const readings& usual) {
    readings read = usual;
    if (in.has("portal_request_until"))
        read.portal_until_close = in.one_of("portal_request_until", {"close", "desk"}) == "close";
    if (in.has("first_working_day"))
        read.starting_day_counts = in.one_of("first_working_day", {"next", "same"}) == "same";
    if (in.has("calendar_days_ending_on_day_off"))
        read.end_moves_to_working_day =
            in.one_of("calendar_days_ending_on_day_off", {"move", "stay"}) == "move";
    if (in.has("day_of_application"))
        read.submission_day_not_counted =
            in.one_of("day_of_application", {"acceptance", "submission"}) == "submission";
    return read;
}

act_file read_act(toml_reader& file, const vocabulary& words, const readings& usual) {
    act_file made;
    act& act = made.content;
    act.file = file.file();
    file.table("act", [&](toml_reader& in) { read_head(in, made, words, usual); });
    if (!act.continues.empty()) return made;
    table_lines lines;
    file.each("channel", [&](toml_reader& in) {
        act.channels.push_back(read_channel(in, act, words));
        lines.channels.push_back(in.line());
    });
    file.each("procedure", [&](toml_reader& in) {
        act.procedures.push_back(read_procedure(in, act, words));
        lines.procedures.push_back(in.line());
    });
    file.each("ground", [&](toml_reader& in) {
        act.grounds.push_back(read_ground(in, act));
        lines.grounds.push_back(in.line());
    });
    if (act.channels.empty())
        file.wrong("channel", "is missing: an act says through which channels it is provided");
    if (act.procedures.empty()) file.wrong("procedure", "is missing: an act has at least one");
    check_across(file, act, lines);
    return made;
}

}  // namespace gw::catalogue
