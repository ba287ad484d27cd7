// The group commit over a real database, from many threads at once.
#include "store/group_commit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::store {
namespace {

TEST(group_commit, many_threads_each_get_their_own_result) {
    constexpr int threads = 8, each = 100;
    const test::temp_folder folder;
    const auto db = open_sqlite({.path = folder.file("store.db")});
    std::atomic<int> stored{0}, repeated{0};
    {
        group_commit writer(*db, {.checkpoint_every = 5});
        std::latch all(threads * each);
        std::vector<std::jthread> senders;
        for (int t = 0; t < threads; ++t)
            senders.emplace_back([&, t] {
                for (int i = 0; i < each; ++i) {
                    // Every second message of a thread repeats the one before under a new id.
                    const int n = t * each + i;
                    auto message = test::accepted_message(n);
                    if (i % 2 == 1) message.key = test::accepted_message(n - 1).key;
                    const octets expected = test::accepted_message(i % 2 == 1 ? n - 1 : n).answer;
                    const auto taken = writer.submit(std::move(message), [&, expected](auto done, auto&&) {
                        ASSERT_TRUE(done);
                        EXPECT_EQ(done->answer, expected);
                        ++(done->outcome == commit_outcome::stored ? stored : repeated);
                        all.count_down();
                    });
                    ASSERT_TRUE(taken);
                }
            });
        senders.clear();
        all.wait();
        EXPECT_EQ(writer.metrics().messages, std::uint64_t{threads * each});
        EXPECT_LT(writer.metrics().batches, std::uint64_t{threads * each}) << "no batches formed";
    }
    EXPECT_EQ(stored, threads * each / 2);
    EXPECT_EQ(repeated, threads * each / 2);
    const auto check = db->verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, std::uint64_t{threads * each / 2});
}

TEST(group_commit, a_full_disk_reaches_the_waiter) {
    const test::temp_folder folder;
    const auto db = open_sqlite({.path = folder.file("store.db"), .max_pages = 120});
    group_commit writer(*db, {});
    const auto commit = [&](message_record message) {
        auto promise = std::make_shared<std::promise<result<commit_result>>>();
        EXPECT_TRUE(writer.submit(std::move(message),
                                  [promise](auto done, auto&&) { promise->set_value(std::move(done)); }));
        return promise->get_future().get();
    };
    auto large = test::accepted_message(1);
    test::set_body(large, std::string(2u << 20, 'x'));
    const auto lost = commit(large);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code(), errc::disk_full);
    EXPECT_TRUE(commit(test::accepted_message(2)));
}

}  // namespace
}  // namespace gw::store
