#include "admin/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>
#include <mutex>
#include <set>

namespace gw::admin {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries latency_buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                  0.1,    0.25,  0.5,    1,     2.5,  5,     10};
const Histogram::BucketBoundaries send_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                               1,     2.5,  5,     10,   30,  60};

double in_seconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

// A gauge per label value; values that are no longer given disappear, so that a scrape never shows the past.
class gauge_rows {
public:
    gauge_rows(prometheus::Registry& registry, const std::string& name, const std::string& help,
               std::string label)
        : family_(prometheus::BuildGauge().Name(name).Help(help).Register(registry)),
          label_(std::move(label)) {}

    void show(const std::map<std::string, double>& values) {
        std::erase_if(rows_, [&](const auto& row) {
            if (values.contains(row.first)) return false;
            family_.Remove(row.second);
            return true;
        });
        for (const auto& [key, value] : values) {
            Gauge*& row = rows_[key];
            if (row == nullptr) row = &family_.Add({{label_, key}});
            row->Set(value);
        }
    }

private:
    Family<Gauge>& family_;
    std::string label_;
    std::map<std::string, Gauge*> rows_;
};

// 1 for each pair of a thing and what is wrong with it, by the name of its code; nothing for what is well.
class problem_rows {
public:
    problem_rows(prometheus::Registry& registry, const std::string& name, const std::string& help,
                 std::string label)
        : family_(prometheus::BuildGauge().Name(name).Help(help).Register(registry)),
          label_(std::move(label)) {}

    void show(const std::set<std::pair<std::string, std::string>>& problems) {
        std::erase_if(rows_, [&](const auto& row) {
            if (problems.contains(row.first)) return false;
            family_.Remove(row.second);
            return true;
        });
        for (const auto& one : problems) {
            if (rows_.contains(one)) continue;
            Gauge& row = family_.Add({{label_, one.first}, {"error", one.second}});
            row.Set(1);
            rows_.emplace(one, &row);
        }
    }

private:
    Family<Gauge>& family_;
    std::string label_;
    std::map<std::pair<std::string, std::string>, Gauge*> rows_;
};

// Counters that somebody else keeps, shown as counters.
class counter_rows {
public:
    counter_rows(prometheus::Registry& registry, const std::string& name, const std::string& help,
                 std::string label)
        : family_(prometheus::BuildCounter().Name(name).Help(help).Register(registry)),
          label_(std::move(label)) {}

    void show(const std::string& key, std::uint64_t value) {
        Counter& row = family_.Add({{label_, key}});
        const auto shown = row.Value();
        if (static_cast<double>(value) > shown) row.Increment(static_cast<double>(value) - shown);
    }

private:
    Family<Counter>& family_;
    std::string label_;
};

