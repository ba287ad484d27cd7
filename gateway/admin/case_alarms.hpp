// The timer of cases: what becomes late is written into the history of its case, before and when it is.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "async/pool.hpp"
#include "base/clock.hpp"
#include "cases/alarms.hpp"
#include "store/store.hpp"

namespace gw::admin {

namespace asio = boost::asio;

// The events of alarms that are raised now.
std::vector<store::case_event> alarm_events(const std::vector<cases::alarm>&, timestamp now);

struct alarm_round {
    std::size_t events = 0;  // written
    bool more = false;       // cases may be left
};
// What is due by now, of a hundred cases: others wait for the db thread too. Blocks.
alarm_round raise_due_alarms(store::store&, timestamp now);

// Looks every so often until it is cancelled. What is referred to outlives it.
asio::awaitable<void> watch_alarms(store::store&, async::pool& db, const clock&, milliseconds every);

}  // namespace gw::admin
