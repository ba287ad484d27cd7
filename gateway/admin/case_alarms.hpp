// The timer of cases: what becomes late is written into the history of its case, before and when it is.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "async/pool.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace gw::admin {

namespace asio = boost::asio;

// Everything that is due by now; the number of events written. Blocks: on a db thread.
std::size_t raise_due_alarms(store::store&, timestamp now);

// Looks every so often until it is cancelled. What is referred to outlives it.
asio::awaitable<void> watch_alarms(store::store&, async::pool& db, const clock&, milliseconds every);

}  // namespace gw::admin
