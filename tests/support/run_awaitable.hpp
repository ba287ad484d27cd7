// Runs one coroutine to its end on an io_context of this thread; for tests.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>

namespace gw::testing {

namespace asio = boost::asio;

template <class T>
T run_awaitable(asio::io_context& context, asio::awaitable<T> work) {
    std::optional<T> value;
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(context, std::move(work), [&](std::exception_ptr e, T got) {
        failure = e;
        value.emplace(std::move(got));
        ended = true;
    });
    context.restart();
    while (!ended && context.run_one() > 0) {
    }
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::logic_error("the context ran out of work before the coroutine ended");
    return std::move(*value);
}

inline void run_awaitable(asio::io_context& context, asio::awaitable<void> work) {
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) {
        failure = e;
        ended = true;
    });
    context.restart();
    while (!ended && context.run_one() > 0) {
    }
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::logic_error("the context ran out of work before the coroutine ended");
}

}  // namespace gw::testing