// Field 2 of /proc/self/statm is the resident set in pages (proc(5)).
double resident_octets() {
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return file ? resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

struct metrics::state {
    explicit state(metric_names names)
        : portals(names.portals.begin(), names.portals.end()),
          targets(names.targets.begin(), names.targets.end()) {
        for (const char* stage : {"verify", "commit", "total"})
            stages.push_back(&stage_family.Add({{"stage", stage}}, latency_buckets));
        prometheus::BuildGauge()
            .Name("shep_gateway_build_info")
            .Help("Always 1; the version is the label.")
            .Register(registry)
            .Add({{"version", names.version}})
            .Set(1);
    }

    static std::string known(const std::set<std::string, std::less<>>& names, std::string_view name) {
        return names.contains(name) ? std::string(name) : "other";
    }
    Family<Counter>& counter(const char* name, const char* help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    }
    Family<Histogram>& histogram(const char* name, const char* help) {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
    }

    std::set<std::string, std::less<>> portals, targets;
    prometheus::Registry registry;
    Family<Counter>& messages =
        counter("shep_gateway_messages_total",
                "Answered messages by portal and outcome: accepted, repeated or an error name.");
    Family<Histogram>& stage_family =
        histogram("shep_gateway_message_seconds", "Time of a message by stage: verify, commit, total.");
    std::vector<Histogram*> stages;
    Family<Counter>& deliveries =
        counter("shep_gateway_deliveries_total", "Settled delivery attempts by target and outcome.");
    Family<Histogram>& send_times =
        histogram("shep_gateway_delivery_seconds", "Time of a delivery attempt by target.");

    std::mutex showing;  // one scrape at a time
    gauge_rows pool_queue{registry, "shep_gateway_pool_queue", "Work that waits for a thread, by pool.",
                          "pool"};
    gauge_rows connections{registry, "shep_gateway_connections", "Open connections by listener.", "listener"};
    gauge_rows in_flight_octets{registry, "shep_gateway_bytes_in_flight", "Octets of bodies being worked on.",
                                "listener"};
    counter_rows requests{registry, "shep_gateway_http_requests_total", "HTTP requests by listener.",
                          "listener"};
    counter_rows framing{registry, "shep_gateway_http_framing_errors_total",
                         "Requests refused for their framing.", "listener"};
    counter_rows timeouts{registry, "shep_gateway_http_timeouts_total", "Connections ended by a timeout.",
                          "listener"};
    gauge_rows circuit{registry, "shep_gateway_target_circuit_open",
                       "1 while a target is not called because it keeps failing.", "target"};
    gauge_rows sending{registry, "shep_gateway_target_in_flight", "Deliveries on their way.", "target"};
    gauge_rows queue{registry, "shep_gateway_delivery_queue", "Deliveries in the outbox by state.", "state"};
    gauge_rows crl_countdown{registry, "shep_gateway_crl_next_update_seconds",
                             "Seconds until the list of an authority is out of date; negative when it is.",
                             "issuer"};
    gauge_rows crl_age{registry, "shep_gateway_crl_age_seconds", "Seconds since the list was issued.",
                       "issuer"};
    gauge_rows crl_entries{registry, "shep_gateway_crl_entries", "Entries of the list.", "issuer"};
    gauge_rows crl_usable{registry, "shep_gateway_crl_usable", "1 while there is a list and it is in date.",
                          "issuer"};
    gauge_rows source_age{registry, "shep_gateway_revocation_source_age_seconds",
                          "Seconds since a source of revocation last answered well.", "url"};
    gauge_rows source_latency{registry, "shep_gateway_revocation_source_latency_seconds",
                              "Time of the last exchange with a source.", "url"};
    gauge_rows source_up{registry, "shep_gateway_revocation_source_up",
                         "1 while the last exchange went well.", "url"};
    gauge_rows source_skew{registry, "shep_gateway_revocation_source_clock_skew_seconds",
                           "The clock of a source minus ours.", "url"};
    counter_rows source_attempts{registry, "shep_gateway_revocation_source_attempts_total",
                                 "Exchanges with a source.", "url"};
    counter_rows source_failures{registry, "shep_gateway_revocation_source_failures_total",
                                 "Exchanges with a source that failed, whatever the reason.", "url"};
    problem_rows crl_problem{
        registry, "shep_gateway_crl_problem",
        "1 for each list and what is wrong with it or with the file that should renew it.", "issuer"};
    problem_rows source_problem{registry, "shep_gateway_revocation_source_problem",
                                "1 for each source whose last exchange failed, and why.", "url"};
    gauge_rows parked{registry, "shep_gateway_parked_messages", "Messages that wait for a verdict, by state.",
                      "state"};
    gauge_rows journal{registry, "shep_gateway_journal_row",
                       "The last row of the journal that is written, checkpointed, time-stamped.", "reached"};
    counter_rows checkpoints{registry, "shep_gateway_journal_proofs_total",
                             "Signed checkpoints and time stamps of the journal.", "kind"};
    gauge_rows ocsp_cached{registry, "shep_gateway_ocsp_answers", "OCSP answers in memory.", "cache"};
    gauge_rows expiry{registry, "shep_gateway_certificate_expiry_seconds",
                      "Seconds until an anchor, an authority or our own certificate runs out.",
                      "certificate"};
    gauge_rows ready{registry, "shep_gateway_ready", "1 while the part is ready.", "part"};
    gauge_rows store_octets{registry, "shep_gateway_store_bytes", "Octets of the store on disk.", "backend"};
    Gauge& resident = prometheus::BuildGauge()
                          .Name("process_resident_memory_bytes")
                          .Help("Resident memory of the process.")
                          .Register(registry)
                          .Add({});
};

metrics::metrics(metric_names names) : state_(std::make_unique<state>(std::move(names))) {}
metrics::~metrics() = default;

void metrics::message(const message_report& report) {
    std::string outcome = report.repeated ? "repeated" : "accepted";
    if (report.refused) outcome = describe(*report.refused).name;
    state_->messages.Add({{"portal", state::known(state_->portals, report.portal)}, {"outcome", outcome}})
        .Increment();
    const std::chrono::nanoseconds times[] = {report.verify, report.commit, report.total};
    for (std::size_t i = 0; i < state_->stages.size(); ++i)
        if (times[i].count() > 0) state_->stages[i]->Observe(in_seconds(times[i]));
}

void metrics::delivery(const delivery::attempt_report& report) {
    const std::string target = state::known(state_->targets, report.target);
    state_->deliveries.Add({{"target", target}, {"outcome", std::string(delivery::to_string(report.what))}})
        .Increment();
    state_->send_times.Add({{"target", target}}, send_buckets).Observe(in_seconds(report.took));
}

namespace {

struct crl_gauges {
    std::map<std::string, double> countdown, age, entries, usable;
    std::set<std::pair<std::string, std::string>> problems;
};

std::string name_of(const error& problem) {
    return std::string(problem.info().name);
}

crl_gauges gauges_of(const std::vector<revocation::crl_status>& crls, timestamp now) {
    crl_gauges gauges;
    for (const auto& crl : crls) {
        if (crl.unusable) gauges.problems.emplace(crl.issuer, name_of(*crl.unusable));
        if (crl.problem) gauges.problems.emplace(crl.issuer, name_of(*crl.problem));
        gauges.usable[crl.issuer] = crl.unusable ? 0 : 1;
        if (!crl.present) continue;
        gauges.entries[crl.issuer] = static_cast<double>(crl.entries);
        gauges.age[crl.issuer] = in_seconds(now - crl.this_update);
        if (crl.next_update) gauges.countdown[crl.issuer] = in_seconds(*crl.next_update - now);
    }
    return gauges;
}

}  // namespace

void metrics::show_weather(const revocation_weather& of, timestamp now) {
    std::map<std::string, double> age, latency, up, skew, expiry;
    std::set<std::pair<std::string, std::string>> problems;
    for (const auto& one : of.sources) {
        if (one.last_success) age[one.url] = in_seconds(now - *one.last_success);
        latency[one.url] = in_seconds(one.latency);
        up[one.url] = one.problem ? 0 : 1;
        if (one.problem) problems.emplace(one.url, name_of(*one.problem));
        if (one.clock_skew) skew[one.url] = in_seconds(*one.clock_skew);
        state_->source_attempts.show(one.url, one.attempts);
        state_->source_failures.show(one.url, one.failures);
    }
    for (const auto& one : of.certificates)
        expiry[one.what + " " + one.serial] = in_seconds(one.not_after - now);
    state_->source_age.show(age);
    state_->source_latency.show(latency);
    state_->source_up.show(up);
    state_->source_problem.show(problems);
    state_->source_skew.show(skew);
    state_->expiry.show(expiry);
    state_->ocsp_cached.show({{"ocsp", static_cast<double>(of.answers_cached)}});
}

std::string metrics::expose(const gauge_values& values) {
    const std::lock_guard lock(state_->showing);
    show_weather(values.weather, values.now);
    std::map<std::string, double> pools, open, octets, circuit, sending, queue, store_octets, ready, journal,
        parked;
    for (const auto& [name, depth] : values.pool_queues)
        pools[name] = static_cast<double>(depth);
    for (const auto& [name, listener] : values.listeners) {
        open[name] = static_cast<double>(listener.open_connections);
        octets[name] = static_cast<double>(listener.bytes_in_flight);
        state_->requests.show(name, listener.requests);
        state_->framing.show(name, listener.framing_errors);
        state_->timeouts.show(name, listener.timeouts);
    }
    for (const auto& target : values.targets) {
        circuit[target.name] = target.breaker == delivery::breaker_state::closed ? 0 : 1;
        sending[target.name] = static_cast<double>(target.in_flight);
    }
    if (values.store) {
        queue = {{"pending", static_cast<double>(values.store->pending_deliveries)},
                 {"failed", static_cast<double>(values.store->failed_deliveries)}};
        store_octets[values.store->backend] = static_cast<double>(values.store->octets_on_disk);
        journal = {{"written", static_cast<double>(values.store->journal_rows)},
                   {"checkpointed", static_cast<double>(values.store->checkpointed)},
                   {"time_stamped", static_cast<double>(values.store->stamped)}};
        state_->checkpoints.show("checkpoint", values.store->checkpoints);
        state_->checkpoints.show("time_stamp", values.store->time_stamps);
        parked["waiting"] = static_cast<double>(values.store->parked);
    }
    for (const auto& [part, is_ready] : values.readiness)
        ready[part] = is_ready ? 1 : 0;
    const crl_gauges crls = gauges_of(values.crls, values.now);
    state_->pool_queue.show(pools);
    state_->connections.show(open);
    state_->in_flight_octets.show(octets);
    state_->circuit.show(circuit);
    state_->sending.show(sending);
    state_->queue.show(queue);
    state_->store_octets.show(store_octets);
    state_->journal.show(journal);
    state_->parked.show(parked);
    state_->crl_countdown.show(crls.countdown);
    state_->crl_age.show(crls.age);
    state_->crl_entries.show(crls.entries);
    state_->crl_usable.show(crls.usable);
    state_->crl_problem.show(crls.problems);
    state_->ready.show(ready);
    state_->resident.Set(resident_octets());
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace gw::admin
