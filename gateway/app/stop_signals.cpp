// Both signals stay blocked for the life of the process and are read from a signalfd(2): unlike a handler,
// which ends with the object that set it, nothing here falls back to the default of being killed while the
// process closes.
#include "app/stop_signals.hpp"

#include "base/error.hpp"

#include <sys/signalfd.h>
#include <unistd.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace gw::app {
namespace {

namespace asio = boost::asio;

sigset_t stop_set() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

}  // namespace

void hold_stop_signals() {
    const auto set = stop_set();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

asio::awaitable<int> next_stop_signal() {
    const auto set = stop_set();
    const int number = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (number < 0) throw infrastructure_error(errc::internal, std::strerror(errno));
    const auto executor = co_await asio::this_coro::executor;
    asio::posix::stream_descriptor signals(executor, number);
    signalfd_siginfo seen{};
    co_await signals.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
    if (::read(number, &seen, sizeof seen) != static_cast<ssize_t>(sizeof seen))
        throw infrastructure_error(errc::internal, std::strerror(errno));
    co_return static_cast<int>(seen.ssi_signo);
}

}  // namespace gw::app
