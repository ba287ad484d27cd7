// Owner of coroutines: nothing runs detached. Stopping cancels the children and waits for them.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "base/clock.hpp"

namespace gw::async {

namespace asio = boost::asio;

// Safe to use from any thread; the context outlives the group. An exception that escapes a child is logged
// with the child's name; it ends that child only.
class task_group {
public:
    explicit task_group(asio::any_io_executor);
    ~task_group();  // requires that stop() has completed or that nothing was spawned
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // `executor`: where the child runs; a strand, because it is also where its cancellation is delivered.
    // Without one the child gets a strand of its own. Refused (false) once stopping.
    bool spawn(std::string name, asio::any_io_executor executor, asio::awaitable<void> child);
    bool spawn(std::string name, asio::awaitable<void> child);
    std::size_t size() const noexcept;
    // Emits total cancellation, which only children that asked for it notice (a coroutine starts with
    // terminal alone), lets all end by themselves for `grace`, then emits terminal and waits for all.
    asio::awaitable<void> stop(milliseconds grace);

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace gw::async
