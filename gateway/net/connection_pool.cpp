// A waiter sleeps on a timer of its own executor, so that it is woken there and nowhere else.
#include "net/connection_pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace gw::net {
namespace {

// A kept connection has nothing to say between two exchanges: an end, an alert or stray octets all make it
// useless.
bool is_silent(stream& connection) {
    char octet = 0;
    const auto got = ::recv(connection.tcp().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

class connection_pool::waiter {
public:
    explicit waiter(const asio::any_io_executor& executor)
        : timer(executor, asio::steady_timer::time_point::max()) {}
    asio::steady_timer timer;
};

asio::awaitable<connection_pool::lease> connection_pool::acquire(std::string host) {
    const auto executor = co_await asio::this_coro::executor;
    for (;;) {
        const auto asleep = std::make_shared<waiter>(executor);
        auto got = try_acquire(host, asleep);
        if (got) co_return std::move(*got);
        auto wait = asleep->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        co_await std::move(wait);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none) {
            give_up(host, asleep);
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
}

std::optional<connection_pool::lease> connection_pool::try_acquire(const std::string& host,
                                                                   const std::shared_ptr<waiter>& asleep) {
    const std::lock_guard lock(mutex_);
    drop_expired();
    auto& entry = hosts_[host];
    if (entry.busy >= most_) {
        entry.waiting.push_back(asleep);
        return std::nullopt;
    }
    ++entry.busy;
    std::unique_ptr<stream> kept;
    while (!entry.idle.empty() && !kept) {
        if (is_silent(*entry.idle.back().connection)) kept = std::move(entry.idle.back().connection);
        entry.idle.pop_back();
    }
    return lease(shared_from_this(), host, std::move(kept));
}

void connection_pool::release(const std::string& host, std::unique_ptr<stream> returned) {
    const std::lock_guard lock(mutex_);
    auto& entry = hosts_[host];
    --entry.busy;
    if (returned) entry.idle.push_back({std::move(returned), std::chrono::steady_clock::now() + keep_});
    wake_one(entry);
}

// Whoever was woken but leaves passes the turn on.
void connection_pool::give_up(const std::string& host, const std::shared_ptr<waiter>& asleep) {
    const std::lock_guard lock(mutex_);
    auto& entry = hosts_[host];
    const auto still = std::find(entry.waiting.begin(), entry.waiting.end(), asleep);
    if (still != entry.waiting.end()) {
        entry.waiting.erase(still);
    } else {
        wake_one(entry);
    }
}

void connection_pool::wake_one(host_entry& entry) {
    if (entry.waiting.empty()) return;
    const auto next = std::move(entry.waiting.front());
    entry.waiting.pop_front();
    asio::post(next->timer.get_executor(), [next] { next->timer.cancel(); });
}

void connection_pool::drop_expired() {
    const auto now = std::chrono::steady_clock::now();
    for (auto& [host, entry] : hosts_) {
        while (!entry.idle.empty() && entry.idle.front().until <= now)
            entry.idle.pop_front();
    }
}

}  // namespace gw::net
