// The admin listener: what monitoring and the command line of the same machine ask. Plain HTTP, bound to
// 127.0.0.1.
#pragma once

#include <functional>

#include "admin/health.hpp"
#include "admin/metrics.hpp"
#include "admin/weather_json.hpp"
#include "async/pool.hpp"
#include "delivery/worker.hpp"
#include "net/server.hpp"
#include "revocation/trust_directory.hpp"
#include "store/store.hpp"

namespace gw::admin {

// What the API shows and steers; all of it outlives the API.
struct admin_parts {
    admin::metrics& metrics;
    const admin::health& health;
    store::store& store;
    async::pool& db;
    const gw::clock& clock;
    delivery::worker& worker;
    const revocation::trust_directory& trust;
    std::vector<const async::pool*> pools;
    std::function<std::map<std::string, net::server_metrics>()> listeners;
    std::string version;
    timestamp started_at{};
    // What the network said of revocation and which certificates run out when; may be empty.
    std::function<revocation_weather()> weather = {};
};

// GET  /healthz                      200 while the process answers
// GET  /readyz                       200 or 503, the parts as JSON
// GET  /metrics                      Prometheus
// GET  /admin/v1/status              everything above as one JSON document
// GET  /admin/v1/weather             sources of revocation, lists, expiry of certificates and keys
// POST /admin/v1/deliveries/retry    {"id": "…"} or {}: dead letters become pending again; audited in the log
class admin_api {
public:
    explicit admin_api(admin_parts parts) : parts_(std::move(parts)) {}
    asio::awaitable<net::response> handle(net::request) const;
    // For net::server; the API outlives the server.
    net::handler handler() const;

private:
    asio::awaitable<net::response> show_life(net::request) const;
    asio::awaitable<net::response> show_readiness(net::request) const;
    asio::awaitable<net::response> show_metrics(net::request) const;
    asio::awaitable<net::response> show_status(net::request) const;
    asio::awaitable<net::response> show_weather(net::request) const;
    asio::awaitable<net::response> retry_deliveries(net::request) const;
    asio::awaitable<std::optional<store::store_status>> ask_store() const;

    admin_parts parts_;
};

}  // namespace gw::admin
