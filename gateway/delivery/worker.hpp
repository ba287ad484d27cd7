// Takes due deliveries out of the outbox and sends them, one lane per target: lease, send outside every
// transaction, settle only if the attempt number still matches. At least once, with a stable idempotency key;
// never lost.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "async/pool.hpp"
#include "delivery/circuit_breaker.hpp"
#include "delivery/retry_policy.hpp"
#include "delivery/settlement.hpp"
#include "delivery/target.hpp"
#include "store/store.hpp"

namespace gw::delivery {

// How one target is served.
struct worker_options {
    std::size_t concurrency = 4;    // sends at a time per target: more can overrun an office's server
    milliseconds deadline{30'000};  // of one send
    seconds lease{120};  // how long a row stays ours; after a crash it is sent again when this has passed
    milliseconds poll{5'000};  // the longest sleep; a committed case and a due retry wake the lane sooner
    retry_options retry;
    breaker_options breaker;
};

struct served_target {
    std::unique_ptr<target> to;
    worker_options options;
};

// One settled attempt, for metrics.
struct attempt_report {
    std::string_view target;
    settlement what;
    milliseconds took;
};
struct target_status {
    std::string name;
    breaker_state breaker = breaker_state::closed;
    std::size_t in_flight = 0;
};

// What the worker uses; all of it outlives the worker.
struct worker_parts {
    asio::any_io_executor executor;
    store::store& store;
    async::pool& db;
    const gw::clock& clock;
    std::function<double()> random;                       // uniform in [0, 1); called on the lane's strand
    std::function<void(const attempt_report&)> observer;  // may be empty; called from any I/O thread
};

class worker {
public:
    // Throws infrastructure_error(config_invalid) when the lease does not outlast a send.
    worker(worker_parts, std::vector<served_target>);
    ~worker();  // stop() has completed, or start() was never called
    void start();
    // There is something new for the target; safe from any thread. Unknown names are ignored.
    void notify(std::string_view target);
    void notify_all();
    // Stops leasing at once, lets sends in flight finish within `grace`, then cancels them; their rows come
    // back when the lease has run out.
    asio::awaitable<void> stop(milliseconds grace);
    std::vector<target_status> status() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

// Uniform in [0, 1), seeded from the system.
std::function<double()> system_random();

}  // namespace gw::delivery
