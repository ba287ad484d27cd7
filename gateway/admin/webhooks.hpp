// Tells offices of the events of their cases by POST, one after the other and each until it is taken. The
// queue is the history itself, so nothing more is stored than how far each office has come.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "async/pool.hpp"
#include "delivery/retry_policy.hpp"
#include "net/client.hpp"
#include "store/store.hpp"

namespace gw::admin {

namespace asio = boost::asio;

struct webhook {
    std::string name;      // under which its place is kept
    std::string provider;  // whose events it gets
    std::string url;
    std::string secret;  // of X-Shep-Signature; empty: not signed
    milliseconds deadline{10'000};
    milliseconds poll{1'000};  // how often new events are looked for
    delivery::retry_options retry{milliseconds(500), milliseconds(2'000), milliseconds(300'000),
                                  milliseconds(3'600'000), 500};
};

// One event, signed over its body like a delivery.
net::client_request make_hook_request(const webhook&, const store::feed_event&, timestamp now);

enum class hook_outcome { taken, refused, failed };
// 2xx and 409: taken. 401, 403, 404, 408, 425, 429, 5xx and everything that is no answer: failed. Else
// refused.
hook_outcome judge_hook(const boost::system::result<net::client_response, net::client_error>&);

// Where the hook stands after an attempt: an event that is refused, or failed too often, is passed over.
store::hook_place settle_hook(store::hook_place, std::uint64_t event, hook_outcome,
                              const delivery::retry_options&, double random, timestamp now);

// What a hook uses; all of it outlives it.
struct hook_parts {
    store::store& store;
    async::pool& db;
    const gw::clock& clock;
    std::function<double()> random;
    std::function<asio::awaitable<boost::system::result<net::client_response, net::client_error>>(
        net::client_request, milliseconds deadline)>
        send;
};
// Sends what there is, at most `most` events; the number of attempts. A hook that is new begins with what
// comes.
asio::awaitable<std::size_t> run_hook_once(const hook_parts&, const webhook&, std::size_t most);
// Until it is cancelled.
asio::awaitable<void> run_hook(hook_parts, webhook);

}  // namespace gw::admin
