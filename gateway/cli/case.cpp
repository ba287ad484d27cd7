// `case list`, `case show`.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct list_options {
    std::string config;
    store::case_query query;
};
struct show_options {
    std::string config, id;
    bool unmasked = false;
};

json::object to_json(const store::case_summary& one) {
    return json::object{{"id", one.id.str()},
                        {"number", one.number},
                        {"status", one.status},
                        {"public_service", one.public_service},
                        {"procedure", one.procedure},
                        {"portal", one.portal},
                        {"provider", one.provider},
                        {"target", one.target},
                        {"registered_at", to_rfc3339(one.registered_at)},
                        {"due_at", to_rfc3339(one.due_at)},
                        {"acknowledged", one.acknowledged},
                        {"sequence", one.sequence}};
}

json::array to_json(const std::vector<store::case_event>& events) {
    json::array out;
    for (const auto& one : events)
        out.push_back(json::object{
            {"at", to_rfc3339(one.at)}, {"kind", one.kind}, {"actor", one.actor}, {"text", one.text}});
    return out;
}

void print_summary(const store::case_summary& one) {
    print(printable(one.number) + "  " + printable(one.status) + "  " + printable(one.public_service) + "/" +
          printable(one.procedure) + "  from " + printable(one.portal) + " for " + printable(one.provider) +
          "  registered " + to_rfc3339(one.registered_at) + "  due " + to_rfc3339(one.due_at));
}

int list(const list_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    json::array all;
    for (const auto& one : store.value()->list_cases(from.query)) {
        if (run.json)
            all.push_back(to_json(one));
        else
            print_summary(one);
    }
    if (run.json) {
        json::value out = json::object{{"cases", std::move(all)}};
        mask_personal_numbers_in(out);
        print_json(out);
    }
    return exit_ok;
}

// Nested objects and lists as indented lines, so that a person need not read JSON.
void print_tree(const std::string& name, const json::value& value, const std::string& margin) {
    if (const auto* object = value.if_object()) {
        if (!name.empty()) print(margin + name);
        for (const auto& member : *object)
            print_tree(printable(member.key()), member.value(), name.empty() ? margin : margin + "  ");
    } else if (const auto* array = value.if_array()) {
        for (const auto& one : *array)
            print_tree(name, one, margin);
    } else if (const auto* text = value.if_string()) {
        print(margin + name + ": " + printable(*text));
    } else {
        print(margin + name + ": " + json::serialize(value));
    }
}

int show(const show_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    const auto found = store.value()->find_case(from.id);
    if (!found) return fail(run.json, error(errc::api_not_found, "no case with the id or number " + from.id));
    json::object all = to_json(found->summary);
    all["case"] = json::parse(found->json);
    all["events"] = to_json(found->events);
    json::value out = std::move(all);
    if (!from.unmasked) mask_personal_numbers_in(out);
    if (run.json)
        print_json(out);
    else
        print_tree("", out, "");
    return exit_ok;
}

}  // namespace

void add_case(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "case", "Show the cases in the store");
    auto* verb = add_verb(*noun, run, "list", "Cases in the order of their registration");
    auto listing = std::make_shared<list_options>();
    verb->add_option("--provider", listing->query.provider, "Of this office alone")->type_name("CODE");
    verb->add_option("--target", listing->query.target, "For this delivery target alone")->type_name("NAME");
    verb->add_flag("--unacknowledged", listing->query.unacknowledged_only,
                   "Those that no office has acknowledged");
    verb->add_option("--after", listing->query.after, "Behind this sequence number, for paging")
        ->type_name("N");
    verb->add_option("--limit", listing->query.most, "At most so many; default 100")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");
    add_config_option(*verb, listing->config);
    verb->callback([listing, &run] { run.action = [listing, &run] { return list(*listing, run); }; });

    verb = add_verb(*noun, run, "show", "One case with its events");
    auto showing = std::make_shared<show_options>();
    verb->add_option("ID", showing->id, "Id or number of the case")->required();
    verb->add_flag("--unmasked", showing->unmasked, "Show ИИН and БИН in full");
    add_config_option(*verb, showing->config);
    verb->callback([showing, &run] { run.action = [showing, &run] { return show(*showing, run); }; });
}

}  // namespace gw::cli
