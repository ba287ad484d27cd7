// The listener: accepts as long as it lives, whatever a single accept reports.
#include "net/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "net/session.hpp"

namespace gw::net {
namespace {

using tcp = asio::ip::tcp;

// A failed accept, say for want of file descriptors, passes when connections end; until then there is no use
// in haste.
constexpr milliseconds shortest_pause{10};
constexpr milliseconds longest_pause{1'000};

tcp::acceptor listen_on(const asio::any_io_executor& executor, const server_options& options) {
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(options.address), options.port);
        return tcp::acceptor(executor, endpoint);
    } catch (const boost::system::system_error& e) {
        throw infrastructure_error(errc::config_invalid, "cannot listen on " + options.address + " port " +
                                                             std::to_string(options.port) + ": " +
                                                             e.code().message());
    }
}

}  // namespace

struct server::state {
    state(asio::io_context& on, server_options options, tls_context tls_to_use, const clock& time,
          handler handle, error_responder respond)
        : context(on),
          strand(asio::make_strand(on)),
          shared(std::make_shared<server_context>(std::move(options), time, std::move(handle),
                                                  std::move(respond))),
          acceptor(listen_on(strand, shared->options)),
          port(acceptor.local_endpoint().port()),
          tls(std::move(tls_to_use)) {}

    asio::io_context& context;
    asio::any_io_executor strand;
    std::shared_ptr<server_context> shared;
    tcp::acceptor acceptor;
    const std::uint16_t port;
    std::mutex mutex;
    tls_context tls;
    bool full = false;

    tls_context current_tls() {
        const std::lock_guard lock(mutex);
        return tls;
    }
    bool has_room() {
        const bool was_full = full;
        full = shared->open() >= shared->options.connections;
        if (full && !was_full) log::warning("connections_full", {{"limit", shared->options.connections}});
        return !full;
    }
    static asio::awaitable<void> accept_all(std::shared_ptr<state>, async::task_group&);
    static void admit(const std::shared_ptr<state>&, async::task_group&, tcp::socket);
};

// Over the limit a connection is closed at once: an answer would cost what the limit is to save.
void server::state::admit(const std::shared_ptr<state>& self, async::task_group& tasks, tcp::socket socket) {
    if (!self->has_room()) return;
    ++self->shared->connections;
    const asio::any_io_executor strand = socket.get_executor();
    auto opened = std::make_shared<session>(self->shared, std::move(socket), self->current_tls());
    tasks.spawn("connection", strand, session::run(std::move(opened)));
}

asio::awaitable<void> server::state::accept_all(std::shared_ptr<state> self, async::task_group& tasks) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    milliseconds pause = shortest_pause;
    while (!self->shared->stopping) {
        auto accepting = self->acceptor.async_accept(asio::any_io_executor(asio::make_strand(self->context)),
                                                     asio::as_tuple(asio::use_awaitable));
        auto [failed, socket] = co_await std::move(accepting);
        if (failed == asio::error::operation_aborted) break;
        if (failed) {
            log::warning("accept_failed", {{"error", failed.message()}});
            const bool waited = co_await async::sleep_for(pause);
            if (!waited) break;
            pause = std::min(pause * 2, longest_pause);
            continue;
        }
        pause = shortest_pause;
        admit(self, tasks, std::move(socket));
    }
    boost::system::error_code ignored;
    self->acceptor.close(ignored);
}

server::server(asio::io_context& context, server_options options, tls_context tls, const clock& time,
               handler handle, error_responder respond)
    : state_(std::make_shared<state>(context, std::move(options), std::move(tls), time, std::move(handle),
                                     std::move(respond))),
      tasks_(context.get_executor()) {}

server::~server() = default;

void server::start() {
    tasks_.spawn("listener", state_->strand, state::accept_all(state_, tasks_));
}

std::uint16_t server::port() const noexcept {
    return state_->port;
}

void server::replace_tls(tls_context tls) {
    GW_INVARIANT(tls !=
                 nullptr);  // an open connection of plain HTTP where TLS was asked for must never come about
    const std::lock_guard lock(state_->mutex);
    GW_INVARIANT(state_->tls != nullptr);
    state_->tls = std::move(tls);
}

asio::awaitable<void> server::stop(milliseconds grace) {
    state_->shared->drain();
    auto stopping = tasks_.stop(grace);
    co_await std::move(stopping);
}

server_metrics server::metrics() const {
    const auto& shared = *state_->shared;
    server_metrics now;
    now.connections = shared.connections;
    now.requests = shared.requests;
    now.framing_errors = shared.framing_errors;
    now.timeouts = shared.timeouts;
    now.open_connections = state_->shared->open();
    now.bytes_in_flight = shared.budget->used();
    return now;
}

}  // namespace gw::net
