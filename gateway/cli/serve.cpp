// `serve`: the gateway itself.
#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

int serve(const std::string& config, const context& run) {
    auto settings = config::load(config);
    if (!settings) return fail(run.json, settings.error());
    return run.program.serve(std::move(settings.value()));
}

}  // namespace

void add_serve(CLI::App& app, context& run) {
    auto* verb = add_verb(app, run, "serve", "Run the gateway until SIGTERM or SIGINT");
    auto config = std::make_shared<std::string>();
    add_config_option(*verb, *config);
    verb->callback([config, &run] { run.action = [config, &run] { return serve(*config, run); }; });
}

}  // namespace gw::cli
