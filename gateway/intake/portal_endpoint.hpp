// The listener side of the portals: one path per portal, POST for messages, GET for the description of the
// service. Keeps the order that the second promise needs: judge on the cpu pool, commit, and only then
// answer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "async/pool.hpp"
#include "intake/processor.hpp"
#include "intake/rate_limiter.hpp"
#include "net/http_types.hpp"
#include "revocation/online_status.hpp"
#include "store/group_commit.hpp"

namespace gw::intake {

namespace asio = boost::asio;

// One answered message, for metrics; times are zero for stages that were not reached.
struct message_observation {
    std::string_view portal;
    std::optional<errc> refused;
    bool repeated = false;
    std::chrono::nanoseconds verify{}, commit{}, total{};
};

// Everything outlives the endpoint.
struct endpoint_parts {
    processor& judge;
    async::pool& cpu;
    async::pool& db;
    store::store& store;
    store::group_commit& writer;
    const gw::clock& clock;
    id_source& ids;
    std::function<surroundings()> around;                         // what is in force now
    std::function<void(const message_observation&)> observer;     // any thread
    std::function<void(std::string_view target)> case_committed;  // wakes delivery
    revocation::online_status* online = nullptr;                  // null: nobody is asked
    rate stranger_rate{30, 60};  // refusals of one unauthenticated peer that are stored per minute
};

class portal_endpoint {
public:
    portal_endpoint(endpoint_parts, std::vector<route>);
    asio::awaitable<net::response> handle(net::request);

    // What HTTP itself is refused with: a fault in SOAP's form under HTTP's status, never signed, nothing
    // stored.
    static net::response refuse_http(errc, std::string_view detail);

private:
    using route_ptr = std::shared_ptr<const route>;
    struct exchange;  // one message on its way

    asio::awaitable<net::response> receive(route_ptr, net::request);
    asio::awaitable<result<processed>> judge(route_ptr, received_message);
    asio::awaitable<bool> answer_stale_repeat(exchange&);
    asio::awaitable<void> commit(exchange&);
    asio::awaitable<result<store::commit_result>> submit(store::message_record, processed& again);
    void refuse_unstored(exchange&, const gw::error&);
    net::response finish(exchange&);
    static std::string peer_host(const std::string& peer);

    endpoint_parts parts_;
    std::map<std::string, route_ptr, std::less<>> routes_;
    rate_limiter strangers_;
};

}  // namespace gw::intake
