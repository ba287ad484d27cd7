// Start, end and bound of the worker threads.
#include "async/pool.hpp"

namespace gw::async {

pool::pool(std::string name, std::size_t threads, std::size_t most_queued)
    : name_(std::move(name)), most_queued_(most_queued), threads_(threads) {}

pool::~pool() {
    threads_.join();
}

bool pool::enter() noexcept {
    if (queued_.fetch_add(1, std::memory_order_relaxed) < most_queued_) return true;
    queued_.fetch_sub(1, std::memory_order_relaxed);
    return false;
}

}  // namespace gw::async
