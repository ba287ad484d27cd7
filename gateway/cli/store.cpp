// `store status`, `store migrate`.
#include "store/store.hpp"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

void print_status(const store::store_status& status, bool as_json) {
    if (as_json) {
        print_json(json::object{{"backend", status.backend},
                                {"path", status.path},
                                {"schema_version", status.schema_version},
                                {"messages", status.messages},
                                {"refused", status.refused},
                                {"cases", status.cases},
                                {"pending_deliveries", status.pending_deliveries},
                                {"failed_deliveries", status.failed_deliveries},
                                {"journal_rows", status.journal_rows},
                                {"parked", status.parked},
                                {"checkpoints", status.checkpoints},
                                {"time_stamps", status.time_stamps},
                                {"octets_on_disk", status.octets_on_disk}});
        return;
    }
    const auto line = [](const char* name, std::uint64_t value) { print(name + std::to_string(value)); };
    print("store               " + printable(status.backend) + " " + printable(status.path));
    line("schema version      ", static_cast<std::uint64_t>(status.schema_version));
    line("octets on disk      ", status.octets_on_disk);
    line("messages            ", status.messages);
    line("refused             ", status.refused);
    line("cases               ", status.cases);
    line("pending deliveries  ", status.pending_deliveries);
    line("failed deliveries   ", status.failed_deliveries);
    line("journal rows        ", status.journal_rows);
    line("parked messages     ", status.parked);
    line("checkpoints         ", status.checkpoints);
    line("time stamps         ", status.time_stamps);
}

int show_status(const std::string& config, const context& run) {
    auto store = open_store_read_only(config);
    if (!store) return fail(run.json, store.error());
    print_status(store.value()->status(), run.json);
    return exit_ok;
}

// Opening for writing brings the schema up to date; the server does the same when it starts.
int migrate(const std::string& config, const context& run) {
    const auto settings = config::load(config);
    if (!settings) return fail(run.json, settings.error());
    ::umask(0077);  // as the server does: nobody else on the machine reads the store
    store::sqlite_options options;
    options.path = settings.value().store.string();
    const auto store = store::open_sqlite(options);
    print_status(store->status(), run.json);
    return exit_ok;
}

void add_one(CLI::App& noun, context& run, const char* name, const char* text,
             int (*act)(const std::string&, const context&)) {
    auto* verb = add_verb(noun, run, name, text);
    auto config = std::make_shared<std::string>();
    add_config_option(*verb, *config);
    verb->callback([config, &run, act] { run.action = [config, &run, act] { return act(*config, run); }; });
}

}  // namespace

void add_store(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "store", "Look after the store");
    add_one(*noun, run, "status", "What is in it", show_status);
    add_one(*noun, run, "migrate", "Make it, or bring its schema up to this version", migrate);
}

}  // namespace gw::cli
