// What Prometheus reads. Names and labels are promised in docs/metrics.md; labels take their values from the
// configuration and the error table only, so their number is bounded whatever strangers send.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin/weather_json.hpp"
#include "base/error.hpp"
#include "delivery/worker.hpp"
#include "net/server.hpp"
#include "revocation/trust_directory.hpp"
#include "store/store.hpp"

namespace gw::admin {

struct metric_names {
    std::vector<std::string> portals, targets;  // others are counted as "other"
    std::string version;
};

// One answered message. A stage that was not reached is zero and not observed.
struct message_report {
    std::string_view portal;
    std::optional<errc> refused;
    bool repeated = false;  // the stored answer was given again
    std::chrono::nanoseconds verify{}, commit{}, total{};
};

// What is only looked at when somebody asks.
struct gauge_values {
    std::map<std::string, std::size_t> pool_queues;        // by pool
    std::map<std::string, net::server_metrics> listeners;  // by listener
    std::vector<delivery::target_status> targets;
    std::vector<revocation::crl_status> crls;
    revocation_weather weather;
    std::optional<store::store_status> store;  // nothing when the store did not answer
    std::map<std::string, bool> readiness;     // by part
    timestamp now{};
};

// Safe to use from any thread.
class metrics {
public:
    explicit metrics(metric_names);
    ~metrics();
    void message(const message_report&);
    void delivery(const delivery::attempt_report&);
    // The text exposition format, version 0.0.4.
    std::string expose(const gauge_values&);
    static constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

private:
    void show_weather(const revocation_weather&, timestamp now);
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace gw::admin
