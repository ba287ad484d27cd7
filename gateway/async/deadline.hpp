// A time limit on any await: Boost 1.81 has no cancel_after.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "base/clock.hpp"

namespace gw::async {

namespace asio = boost::asio;

// The value of `work`, or nothing when `limit` passed first; `work` is cancelled then and has ended on return.
template <class T>
asio::awaitable<std::optional<T>> within(milliseconds limit, asio::awaitable<T> work);

// Returns true when the time passed, false when cancelled.
asio::awaitable<bool> sleep_for(milliseconds);

}  // namespace gw::async
