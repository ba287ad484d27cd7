// A time limit on any await: Boost 1.81 has no cancel_after.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace gw::async {

namespace asio = boost::asio;

// All of these expect a caller on a strand (or a context with one thread), as every child of a task_group is:
// cancellation in Asio is not safe against other threads.

// True when `work` ended before `limit`; else it is cancelled, and has ended on return. Its exception is
// rethrown unless the limit came first.
asio::awaitable<bool> within(milliseconds limit, asio::awaitable<void> work);

namespace detail {
template <class T>
asio::awaitable<void> keep(std::optional<T>& value, asio::awaitable<T> work) {
    value.emplace(co_await std::move(work));
}
}  // namespace detail

// The value of `work`, or nothing when `limit` passed first; `work` is cancelled then and has ended on
// return.
template <class T>
asio::awaitable<std::optional<T>> within(milliseconds limit, asio::awaitable<T> work) {
    std::optional<T> value;
    auto keeping = detail::keep(value, std::move(work));
    auto limited = within(limit, std::move(keeping));
    const bool in_time = co_await std::move(limited);
    if (!in_time) value.reset();  // it may have ended with a value after all, too late for the caller
    co_return value;
}

// Returns true when the time passed, false when cancelled.
asio::awaitable<bool> sleep_for(milliseconds);

}  // namespace gw::async
