#include "cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstring>
#include <exception>

#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/trust_options.hpp"

namespace gw::cli {
namespace {

bool asks_for_json(const std::vector<std::string>& arguments) {
    return std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
}

void add_all(CLI::App& app, context& run) {
    app.add_flag("--json", run.json, "Answer with one JSON document on standard output");
    app.set_version_flag("--version", "shep-gateway " + run.program.version);
    app.require_subcommand(1);
    add_serve(app, run);
    add_config(app, run);
    add_message(app, run);
    add_cert(app, run);
    add_crl(app, run);
    add_case(app, run);
    add_delivery(app, run);
    add_journal(app, run);
    add_store(app, run);
    add_catalogue(app, run);
    add_revalidate(app, run);
}

int parse_and_run(std::vector<std::string> arguments, context& run) {
    CLI::App app("Gateway between the portals of the Republic of Kazakhstan and the offices that do the work",
                 "shep-gateway");
    app.footer(
        "Exit codes: 0 ok, 1 negative verdict, 2 usage, 3 configuration, 4 input unreadable, 5 indeterminate "
        "or "
        "unavailable (try later), 70 internal");
    add_all(app, run);
    try {
        std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
        app.parse(arguments);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& wrong) {
        return fail_usage(run.json, std::string(wrong.what()) + " (--help shows the usage)");
    }
    return run.action();
}

}  // namespace

CLI::App* add_noun(CLI::App& app, const std::string& name, const std::string& description) {
    auto* noun = app.add_subcommand(name, description);
    noun->require_subcommand(1);
    return noun;
}

CLI::App* add_verb(CLI::App& noun, context& run, const std::string& name, const std::string& description) {
    auto* verb = noun.add_subcommand(name, description);
    verb->add_flag("--json", run.json, "Answer with one JSON document on standard output");
    return verb;
}

CLI::Validator one_of(const std::set<std::string>& words) {
    return CLI::IsMember(words).description("");  // the words stand in the help as the type already
}

std::string check_time(const std::string& text) {
    return from_rfc3339(text) ? "" : text + " is no RFC 3339 time with a zone, such as 2026-11-22T05:00:00Z";
}

std::string check_duration(const std::string& text) {
    return from_duration(text) ? "" : text + " is no duration, such as 90s, 15m, 24h or 7d";
}

int run(int argc, const char* const* argv, const hooks& program) {
    std::vector<std::string> arguments = spread_lists({argv + std::min(argc, 1), argv + argc});
    context about{program, asks_for_json(arguments), {}};
    int code = exit_internal;
    try {
        log::start("", log::level::warning);  // standard output is for the answer; `serve` starts its own log
        code = parse_and_run(std::move(arguments), about);
    } catch (const infrastructure_error& lost) {
        code = fail(about.json, error(lost.code(), lost.what()));
    } catch (const std::exception& unexpected) {
        code = fail(about.json, error(errc::internal, unexpected.what()));
    }
    // An answer that did not get out is no answer.
    if (std::fflush(stdout) != 0) return exit_internal;
    return code;
}

}  // namespace gw::cli
