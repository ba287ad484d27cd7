// The group commit over a scripted store: batches, bounds, failures, checkpoints, the end.
#include <gtest/gtest.h>

#include <future>

#include "scripted_store.hpp"
#include "store/group_commit.hpp"
#include "support/stored_messages.hpp"

namespace gw::store {
namespace {

using test::refused_message;
using outcome = std::future<result<commit_result>>;

class group_commit_queue : public testing::Test {
protected:
    // The future of a message that was taken.
    outcome submit(group_commit& writer, message_record message) {
        auto promise = std::make_shared<std::promise<result<commit_result>>>();
        auto future = promise->get_future();
        const auto taken = writer.submit(
            std::move(message), [promise](auto done, auto&&) { promise->set_value(std::move(done)); });
        EXPECT_TRUE(taken) << (taken ? "" : taken.error().to_string());
        return future;
    }
    errc refusal(group_commit& writer, message_record message) {
        const auto taken = writer.submit(std::move(message),
                                         [](auto, auto&&) { ADD_FAILURE() << "called after a refusal"; });
        return taken ? errc::internal : taken.error().code();
    }
    // A first batch of one message that stays in the store, so that others gather behind it.
    outcome hold_one(group_commit& writer) {
        store_.hold_back(true);
        auto first = submit(writer, refused_message(1));
        store_.wait_for_batches(1);
        return first;
    }

    test::scripted_store store_;
};

TEST_F(group_commit_queue, commits_together_what_arrived_meanwhile) {
    group_commit writer(store_, {.most_in_batch = 3});
    std::vector<outcome> results;
    results.push_back(hold_one(writer));
    for (int n = 2; n <= 6; ++n)
        results.push_back(submit(writer, refused_message(n)));
    store_.hold_back(false);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto done = results[i].get();
        ASSERT_TRUE(done);
        EXPECT_EQ(done->first, test::message_no(static_cast<int>(i) + 1));
    }
    EXPECT_EQ(store_.batches(), (std::vector<std::size_t>{1, 3, 2}));
    const auto metrics = writer.metrics();
    EXPECT_EQ(metrics.batches, 3u);
    EXPECT_EQ(metrics.messages, 6u);
    EXPECT_EQ(metrics.largest_batch, 3u);
    EXPECT_EQ(metrics.queued, 0u);
    EXPECT_EQ(metrics.queued_octets, 0u);
}

TEST_F(group_commit_queue, a_batch_is_bounded_by_octets) {
    group_commit writer(store_, {.most_octets_in_batch = 50'000});
    std::vector<outcome> results;
    results.push_back(hold_one(writer));
    for (int n = 2; n <= 4; ++n) {
        auto message = refused_message(n);
        test::set_body(message,
                       std::string(n == 4 ? 90'000 : 20'000, 'x'));  // the last is alone larger than a batch
        results.push_back(submit(writer, std::move(message)));
    }
    store_.hold_back(false);
    for (auto& result : results)
        EXPECT_TRUE(result.get());
    EXPECT_EQ(store_.batches(), (std::vector<std::size_t>{1, 2, 1}));
}

TEST_F(group_commit_queue, over_the_count_the_sender_is_told_to_come_back) {
    group_commit writer(store_, {.most_queued = 2});
    auto first = hold_one(writer);
    auto second = submit(writer, refused_message(2));
    auto third = submit(writer, refused_message(3));
    EXPECT_EQ(refusal(writer, refused_message(4)), errc::overloaded);
    store_.hold_back(false);
    EXPECT_TRUE(third.get());
    EXPECT_TRUE(submit(writer, refused_message(5)).get()) << "room again";
}

TEST_F(group_commit_queue, over_the_octets_the_sender_is_told_to_come_back) {
    group_commit writer(store_, {.most_queued_octets = 10'000});
    auto first = hold_one(writer);
    auto large = refused_message(2);
    test::set_body(large, std::string(20'000, 'x'));
    auto second = submit(writer, large);  // into an empty queue one message is always taken
    EXPECT_EQ(refusal(writer, refused_message(3)), errc::overloaded);
    store_.hold_back(false);
    EXPECT_TRUE(second.get());
}

TEST_F(group_commit_queue, a_refused_message_does_not_hurt_its_batch) {
    group_commit writer(store_, {});
    auto first = hold_one(writer);
    auto bad = refused_message(2);
    bad.code = test::scripted_store::refuse_code;
    auto second = submit(writer, bad);
    auto third = submit(writer, refused_message(3));
    store_.hold_back(false);
    const auto refused = second.get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), errc::internal);
    EXPECT_TRUE(third.get());
}

TEST_F(group_commit_queue, a_lost_batch_is_told_to_every_waiter_and_the_writer_lives_on) {
    group_commit writer(store_, {});
    auto first = hold_one(writer);
    auto second = submit(writer, refused_message(2));
    auto third = submit(writer, refused_message(3));
    store_.fail_with(errc::disk_full);
    store_.hold_back(false);
    for (outcome* waiter : {&first, &second, &third}) {
        const auto done = waiter->get();
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code(), errc::disk_full);
    }
    EXPECT_EQ(writer.metrics().failing, errc::disk_full);
    EXPECT_EQ(writer.metrics().failed_batches, 2u);
    store_.fail_with(std::nullopt);
    EXPECT_TRUE(submit(writer, refused_message(4)).get());
    EXPECT_FALSE(writer.metrics().failing);
    EXPECT_EQ(writer.metrics().messages, 1u);
}

TEST_F(group_commit_queue, stopping_commits_what_is_queued_and_takes_nothing_more) {
    group_commit writer(store_, {.most_in_batch = 2});
    std::vector<outcome> results;
    results.push_back(hold_one(writer));
    for (int n = 2; n <= 6; ++n)
        results.push_back(submit(writer, refused_message(n)));
    std::jthread stopper([&] { writer.stop(); });
    store_.hold_back(false);
    stopper.join();
    for (auto& result : results) {
        ASSERT_EQ(result.wait_for(seconds(0)), std::future_status::ready);
        EXPECT_TRUE(result.get());
    }
    EXPECT_EQ(refusal(writer, refused_message(7)), errc::draining);
    writer.stop();  // once more is nothing
}

TEST_F(group_commit_queue, checkpoints_after_so_many_batches) {
    group_commit writer(store_, {.checkpoint_every = 4, .idle = std::chrono::hours(1)});
    for (int n = 1; n <= 4; ++n)
        EXPECT_TRUE(submit(writer, refused_message(n)).get());
    store_.wait_for_checkpoints(1);
    for (int n = 5; n <= 8; ++n)
        EXPECT_TRUE(submit(writer, refused_message(n)).get());
    store_.wait_for_checkpoints(2);
}

TEST_F(group_commit_queue, checkpoints_when_idle_and_survives_one_that_fails) {
    store_.fail_checkpoints();
    group_commit writer(store_, {.checkpoint_every = 1000, .idle = milliseconds(1)});
    EXPECT_TRUE(submit(writer, refused_message(1)).get());
    store_.wait_for_checkpoints(1);
    EXPECT_TRUE(submit(writer, refused_message(2)).get());
    store_.wait_for_checkpoints(2);
}

}  // namespace
}  // namespace gw::store
