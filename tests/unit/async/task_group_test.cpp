// Task group: children end, are cancelled, are waited for; on one thread and on several.
#include "async/task_group.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "async/deadline.hpp"
#include "support/run_awaitable.hpp"

namespace gw::async {
namespace {

using namespace std::chrono_literals;
using testing::run_awaitable;
constexpr milliseconds far_away{60'000};

asio::awaitable<void> count_up(std::atomic<int>& count) {
    ++count;
    co_return;
}

asio::awaitable<void> wait_for_ever(std::atomic<int>& cancelled) {
    const bool slept = co_await sleep_for(far_away);
    if (!slept) ++cancelled;
}

// Listens for the polite request to end as well.
asio::awaitable<void> wait_for_total(std::atomic<int>& cancelled) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await wait_for_ever(cancelled);
}

asio::awaitable<void> fail() {
    throw std::runtime_error("child failed");
    co_return;
}

asio::awaitable<void> last_for(milliseconds time, std::atomic<int>& ended) {
    const bool slept = co_await sleep_for(time);
    if (slept) ++ended;
}

TEST(task_group, runs_children_and_forgets_those_that_ended) {
    asio::io_context context;
    task_group group(context.get_executor());
    std::atomic<int> count{0};
    EXPECT_TRUE(group.spawn("one", count_up(count)));
    EXPECT_TRUE(group.spawn("two", asio::make_strand(context), count_up(count)));
    EXPECT_EQ(group.size(), 2u);
    context.run();
    EXPECT_EQ(count, 2);
    EXPECT_EQ(group.size(), 0u);
}

TEST(task_group, a_child_that_throws_ends_alone) {
    asio::io_context context;
    task_group group(context.get_executor());
    std::atomic<int> count{0};
    group.spawn("bad", fail());
    group.spawn("good", count_up(count));
    context.run();
    EXPECT_EQ(count, 1);
    EXPECT_EQ(group.size(), 0u);
}

TEST(task_group, stop_cancels_those_that_do_not_end_by_themselves) {
    asio::io_context context;
    task_group group(context.get_executor());
    std::atomic<int> cancelled{0}, ended{0};
    group.spawn("stays", wait_for_ever(cancelled));
    group.spawn("ends", last_for(1ms, ended));
    run_awaitable(context, group.stop(50ms));
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(group.size(), 0u);
}

TEST(task_group, children_that_listen_for_total_cancellation_end_before_the_grace_is_over) {
    asio::io_context context;
    task_group group(context.get_executor());
    std::atomic<int> cancelled{0};
    group.spawn("polite", wait_for_total(cancelled));
    run_awaitable(context, group.stop(far_away));
    EXPECT_EQ(cancelled, 1);
}

TEST(task_group, refuses_children_once_it_stops_and_may_be_stopped_twice) {
    asio::io_context context;
    task_group group(context.get_executor());
    std::atomic<int> count{0};
    run_awaitable(context, group.stop(0ms));
    EXPECT_FALSE(group.spawn("late", count_up(count)));
    run_awaitable(context, group.stop(0ms));
    context.restart();
    context.run();
    EXPECT_EQ(count, 0);
}

TEST(task_group, holds_on_several_threads) {
    asio::io_context context;
    auto work = asio::make_work_guard(context);
    task_group group(context.get_executor());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&context] { context.run(); });

    std::atomic<int> count{0}, cancelled{0};
    std::vector<std::thread> spawners;
    for (int i = 0; i < 4; ++i) {
        spawners.emplace_back([&] {
            for (int n = 0; n < 200; ++n) {
                group.spawn("short", count_up(count));
                group.spawn("long", wait_for_ever(cancelled));
            }
        });
    }
    for (auto& spawner : spawners)
        spawner.join();

    asio::io_context stopper;
    run_awaitable(stopper, group.stop(1ms));
    EXPECT_EQ(group.size(), 0u);
    EXPECT_EQ(count, 800);
    EXPECT_EQ(cancelled, 800);
    work.reset();
    for (auto& thread : threads)
        thread.join();
}

}  // namespace
}  // namespace gw::async
