// `catalogue check`: loads the catalogue as the server does and lists its acts.
#include "catalogue/catalogue.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct check_options {
    std::string path, config;
};

json::object to_json(const catalogue::act& one) {
    json::array procedures, channels;
    for (const auto& procedure : one.procedures)
        procedures.emplace_back(procedure.code);
    for (const auto& channel : one.channels)
        if (channel.offered) channels.emplace_back(channel.portal);
    return json::object{{"code", one.code},
                        {"public_service", one.public_service},
                        {"provider", one.provider},
                        {"valid_from", to_string(one.valid_from)},
                        {"valid_to", to_string(one.valid_to)},
                        {"example", one.example},
                        {"procedures", std::move(procedures)},
                        {"portals", std::move(channels)},
                        {"file", one.file}};
}

int check(const check_options& from, const context& run) {
    std::filesystem::path folder = from.path;
    if (from.path.empty()) {
        const auto settings = config::load(from.config);
        if (!settings) return fail(run.json, settings.error());
        folder = settings.value().catalogue;
    }
    const auto loaded = catalogue::catalogue::load(folder);
    if (!loaded) return fail(run.json, loaded.error());
    json::array acts;
    for (const auto& one : loaded.value()->acts()) {
        if (run.json)
            acts.push_back(to_json(one));
        else
            print(printable(one.code) + "  " + printable(one.public_service) + "  " +
                  printable(one.provider) + "  " + to_string(one.valid_from) + " to " +
                  to_string(one.valid_to) + (one.example ? "  example" : ""));
    }
    if (run.json) print_json(json::object{{"acts", std::move(acts)}});
    return exit_ok;
}

}  // namespace

void add_catalogue(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "catalogue", "Check the catalogue of public services");
    auto* verb = add_verb(*noun, run, "check", "Load it and list its acts; all findings with file and line");
    auto options = std::make_shared<check_options>();
    verb->add_option("PATH", options->path, "Folder; default: of the configuration");
    add_config_option(*verb, options->config);
    verb->callback([options, &run] { run.action = [options, &run] { return check(*options, run); }; });
}

}  // namespace gw::cli
