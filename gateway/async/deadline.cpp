// The two races against a timer. They are built on parallel_group, not on awaitable_operators: `a || b` waits
// for the first success, so that work which fails would still hold its caller until the limit.
#include "async/deadline.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

namespace gw::async {

asio::awaitable<bool> within(milliseconds limit, asio::awaitable<void> work) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto race = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, std::move(work), asio::deferred), timer.async_wait(asio::deferred));
    auto first = race.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const auto [order, failure, timer_ended] = co_await std::move(first);
    // A cancelled timer that came first means that the caller is being cancelled, not that the time is up.
    const bool timed_out = order[0] == 1 && !timer_ended;
    if (timed_out) co_return false;
    if (failure) std::rethrow_exception(failure);
    co_return true;
}

asio::awaitable<bool> sleep_for(milliseconds time) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, time);
    auto wait = timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto [failed] = co_await std::move(wait);
    co_return !failed;
}

}  // namespace gw::async
