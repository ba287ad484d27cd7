// Worker threads for what must not run on an I/O thread: XML and signatures on "cpu", SQL on "db". The queue is bounded;
// over the bound the caller gets `overloaded` at once, which becomes a 503 with Retry-After.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <string>
#include <type_traits>

#include "base/error.hpp"

namespace gw::async {

namespace asio = boost::asio;

class pool {
public:
    pool(std::string name, std::size_t threads, std::size_t most_queued);
    ~pool();  // joins; queued work is finished first
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    // Runs `work` on a pool thread and resumes the caller on its own executor. `overloaded` when the queue is full.
    // Exceptions of `work` are rethrown at the caller. `work` must own what it uses, or the caller must outlive it.
    template <class Work>
    asio::awaitable<result<std::invoke_result_t<Work>>> run(Work work);

    std::size_t queued() const noexcept { return queued_.load(std::memory_order_relaxed); }
    const std::string& name() const noexcept { return name_; }
    asio::thread_pool::executor_type executor() { return threads_.get_executor(); }

private:
    std::string name_;
    std::size_t most_queued_;
    std::atomic<std::size_t> queued_{0};
    asio::thread_pool threads_;
};

}  // namespace gw::async
