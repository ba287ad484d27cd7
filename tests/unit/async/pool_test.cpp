// Worker pool: where work runs, what comes back, and the bound of the queue.
#include "async/pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "support/run_awaitable.hpp"

namespace gw::async {
namespace {

using testing::run_awaitable;

TEST(pool, runs_work_elsewhere_and_resumes_the_caller_at_home) {
    asio::io_context context;
    pool workers("cpu", 2, 8);
    std::thread::id resumed_on;
    auto call = [](pool& on, std::thread::id& resumed) -> asio::awaitable<std::thread::id> {
        auto work = [] { return std::this_thread::get_id(); };
        const auto ran_on = co_await on.run(work);
        resumed = std::this_thread::get_id();
        co_return ran_on.value();
    };
    const auto ran_on = run_awaitable(context, call(workers, resumed_on));
    EXPECT_NE(ran_on, std::this_thread::get_id());
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
}

TEST(pool, carries_values_that_can_only_be_moved_and_work_without_value) {
    asio::io_context context;
    pool workers("cpu", 1, 8);
    auto made = run_awaitable(
        context, workers.run([given = std::make_unique<int>(7)]() mutable { return std::move(given); }));
    EXPECT_EQ(*made.value(), 7);
    bool ran = false;
    EXPECT_TRUE(run_awaitable(context, workers.run([&ran] { ran = true; })).has_value());
    EXPECT_TRUE(ran);
}

TEST(pool, rethrows_what_the_work_throws) {
    asio::io_context context;
    pool workers("cpu", 1, 8);
    EXPECT_THROW(run_awaitable(context, workers.run([]() -> int { throw std::runtime_error("no"); })),
                 std::runtime_error);
}

TEST(pool, refuses_over_the_bound_and_recovers) {
    asio::io_context context;
    pool workers("db", 1, 1);
    std::promise<void> started, release;
    auto released = release.get_future().share();
    auto block = [&started, released] {
        started.set_value();
        released.wait();
        return 1;
    };
    std::optional<int> first, second;
    const auto keep = [](std::optional<int>& into) {
        return [&into](const std::exception_ptr&, result<int> got) { into = got.value(); };
    };
    asio::co_spawn(context, workers.run(block), keep(first));
    context.poll();
    started.get_future().wait();  // the one thread is taken
    asio::co_spawn(context, workers.run([] { return 2; }), keep(second));
    context.poll();
    EXPECT_EQ(workers.queued(), 1u);

    const auto third = run_awaitable(context, workers.run([] { return 3; }));
    ASSERT_TRUE(third.has_error());
    EXPECT_EQ(third.error().code(), errc::overloaded);

    release.set_value();
    context.restart();
    context.run();
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 2);
    EXPECT_EQ(workers.queued(), 0u);
    EXPECT_EQ(run_awaitable(context, workers.run([] { return 4; })).value(), 4);
}

TEST(pool, finishes_what_is_queued_before_it_ends) {
    asio::io_context context;
    std::atomic<int> done{0};
    {
        pool workers("cpu", 1, 100);
        for (int i = 0; i < 50; ++i) {
            asio::co_spawn(context, workers.run([&done] { ++done; }),
                           [](const std::exception_ptr&, result<void>) {});
        }
        context.poll();
    }
    EXPECT_EQ(done, 50);
    context.restart();
    context.run();
}

}  // namespace
}  // namespace gw::async
