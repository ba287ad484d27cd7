#include "revocation/trust_watcher.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "async/deadline.hpp"
#include "base/log.hpp"

namespace gw::revocation {

asio::awaitable<bool> refresh_once(trust_directory& directory, async::pool& pool) {
    bool taken = false;
    try {
        auto looking = pool.run([&directory] { return directory.reload(); });
        const auto answer = co_await std::move(looking);
        taken = answer && *answer;
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& failed) {
        log::error("trust_refresh_failed", {{"error", failed.what()}});
    }
    co_return taken;
}

asio::awaitable<void> watch(trust_directory& directory, async::pool& pool, milliseconds every,
                            std::function<void()> taken) {
    // Ends at the first request to stop: there is nothing here that a grace period could save.
    auto stoppable = asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await std::move(stoppable);
    for (;;) {
        auto pause = async::sleep_for(every);
        co_await std::move(pause);
        auto looking = refresh_once(directory, pool);
        if (co_await std::move(looking) && taken) taken();
    }
}

}  // namespace gw::revocation
