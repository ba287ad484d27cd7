// `catalogue check` loads the catalogue as the server does and lists it; `catalogue due-date` answers when an
// application would be due.
#include "catalogue/catalogue.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>

#include "cli/catalogue_json.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;
using catalogue_ptr = std::shared_ptr<const catalogue::catalogue>;

struct source_options {
    std::string path, config;
    bool config_given = false;
};

result<catalogue_ptr> load(const source_options& from) {
    if (!from.path.empty()) return catalogue::catalogue::load(from.path);
    // Beside a checkout there is no configuration; then the setting's own default is meant.
    std::error_code ignored;
    if (!from.config_given && !std::filesystem::exists(from.config, ignored))
        return catalogue::catalogue::load("catalogue");
    const auto settings = config::load(from.config);
    if (!settings) return settings.error();
    return catalogue::catalogue::load(settings.value().catalogue);
}

int check(const source_options& from, const context& run) {
    const auto loaded = load(from);
    if (!loaded) return fail(run.json, loaded.error());
    if (run.json) {
        print_json(to_json(**loaded));
        return exit_ok;
    }
    for (const auto& one : (*loaded)->acts())
        print(printable(one.code) + "  " + printable(one.public_service) + "  " + printable(one.provider) +
              "  " + to_string(one.valid_from) + " to " +
              (one.valid_to == catalogue::act::open_end ? "open" : to_string(one.valid_to)) +
              (one.example ? "  example" : ""));
    return exit_ok;
}

struct due_date_options {
    source_options from;
    std::string act, service, provider, procedure, channel, received_at;
};

// What was asked for, found in the catalogue. Absent and not unique are mistakes of the command line.
struct question {
    const catalogue::act* act = nullptr;
    const catalogue::procedure* procedure = nullptr;
    const catalogue::channel* channel = nullptr;
    std::string problem;
};

const catalogue::act* find_act(const catalogue::catalogue& all, const due_date_options& asked) {
    const auto fits = [&](const catalogue::act& one) {
        return one.code == asked.act && one.public_service == asked.service &&
               (asked.provider.empty() || one.provider == asked.provider);
    };
    const auto found = std::ranges::find_if(all.acts(), fits);
    return found == all.acts().end() ? nullptr : &*found;
}

// A portal where there is one, else the provider's desk, else what is offered.
const catalogue::channel* usual_channel(const catalogue::act& act, std::string_view procedure) {
    const catalogue::channel* first = nullptr;
    const catalogue::channel* desk = nullptr;
    for (const auto& one : act.channels) {
        if (!one.takes(procedure)) continue;
        if (one.portal) return &one;
        if (one.code == "desk") desk = &one;
        if (first == nullptr) first = &one;
    }
    return desk != nullptr ? desk : first;
}

question find(const catalogue::catalogue& all, const due_date_options& asked) {
    question found;
    found.act = find_act(all, asked);
    if (found.act == nullptr) {
        found.problem = "no such act, public service and provider: see `catalogue check`";
        return found;
    }
    found.procedure = found.act->find_procedure(asked.procedure);
    if (found.procedure == nullptr) {
        found.problem = "the act has no procedure " + asked.procedure;
        return found;
    }
    found.channel = asked.channel.empty() ? usual_channel(*found.act, asked.procedure)
                                          : found.act->find_channel(asked.channel);
    if (found.procedure->ruled() && (found.channel == nullptr || !found.channel->takes(asked.procedure)))
        found.problem = "the procedure is not offered on this channel";
    return found;
}

json::array steps_of(const catalogue::catalogue::due_dates& dates,
                     const std::function<std::string(timestamp)>& text) {
    json::array steps;
    for (const auto& step : dates.steps)
        steps.push_back(json::object{{"n", step.n},
                                     {"role", step.role},
                                     {"limit", to_json(step.limit)},
                                     {"due_at", text(step.due_at)}});
    return steps;
}

int due_date(const due_date_options& asked, const context& run) {
    const auto received = from_rfc3339(asked.received_at);
    if (!received)
        return fail_usage(run.json, "--received-at takes RFC 3339 with a zone: 2026-11-22T10:00:00+05:00");
    const auto loaded = load(asked.from);
    if (!loaded) return fail(run.json, loaded.error());
    const auto what = find(**loaded, asked);
    if (!what.problem.empty()) return fail_usage(run.json, what.problem);
    if (!what.procedure->ruled())
        return fail(run.json, error(errc::procedure_unknown, what.procedure->not_ruled.ru));
    const auto dates = (*loaded)->compute_due_dates(*what.act, *what.procedure, *what.channel, *received);
    if (!dates) return fail(run.json, dates.error());
    const auto* const office = (*loaded)->find_provider(what.act->provider);
    const auto text = [office](timestamp at) { return to_rfc3339(at, office->offset_at(at)); };
    const json::object answer{{"act", what.act->code},
                              {"public_service", what.act->public_service},
                              {"provider", what.act->provider},
                              {"procedure", what.procedure->code},
                              {"channel", what.channel->code},
                              {"in_force", what.act->in_force(office->local_date(*received))},
                              {"received_at", text(*received)},
                              {"accepted_at", text(dates->accepted_at)},
                              {"applicant_due", text(dates->due_at)},
                              {"warning_due", text(dates->warning_at)},
                              {"steps", steps_of(*dates, text)}};
    if (run.json) {
        print_json(answer);
        return exit_ok;
    }
    print("accepted   " + text(dates->accepted_at));
    for (const auto& step : dates->steps)
        print("step " + std::to_string(step.n) + "  " + text(step.due_at) + "  " + printable(step.role) +
              "  " + std::to_string(step.limit.value) + " " + std::string(to_string(step.limit.unit)));
    print("warning    " + text(dates->warning_at));
    print("due        " + text(dates->due_at));
    return exit_ok;
}

void add_source(CLI::App& verb, source_options& from) {
    verb.add_option("PATH", from.path, "Folder; default: of the configuration, without one ./catalogue");
    add_config_option(verb, from.config);
}

}  // namespace

void add_catalogue(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "catalogue", "Check the catalogue of public services; ask it for due dates");
    auto* verb = add_verb(*noun, run, "check", "Load it and list its acts; all findings with file and line");
    auto from = std::make_shared<source_options>();
    add_source(*verb, *from);
    verb->callback([from, verb, &run] {
        from->config_given = verb->count("--config") > 0;
        run.action = [from, &run] { return check(*from, run); };
    });

    auto* due =
        add_verb(*noun, run, "due-date", "When an application received at a moment is due, step by step");
    auto asked = std::make_shared<due_date_options>();
    due->add_option("--act", asked->act, "Code of the act, in force at that moment or not")->required();
    due->add_option("--service", asked->service, "Public service")->required();
    due->add_option("--procedure", asked->procedure, "Procedure")->required();
    due->add_option("--received-at", asked->received_at, "RFC 3339 with a zone")->required();
    due->add_option("--provider", asked->provider, "Where an act has several; default: the first");
    due->add_option("--channel", asked->channel,
                    "Default: a portal that offers it, else the desk, else what is offered");
    add_source(*due, asked->from);
    due->callback([asked, due, &run] {
        asked->from.config_given = due->count("--config") > 0;
        run.action = [asked, &run] { return due_date(*asked, run); };
    });
}

}  // namespace gw::cli
