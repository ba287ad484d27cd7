// Time limits: who wins, what is cancelled, what is rethrown.
#include "async/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <stdexcept>

#include "support/run_awaitable.hpp"

namespace gw::async {
namespace {

using namespace std::chrono_literals;
using testing::run_awaitable;
constexpr milliseconds far_away{60'000};

asio::awaitable<std::unique_ptr<int>> answer() {
    co_return std::make_unique<int>(42);
}

asio::awaitable<int> wait_for_ever(bool& ended) {
    const bool slept = co_await sleep_for(far_away);
    ended = true;
    co_return slept ? 1 : 0;
}

asio::awaitable<int> fail() {
    throw std::runtime_error("refused");
    co_return 0;
}

asio::awaitable<void> do_nothing() {
    co_return;
}

TEST(within, gives_the_value_of_work_that_ends_in_time) {
    asio::io_context context;
    const auto got = run_awaitable(context, within(far_away, answer()));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(**got, 42);
}

TEST(within, gives_nothing_when_the_limit_comes_first_and_the_work_has_ended) {
    asio::io_context context;
    bool ended = false;
    const auto got = run_awaitable(context, within(1ms, wait_for_ever(ended)));
    EXPECT_FALSE(got.has_value());
    EXPECT_TRUE(ended);
}

TEST(within, rethrows_at_once_what_the_work_throws) {
    asio::io_context context;
    EXPECT_THROW(run_awaitable(context, within(far_away, fail())), std::runtime_error);
}

TEST(within, tells_whether_work_without_a_value_ended) {
    asio::io_context context;
    EXPECT_TRUE(run_awaitable(context, within(far_away, do_nothing())));
}

TEST(within, nests_and_the_inner_limit_leaves_the_outer_alone) {
    asio::io_context context;
    bool ended = false;
    const auto got = run_awaitable(context, within(far_away, within(1ms, wait_for_ever(ended))));
    ASSERT_TRUE(got.has_value());
    EXPECT_FALSE(got->has_value());
}

TEST(within, an_outer_limit_ends_work_inside_an_inner_one) {
    asio::io_context context;
    bool ended = false;
    const auto got = run_awaitable(context, within(1ms, within(far_away, wait_for_ever(ended))));
    EXPECT_FALSE(got.has_value());
    EXPECT_TRUE(ended);
}

TEST(sleep_for, returns_true_when_the_time_has_passed) {
    asio::io_context context;
    EXPECT_TRUE(run_awaitable(context, sleep_for(1ms)));
}

}  // namespace
}  // namespace gw::async
