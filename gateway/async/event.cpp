// A waiter sleeps on a timer of its own executor, so that it is woken there and nowhere else.
#include "async/event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gw::async {

void event::set() {
    std::vector<std::shared_ptr<asio::steady_timer>> waiting;
    {
        const std::lock_guard lock(guard_);
        happened_ = true;
        waiting.swap(waiting_);
    }
    for (auto& timer : waiting)
        asio::post(timer->get_executor(), [timer] { timer->cancel(); });
}

asio::awaitable<void> event::wait() {
    const auto executor = co_await asio::this_coro::executor;
    const auto timer = std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
    bool happened = false;
    {
        const std::lock_guard lock(guard_);
        happened = happened_;
        if (!happened) waiting_.push_back(timer);
    }
    if (happened) co_return;
    // Should set() come before the wait below begins, its cancel() is posted behind it: this coroutine holds
    // the executor until then when it is a strand, as every child of a task_group is.
    auto sleeping = timer->async_wait(asio::as_tuple(asio::use_awaitable));
    co_await std::move(sleeping);
}

}  // namespace gw::async
