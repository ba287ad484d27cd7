// `journal verify`: does the hash chain hold, and is everything still as it was hashed.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

int verify(const std::string& config, const context& run) {
    auto store = open_store_read_only(config);
    if (!store) return fail(run.json, store.error());
    const auto check = store.value()->verify_journal();
    const int code = check.broken ? exit_code_of(error(errc::journal_broken)) : exit_ok;
    if (run.json) {
        json::object out{
            {"intact", !check.broken}, {"rows", check.rows}, {"head", check.head}, {"broken", nullptr}};
        if (check.broken) {
            out["broken"] = *check.broken;
            out["why"] = check.why;
        }
        print_json(out);
    } else if (check.broken) {
        print("BROKEN at row " + std::to_string(*check.broken) + ": " + printable(check.why));
    } else {
        print("intact, " + std::to_string(check.rows) + " rows, head " + check.head);
    }
    return code;
}

}  // namespace

void add_journal(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "journal", "Check the journal of verdicts");
    auto* verb = add_verb(*noun, run, "verify", "Follow the hash chain and hash what is stored again");
    auto config = std::make_shared<std::string>();
    add_config_option(*verb, *config);
    verb->callback([config, &run] { run.action = [config, &run] { return verify(*config, run); }; });
}

}  // namespace gw::cli
