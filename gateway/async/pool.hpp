// Worker threads for what must not run on an I/O thread: XML and signatures on "cpu", SQL on "db". The queue
// is bounded; over the bound the caller gets `overloaded` at once, which becomes a 503 with Retry-After.
#pragma once

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/error.hpp"

namespace gw::async {

namespace asio = boost::asio;

class pool {
public:
    // `most_queued`: how many may wait for a thread, those that run not counted.
    pool(std::string name, std::size_t threads, std::size_t most_queued);
    ~pool();  // joins; queued work is finished first, so the contexts of its callers outlive the pool
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    // Runs `work` on a pool thread and resumes the caller on its own executor. `overloaded` when the queue is
    // full. Exceptions of `work` are rethrown at the caller. `work` must own what it uses, or the caller must
    // outlive it. Work that has been queued is never cancelled: a cancelled caller gets its value and is
    // stopped at its next await.
    template <class Work>
    asio::awaitable<result<std::invoke_result_t<Work>>> run(Work work);

    std::size_t queued() const noexcept { return queued_.load(std::memory_order_relaxed); }
    const std::string& name() const noexcept { return name_; }
    asio::thread_pool::executor_type executor() { return threads_.get_executor(); }

private:
    bool enter() noexcept;
    void started() noexcept { queued_.fetch_sub(1, std::memory_order_relaxed); }

    std::string name_;
    std::size_t most_queued_;
    std::atomic<std::size_t> queued_{0};
    asio::thread_pool threads_;
};

namespace detail {

// What the pool thread and the caller share; each may be the one that lives longer.
template <class Work>
class job {
public:
    using value = std::invoke_result_t<Work>;

    explicit job(Work work) : work_(std::move(work)) {}

    void run() noexcept {
        try {
            if constexpr (std::is_void_v<value>) {
                (*work_)();
                outcome_.emplace();
            } else {
                outcome_.emplace((*work_)());
            }
        } catch (...) {
            failure_ = std::current_exception();
        }
        work_.reset();  // what it holds is released before the caller goes on
    }
    result<value> take() {
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
        return std::move(*outcome_);
    }

private:
    std::optional<Work> work_;
    std::optional<result<value>> outcome_;
    std::exception_ptr failure_;
};

}  // namespace detail

template <class Work>
asio::awaitable<result<std::invoke_result_t<Work>>> pool::run(Work work) {
    if (!enter()) co_return errc::overloaded;
    auto shared = std::make_shared<detail::job<Work>>(std::move(work));
    auto initiate = [this, shared](auto handler) {
        auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
        asio::post(threads_,
                   [this, shared, guard = std::move(guard), handler = std::move(handler)]() mutable {
                       started();
                       shared->run();
                       asio::post(guard.get_executor(), std::move(handler));
                   });
    };
    auto done = asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, asio::use_awaitable);
    co_await std::move(done);
    co_return shared->take();
}

}  // namespace gw::async
