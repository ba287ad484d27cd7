// SIGTERM and SIGINT as something to wait for.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace gw::app {

// Keeps both signals from ending the process, for the calling thread and all that it starts from then on:
// call it before there are any. The process itself ends when it has drained, however often it is told to: a
// supervisor that repeats itself in the last milliseconds does not turn a clean end into a kill.
void hold_stop_signals();

// Waits for the next of them and returns its number; one that came before counts. Throws infrastructure_error
// when the system gives no descriptor for it.
boost::asio::awaitable<int> next_stop_signal();

}  // namespace gw::app
