// `crl fetch --once`: what the running gateway does by itself, once and by hand.
#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/json.hpp>

#include "async/task_group.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "config/settings.hpp"
#include "revocation/online_status.hpp"

namespace gw::cli {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

asio::awaitable<void> fetch_and_stop(revocation::online_status& online, async::task_group& tasks,
                                     bool& all_well) {
    auto fetching = online.fetch_lists_once();
    all_well = co_await std::move(fetching);
    auto stopping = tasks.stop(milliseconds(0));
    co_await std::move(stopping);
}

json::object to_json(const revocation::source_status& of) {
    json::object row{{"url", of.url}, {"kind", of.kind}, {"issuer", of.issuer}, {"octets", of.octets}};
    row["code"] = of.problem ? static_cast<int>(of.problem->code()) : 0;
    row["message"] = of.problem ? of.problem->to_string() : "fetched";
    return row;
}

void show(const std::vector<revocation::source_status>& sources, bool as_json) {
    json::array rows;
    for (const auto& one : sources) {
        if (as_json)
            rows.push_back(to_json(one));
        else
            print(
                printable(one.kind + " " + one.url + ": " +
                          (one.problem ? one.problem->to_string() : std::to_string(one.octets) + " octets")));
    }
    if (as_json) print_json(json::object{{"sources", std::move(rows)}});
}

int fetch(const std::string& file, const context& run) {
    const auto settings = config::load(file);
    if (!settings) return fail(run.json, settings.error());
    const auto& from = settings.value();
    if (!from.revocation)
        return fail(run.json, error(errc::config_invalid, "revocation.fetch is off in " + file));
    std::error_code failed;
    std::filesystem::create_directories(from.revocation->crl.folder, failed);
    revocation::trust_holder trust;
    revocation::trust_directory directory({from.trust.anchors,
                                           from.trust.certificates,
                                           from.trust.crls,
                                           from.trust.max_crl_age,
                                           {},
                                           from.trust.max_crl_size,
                                           {}},
                                          trust);
    if (auto loaded = directory.load(); !loaded) return fail(run.json, loaded.error());
    auto tls = net::make_client_tls({});
    if (!tls) return fail(run.json, tls.error());
    const system_clock clock;
    asio::io_context io(1);
    async::pool pool("fetch", 1, 64);
    async::task_group tasks(io.get_executor());
    revocation::online_status online(*from.revocation, io.get_executor(), std::move(tls.value()), directory,
                                     trust, pool, clock, tasks);
    bool all_well = false;
    std::exception_ptr raised;
    asio::co_spawn(asio::make_strand(io), fetch_and_stop(online, tasks, all_well),
                   [&raised](std::exception_ptr failure) { raised = std::move(failure); });
    io.run();
    if (raised) std::rethrow_exception(raised);
    show(online.sources(), run.json);
    return all_well ? exit_ok : exit_unavailable;
}

}  // namespace

void add_crl_fetch(CLI::App& noun, context& run) {
    auto* verb =
        add_verb(noun, run, "fetch",
                 "Fetch the lists that the configuration and the trusted certificates name into the folder "
                 "of revocation.folder");
    auto file = std::make_shared<std::string>("/etc/shep-gateway/gateway.toml");
    auto once = std::make_shared<bool>(false);
    verb->add_option("--config", *file, "Configuration of the gateway")->type_name("FILE");
    verb->add_flag("--once", *once, "One attempt per address; the running gateway does it again and again")
        ->required();
    verb->callback([file, &run] { run.action = [file, &run] { return fetch(*file, run); }; });
}

}  // namespace gw::cli
