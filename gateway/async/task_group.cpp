// The list of children and the way it empties: every child carries a membership whose end takes it off the
// list, also when the context is destroyed under it.
#include "async/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>
#include <mutex>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/log.hpp"

namespace gw::async {
namespace {

struct child_task {
    std::string name;
    asio::any_io_executor executor;
    asio::cancellation_signal cancel;  // only touched on `executor` once the child runs
};

void report_end(const child_task& child, const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) return;  // cancelled: the expected end
        log::error("task_failed", {{"task", child.name}, {"error", e.what()}});
    } catch (const std::exception& e) {
        log::error("task_failed", {{"task", child.name}, {"error", e.what()}});
    } catch (...) {
        log::error("task_failed", {{"task", child.name}});
    }
}

}  // namespace

struct task_group::state : std::enable_shared_from_this<task_group::state> {
    using children = std::list<std::shared_ptr<child_task>>;

    asio::any_io_executor executor;
    asio::strand<asio::any_io_executor> strand;
    asio::steady_timer emptied;  // never expires; cancelled on the strand when the last child has ended
    mutable std::mutex mutex;
    children running;
    bool stopping = false;

    explicit state(asio::any_io_executor on)
        : executor(std::move(on)), strand(executor), emptied(strand, asio::steady_timer::time_point::max()) {}

    std::size_t size() const noexcept {
        const std::lock_guard lock(mutex);
        return running.size();
    }
    void leave(children::iterator child) {
        const std::lock_guard lock(mutex);
        running.erase(child);
        if (!stopping || !running.empty()) return;
        asio::post(strand, [self = shared_from_this()] { self->emptied.cancel(); });
    }
    void cancel_all(asio::cancellation_type type) {
        const std::lock_guard lock(mutex);
        stopping = true;
        for (const auto& child : running)
            asio::post(child->executor, [child, type] { child->cancel.emit(type); });
    }
    asio::awaitable<void> all_ended() {
        while (size() > 0) {
            auto wait = emptied.async_wait(asio::as_tuple(asio::use_awaitable));
            co_await std::move(wait);
        }
    }
    // Runs on the strand.
    asio::awaitable<void> stop(milliseconds grace) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        cancel_all(asio::cancellation_type::total);
        auto ending = within(grace, all_ended());
        const bool ended =
            co_await std::move(ending);  // gcc 12 miscompiles a co_await inside an if condition
        if (ended) co_return;
        cancel_all(asio::cancellation_type::terminal);
        co_await all_ended();
    }
};

task_group::task_group(asio::any_io_executor executor)
    : state_(std::make_shared<state>(std::move(executor))) {}

task_group::~task_group() {
    // While an exception unwinds through the owner, that exception is the better message.
    GW_INVARIANT(state_->size() == 0 || std::uncaught_exceptions() > 0);
}

bool task_group::spawn(std::string name, asio::any_io_executor executor, asio::awaitable<void> child) {
    auto task = std::make_shared<child_task>();
    task->name = std::move(name);
    task->executor = std::move(executor);

    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) return false;
    const auto position = state_->running.insert(state_->running.end(), task);
    std::shared_ptr<void> membership(task.get(),
                                     [state = state_, position](void*) { state->leave(position); });
    auto on_end = [task, membership = std::move(membership)](const std::exception_ptr& failure) {
        report_end(*task, failure);
    };
    // Posted, so that the child does not begin inside this call, and under the lock, so that a cancellation,
    // which is posted to the same strand, cannot overtake it.
    asio::post(task->executor, [task, child = std::move(child), on_end = std::move(on_end)]() mutable {
        asio::co_spawn(task->executor, std::move(child),
                       asio::bind_cancellation_slot(task->cancel.slot(), std::move(on_end)));
    });
    return true;
}

bool task_group::spawn(std::string name, asio::awaitable<void> child) {
    return spawn(std::move(name), asio::make_strand(state_->executor), std::move(child));
}

std::size_t task_group::size() const noexcept {
    return state_->size();
}

asio::awaitable<void> task_group::stop(milliseconds grace) {
    const auto kept = state_;
    auto stopping = asio::co_spawn(kept->strand, kept->stop(grace), asio::use_awaitable);
    co_await std::move(stopping);
}

}  // namespace gw::async
