#include "app/gateway.hpp"

#include <sys/stat.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <cstdio>
#include <thread>

#include "adapters/portals/portals.hpp"
#include "adapters/targets/akimat/akimat_target.hpp"
#include "admin/admin_api.hpp"
#include "admin/backoffice_api.hpp"
#include "admin/case_alarms.hpp"
#include "admin/webhooks.hpp"
#include "app/key_files.hpp"
#include "app/named_files.hpp"
#include "app/notary.hpp"
#include "app/stop_signals.hpp"
#include "async/deadline.hpp"
#include "base/files.hpp"
#include "intake/portal_endpoint.hpp"
#include "revocation/online_status.hpp"
#include "revocation/trust_watcher.hpp"

namespace gw::app {
namespace {

namespace asio = boost::asio;

// How late an event about a limit may come.
constexpr milliseconds alarm_tick{5'000};

std::size_t threads_or_cores(std::size_t wanted) {
    return wanted != 0 ? wanted : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

// A value that requests read and a reload replaces.
template <class T>
class holder {
public:
    explicit holder(T value) : value_(std::move(value)) {}
    T get() const {
        const std::lock_guard lock(guard_);
        return value_;
    }
    void set(T value) {
        const std::lock_guard lock(guard_);
        value_.swap(value);
    }

private:
    mutable std::mutex guard_;
    T value_;
};

template <class T>
T value_or_throw(result<T> made) {
    if (!made) throw infrastructure_error(made.error().code(), made.error().to_string());
    return std::move(made.value());
}

dsig::options signature_options(const config::settings& from) {
    dsig::options options;
    options.limits = from.xml;
    options.limits.octets = from.portals.http.body_limit;
    options.timestamp_skew = from.timestamp_skew;
    return options;
}

std::filesystem::path last_good_crls(const config::settings& from) {
    return from.trust.last_good_crls.empty() ? from.store.parent_path() / "crl-last-good"
                                             : from.trust.last_good_crls;
}

store::sqlite_options store_options(const config::settings& from) {
    store::sqlite_options options;
    options.path = from.store.string();
    options.stranger_ring_rows = from.stranger_ring_rows;
    if (from.store_limit) options.max_pages = *from.store_limit / 4096;
    return options;
}

admin::metric_names names_for_metrics(const config::settings& from) {
    admin::metric_names names;
    for (const auto& route : from.routes)
        names.portals.push_back(route.portal);
    for (const auto& target : from.targets)
        names.targets.push_back(target.name);
    names.version = version;
    return names;
}

std::map<std::string, std::shared_ptr<const cases::portal_adapter>> portal_adapters() {
    std::map<std::string, std::shared_ptr<const cases::portal_adapter>> adapters;
    for (auto& one : adapters::make_portals()) {
        const std::string name(one->portal());
        adapters.emplace(name, std::move(one));
    }
    return adapters;
}

// Where every route asks responders first, a missing list stops nothing.
bool lists_decide(const config::settings& from) {
    return !from.revocation ||
           std::any_of(from.routes.begin(), from.routes.end(), [](const intake::route& one) {
               return one.policy.order != pki::revocation_order::ocsp_first;
           });
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) throw infrastructure_error(errc::config_invalid, folder.string() + ": " + failed.message());
}

std::vector<std::filesystem::path> watched_key_files(const config::settings& from) {
    std::vector<std::filesystem::path> files{from.signer.key_file, from.signer.certificate_file,
                                             from.signer.p12_file, from.signer.password_file};
    for (const auto* tls : {from.portals.tls ? &*from.portals.tls : nullptr,
                            from.backoffice && from.backoffice->tls ? &*from.backoffice->tls : nullptr})
        if (tls != nullptr)
            files.insert(files.end(), {tls->certificate_file, tls->key_file, tls->client_ca_file});
    return files;
}

class gateway {
public:
    explicit gateway(config::settings from);
    void run();

private:
    void add_health_checks();
    void make_worker();
    void make_notary();
    void make_endpoint();
    void make_listeners();
    void start_webhooks();
    void announce() const;
    std::map<std::string, net::server_metrics> listener_metrics() const;
    admin::revocation_weather weather() const;
    asio::awaitable<void> keep_files_current();
    void reload_files();
    void reload_tls(const std::optional<net::server_tls_options>&, net::server*);
    asio::awaitable<void> wait_for_signal();
    asio::awaitable<void> drain();

    config::settings settings_;
    system_clock clock_;
    uuid7_source ids_;
    std::size_t cores_;
    asio::io_context io_;
    std::unique_ptr<store::store> store_;
    holder<std::shared_ptr<const catalogue::catalogue>> catalogue_;
    holder<intake::signing_identity_ptr> identity_;
    revocation::trust_holder trust_;
    revocation::trust_directory trust_directory_;
    async::pool cpu_, db_;
    pki::certificate_cache office_certificates_;
    dsig::verifier office_verifier_;
    intake::processor processor_;
    std::unique_ptr<store::group_commit> writer_;
    admin::metrics metrics_;
    admin::health health_;
    std::unique_ptr<delivery::worker> worker_;
    std::unique_ptr<notary> notary_;
    async::task_group tasks_;
    std::unique_ptr<revocation::online_status> online_;
    std::unique_ptr<intake::portal_endpoint> endpoint_;
    std::unique_ptr<admin::admin_api> admin_api_;
    std::unique_ptr<admin::backoffice_api> backoffice_api_;
    std::unique_ptr<net::server> portals_, admin_, backoffice_;
    file_watch keys_, catalogue_files_;
};

gateway::gateway(config::settings from)
    : settings_(std::move(from)),
      cores_(threads_or_cores(0)),
      io_(static_cast<int>(cores_)),
      store_(store::open_sqlite(store_options(settings_))),
      catalogue_(value_or_throw(load_catalogue(settings_))),
      identity_(value_or_throw(load_identity(settings_.signer))),
      trust_directory_({settings_.trust.anchors, settings_.trust.certificates, settings_.trust.crls,
                        settings_.trust.max_crl_age,
                        [this](std::string_view kind, const sha256_digest& sha256, octets_view content) {
                            store_->put_evidence({std::string(kind), octets(content), sha256});
                        },
                        settings_.trust.max_crl_size, last_good_crls(settings_)},
                       trust_),
      cpu_("cpu", threads_or_cores(settings_.cpu_threads), settings_.cpu_queue),
      db_("db", 2, 1024),
      office_certificates_(1'000),
      office_verifier_(signature_options(settings_), office_certificates_),
      processor_(signature_options(settings_), portal_adapters(), ids_),
      metrics_(names_for_metrics(settings_)),
      tasks_(io_.get_executor()),
      keys_(watched_key_files(settings_)),
      catalogue_files_({settings_.catalogue}) {
    if (settings_.revocation) make_folder(settings_.revocation->crl.folder);
    if (auto loaded = trust_directory_.load(); !loaded)
        throw infrastructure_error(loaded.error().code(), loaded.error().to_string());
    writer_ = std::make_unique<store::group_commit>(*store_, store::group_commit_options{});
    add_health_checks();
    if (settings_.revocation)
        online_ = std::make_unique<revocation::online_status>(*settings_.revocation, io_.get_executor(),
                                                              value_or_throw(net::make_client_tls({})),
                                                              trust_directory_, trust_, db_, clock_, tasks_);
    make_worker();
    make_notary();
    make_endpoint();
    make_listeners();
}

void gateway::add_health_checks() {
    health_.add_blocking("store", [this]() -> result<void> {
        store_->probe();
        if (const auto failing = writer_->metrics().failing) return *failing;
        return {};
    });
    health_.add("signing_key", [this]() -> result<void> {
        const auto identity = identity_.get();
        if (identity->certificate->not_after() < clock_.now())
            return error(errc::signing_key_unavailable, "the signing certificate has expired");
        return {};
    });
    health_.add("catalogue", [this] { return catalogue_.get()->usable_at(clock_.now()); });
    if (lists_decide(settings_))
        health_.add("crl", [this] { return admin::check_crls(trust_directory_.status(clock_.now())); });
}

void gateway::make_worker() {
    std::vector<delivery::served_target> targets;
    for (const auto& one : settings_.targets) {
        std::string secret;
        if (!one.hmac_secret_file.empty()) secret = value_or_throw(akimat::read_secret(one.hmac_secret_file));
        net::client_options client;
        client.connections = one.concurrency;
        auto tls = value_or_throw(net::make_client_tls(one.tls));
        delivery::worker_options options;
        options.concurrency = one.concurrency;
        options.deadline = one.deadline;
        // Longer than a send and the noting of what became of it, and no more: after a crash a delivery that
        // was on its way waits for the end of its lease.
        options.lease = std::chrono::ceil<seconds>(2 * one.deadline) + seconds(1);
        auto to = akimat::make_target({one.name, one.url, std::move(secret)},
                                      std::make_shared<net::client>(io_.get_executor(), tls, client), clock_);
        targets.push_back({std::move(to), options});
    }
    worker_ = std::make_unique<delivery::worker>(
        delivery::worker_parts{io_.get_executor(), *store_, db_, clock_, delivery::system_random(),
                               [this](const delivery::attempt_report& report) { metrics_.delivery(report); }},
        std::move(targets));
}

void gateway::make_notary() {
    notary::parts parts{io_.get_executor(),
                        *store_,
                        db_,
                        clock_,
                        [this] { return identity_.get(); },
                        [this] { return trust_.get(); }};
    notary_ = std::make_unique<notary>(std::move(parts), settings_.checkpoint_every, settings_.time_stamps);
}

void gateway::make_endpoint() {
    intake::endpoint_parts parts{processor_, cpu_, db_, *store_, *writer_, clock_, ids_, {}, {}, {}};
    parts.online = online_.get();
    parts.around = [this] {
        intake::surroundings now{trust_.get(), catalogue_.get(), identity_.get(), {}};
        now.problems.push_back(trust_directory_.problems());
        if (online_) now.problems.push_back(online_->problems());
        return now;
    };
    parts.observer = [this](const intake::message_observation& seen) {
        metrics_.message({seen.portal, seen.refused, seen.repeated, seen.verify, seen.commit, seen.total});
    };
    parts.case_committed = [this](std::string_view target) { worker_->notify(target); };
    endpoint_ = std::make_unique<intake::portal_endpoint>(std::move(parts), settings_.routes);
}

void gateway::make_listeners() {
    const auto tls_of = [](const config::listener& from) {
        return from.tls ? value_or_throw(net::make_server_tls(*from.tls)) : net::tls_context();
    };
    const net::error_responder refuse = intake::portal_endpoint::refuse_http;
    portals_ = std::make_unique<net::server>(
        io_, settings_.portals.http, tls_of(settings_.portals), clock_,
        [this](net::request request) { return endpoint_->handle(std::move(request)); }, refuse);
    admin_api_ = std::make_unique<admin::admin_api>(admin::admin_parts{metrics_,
                                                                       health_,
                                                                       *store_,
                                                                       db_,
                                                                       clock_,
                                                                       *worker_,
                                                                       trust_directory_,
                                                                       {&cpu_, &db_},
                                                                       [this] { return listener_metrics(); },
                                                                       version,
                                                                       clock_.now(),
                                                                       [this] { return weather(); }});
    admin_ = std::make_unique<net::server>(io_, settings_.admin.http, tls_of(settings_.admin), clock_,
                                           admin_api_->handler(), refuse);
    if (!settings_.backoffice) return;
    std::vector<admin::token> tokens;
    for (const auto& one : settings_.tokens)
        tokens.push_back({one.name, one.provider, one.sha256, one.roles, one.signer_bin});
    admin::case_work_parts work;
    work.acts = [this] { return catalogue_.get(); };
    work.decisions = {&office_verifier_, [this] { return trust_.get(); }, settings_.decisions,
                      signature_options(settings_)};
    backoffice_api_ =
        std::make_unique<admin::backoffice_api>(*store_, db_, clock_, std::move(tokens), std::move(work));
    backoffice_ = std::make_unique<net::server>(
        io_, settings_.backoffice->http, tls_of(*settings_.backoffice), clock_,
        [this](net::request request) { return backoffice_api_->handle(std::move(request)); }, refuse);
}

void gateway::start_webhooks() {
    for (const auto& one : settings_.webhooks) {
        admin::webhook hook;
        hook.name = one.name;
        hook.provider = one.provider;
        hook.url = one.url;
        if (!one.hmac_secret_file.empty())
            hook.secret = value_or_throw(akimat::read_secret(one.hmac_secret_file));
        hook.deadline = one.deadline;
        auto client = std::make_shared<net::client>(
            io_.get_executor(), value_or_throw(net::make_client_tls(one.tls)), net::client_options{});
        admin::hook_parts parts{*store_, db_, clock_, delivery::system_random(),
                                [client](net::client_request request, milliseconds deadline) {
                                    return client->send(std::move(request), deadline);
                                }};
        tasks_.spawn("webhook", admin::run_hook(std::move(parts), std::move(hook)));
    }
}

void gateway::announce() const {
    const auto say = [](const char* name, const config::listener& from, const net::server& server) {
        std::printf("listening %s %s://%s:%u\n", name, from.tls ? "https" : "http", from.http.address.c_str(),
                    static_cast<unsigned>(server.port()));
    };
    say("portals", settings_.portals, *portals_);
    say("admin", settings_.admin, *admin_);
    if (backoffice_) say("backoffice", *settings_.backoffice, *backoffice_);
    std::fflush(stdout);
    log::info("started",
              {{"version", version}, {"portals_port", portals_->port()}, {"admin_port", admin_->port()}});
}

std::map<std::string, net::server_metrics> gateway::listener_metrics() const {
    std::map<std::string, net::server_metrics> all{{"portals", portals_->metrics()},
                                                   {"admin", admin_->metrics()}};
    if (backoffice_) all.emplace("backoffice", backoffice_->metrics());
    return all;
}

admin::revocation_weather gateway::weather() const {
    admin::revocation_weather all;
    all.certificates = admin::expiring_in(*trust_.get());
    const auto own = identity_.get();
    all.certificates.push_back({"signing_key", own->certificate->subject(), own->certificate->serial(),
                                own->certificate->not_after()});
    if (!online_) return all;
    all.sources = online_->sources();
    all.answers_cached = online_->answers_cached();
    return all;
}

// Keys, TLS certificates and the catalogue are taken over as they change; a file that does not fit leaves the
// old in place.
asio::awaitable<void> gateway::keep_files_current() {
    const auto every = std::chrono::duration_cast<milliseconds>(settings_.trust.reload);
    for (;;) {
        auto sleeping = async::sleep_for(every);
        if (!co_await std::move(sleeping)) co_return;
        auto work = [this] {
            reload_files();
            return true;
        };
        auto reloading = db_.run(std::move(work));
        const auto done = co_await std::move(reloading);
        if (!done) log::warning("reload_skipped", {{"reason", done.error().to_string()}});
    }
}

void gateway::reload_files() {
    if (keys_.changed()) {
        if (auto identity = load_identity(settings_.signer)) {
            log::info("signing_key_taken_over", {{"serial", identity.value()->certificate->serial()}});
            identity_.set(std::move(identity.value()));
        } else {
            log::error("signing_key_not_taken_over", {{"reason", identity.error().to_string()}});
        }
        reload_tls(settings_.portals.tls, portals_.get());
        if (backoffice_) reload_tls(settings_.backoffice->tls, backoffice_.get());
        processor_.forget_passwords();
    }
    if (catalogue_files_.changed()) {
        if (auto next = load_catalogue(settings_)) {
            log::info("catalogue_taken_over", {{"acts", next.value()->acts().size()}});
            catalogue_.set(std::move(next.value()));
        } else {
            log::error("catalogue_not_taken_over", {{"reason", next.error().to_string()}});
        }
    }
}

void gateway::reload_tls(const std::optional<net::server_tls_options>& options, net::server* server) {
    if (!options) return;
    if (auto next = net::make_server_tls(*options)) {
        server->replace_tls(std::move(next.value()));
        log::info("tls_certificate_taken_over", {{"file", options->certificate_file}});
    } else {
        log::error("tls_certificate_not_taken_over", {{"reason", next.error().to_string()}});
    }
}

asio::awaitable<void> gateway::wait_for_signal() {
    const int number = co_await next_stop_signal();
    log::info("draining", {{"signal", number}});
    auto draining = drain();
    co_await std::move(draining);
}

// From the outside in: nothing new is taken, what was taken is committed and answered, deliveries in flight
// finish.
asio::awaitable<void> gateway::drain() {
    const auto grace = std::chrono::duration_cast<milliseconds>(settings_.drain);
    health_.set_draining();
    if (backoffice_api_) backoffice_api_->end_waiting();
    auto portals = portals_->stop(grace);
    co_await std::move(portals);
    if (backoffice_) {
        auto backoffice = backoffice_->stop(grace);
        co_await std::move(backoffice);
    }
    auto worker = worker_->stop(grace);
    co_await std::move(worker);
    auto tasks = tasks_.stop(milliseconds(0));
    co_await std::move(tasks);
    auto admin = admin_->stop(milliseconds(1000));
    co_await std::move(admin);
}

void gateway::run() {
    portals_->start();
    admin_->start();
    if (backoffice_) backoffice_->start();
    worker_->start();
    tasks_.spawn("trust",
                 revocation::watch(trust_directory_, db_,
                                   std::chrono::duration_cast<milliseconds>(settings_.trust.reload), {}));
    tasks_.spawn("files", keep_files_current());
    tasks_.spawn("case_alarms", admin::watch_alarms(*store_, db_, clock_, alarm_tick));
    start_webhooks();
    tasks_.spawn("checkpoints", notary_->sign_checkpoints());
    if (notary_->has_authority()) tasks_.spawn("time_stamps", notary_->ask_for_time_stamps());
    if (online_) online_->start();
    std::exception_ptr failure;
    asio::co_spawn(asio::make_strand(io_), wait_for_signal(),
                   [&](std::exception_ptr raised) { failure = raised; });
    announce();
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < cores_; ++i)
        threads.emplace_back([this] { io_.run(); });
    io_.run();
    threads.clear();
    writer_->stop();
    notary_->sign_last_checkpoint();
    if (failure) std::rethrow_exception(failure);
    log::info("stopped", {});
    log::flush();
}

}  // namespace

int serve(config::settings settings) {
    hold_stop_signals();
    ::umask(0077);  // the store and the log hold personal data: nobody else on the machine reads them
    try {
        log::start(settings.log_file, settings.log_level);
        gateway running(std::move(settings));
        running.run();
        return 0;
    } catch (const infrastructure_error& failure) {
        std::fprintf(stderr, "shep-gateway: %s\n", failure.what());
        const auto band = static_cast<unsigned>(failure.code()) / 1000;
        return band == 8 ? 5 : 3;
    }
}

}  // namespace gw::app
