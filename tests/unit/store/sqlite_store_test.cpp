// What only the SQLite backend has: files, a full disk, a reader beside the writer, checkpoints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "store/sqlite/database.hpp"
#include "store/store.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::store {
namespace {

using test::accepted_message;
using test::message_no;

std::set<std::string> files_in(const test::temp_folder& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        names.insert(entry.path().filename());
    return names;
}

errc code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const infrastructure_error& failure) {
        return failure.code();
    }
    return errc::internal;
}

class sqlite_store_test : public testing::Test {
protected:
    std::unique_ptr<store> open(bool read_only = false, std::uint64_t max_pages = 0) {
        return open_sqlite({.path = file_, .read_only = read_only, .max_pages = max_pages});
    }
    static bool stored(store& db, const message_record& message) {
        const auto results = db.commit({message});
        return results.at(0) && results[0]->outcome == commit_outcome::stored;
    }

    test::temp_folder folder_;
    const std::string file_ = folder_.file("store.db");
};

TEST_F(sqlite_store_test, a_reader_works_beside_the_server_and_adds_no_file) {
    const auto server = open();
    ASSERT_TRUE(stored(*server, accepted_message(1)));
    const auto before = files_in(folder_);
    const auto reader = open(true);
    EXPECT_TRUE(reader->find_message(message_no(1)));
    ASSERT_TRUE(stored(*server, accepted_message(2)));
    EXPECT_TRUE(reader->find_message(message_no(2)));
    EXPECT_FALSE(reader->verify_journal().broken);
    EXPECT_EQ(files_in(folder_), before);
}

TEST_F(sqlite_store_test, a_reader_works_without_the_server_and_adds_no_file) {
    ASSERT_TRUE(stored(*open(), accepted_message(1)));
    EXPECT_EQ(files_in(folder_), (std::set<std::string>{"store.db"}));
    {
        const auto reader = open(true);
        EXPECT_TRUE(reader->find_message(message_no(1)));
        EXPECT_EQ(reader->status().messages, 1u);
        EXPECT_EQ(files_in(folder_), (std::set<std::string>{"store.db"}));
    }
    EXPECT_EQ(files_in(folder_), (std::set<std::string>{"store.db"}));
}

TEST_F(sqlite_store_test, a_reader_does_not_write) {
    ASSERT_TRUE(stored(*open(), accepted_message(1)));
    const auto reader = open(true);
    EXPECT_EQ(code_of([&] { reader->commit({accepted_message(2)}); }), errc::store_unavailable);
    EXPECT_EQ(code_of([&] { reader->probe(); }), errc::store_unavailable);
    EXPECT_EQ(code_of([&] { reader->lease_deliveries("akimat", test::second(5), seconds(5), 5); }),
              errc::store_unavailable);
    EXPECT_NO_THROW(reader->checkpoint());
}

TEST_F(sqlite_store_test, a_reader_makes_no_store) {
    EXPECT_EQ(code_of([&] { open(true); }), errc::store_unavailable);
    EXPECT_TRUE(files_in(folder_).empty());
}

TEST_F(sqlite_store_test, a_file_of_another_kind_is_refused) {
    std::ofstream(file_) << std::string(4096, 'x');
    EXPECT_EQ(code_of([&] { open(); }), errc::store_unavailable);
    EXPECT_EQ(code_of([&] { open(true); }), errc::store_unavailable);
}

TEST_F(sqlite_store_test, over_the_size_limit_the_disk_is_full_and_nothing_of_the_batch_is_stored) {
    const auto db = open(false, 120);
    auto large = accepted_message(2);
    test::set_body(large, std::string(2u << 20, 'x'));
    EXPECT_EQ(code_of([&] { db->commit({accepted_message(1), large}); }), errc::disk_full);
    EXPECT_FALSE(db->find_message(message_no(1)));
    EXPECT_FALSE(db->find_message(message_no(2)));
    EXPECT_TRUE(stored(*db, accepted_message(1))) << "what still fits is stored";
    EXPECT_FALSE(db->verify_journal().broken);
}

TEST_F(sqlite_store_test, evidence_lost_with_its_batch_is_stored_with_the_next) {
    const auto db = open(false, 120);
    auto large = accepted_message(1);
    test::set_body(large, std::string(2u << 20, 'x'));
    large.evidence = {make_evidence("crl", "list")};
    EXPECT_EQ(code_of([&] { db->commit({large}); }), errc::disk_full);
    auto small = accepted_message(2);
    small.evidence = large.evidence;
    ASSERT_TRUE(stored(*db, small));
    EXPECT_EQ(db->find_message(message_no(2))->evidence.at(0)->content, "list");
}

TEST_F(sqlite_store_test, evidence_that_did_not_fit_is_not_believed_to_be_there) {
    const auto db = open(false, 120);
    const auto crl = make_evidence("crl", std::string(2u << 20, 'l'));
    EXPECT_EQ(code_of([&] { db->put_evidence(*crl); }), errc::disk_full);
    auto message = accepted_message(1);
    message.evidence = {std::make_shared<evidence_item>(evidence_item{"crl", "", crl->sha256})};
    EXPECT_FALSE(stored(*db, message));
    EXPECT_TRUE(stored(*db, accepted_message(2)));
}

// A limit on file size makes writes to the log fail inside COMMIT, as a broken disk does.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t most) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{most, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~file_size_limit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(sqlite_store_test, a_commit_that_the_disk_refuses_is_undone_and_the_store_recovers) {
    const auto db = open();
    ASSERT_TRUE(stored(*db, accepted_message(1)));
    {
        const file_size_limit limit(static_cast<rlim_t>(std::filesystem::file_size(file_ + "-wal")));
        EXPECT_EQ(code_of([&] { db->commit({accepted_message(2)}); }), errc::store_unavailable);
        EXPECT_EQ(code_of([&] { db->probe(); }), errc::store_unavailable);
    }
    EXPECT_FALSE(db->find_message(message_no(2)));
    EXPECT_NO_THROW(db->probe());
    EXPECT_TRUE(stored(*db, accepted_message(2)));
    const auto check = db->verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 2u);
}

TEST_F(sqlite_store_test, a_checkpoint_starts_a_large_log_afresh) {
    const auto db = open();
    const auto log_size = [&] { return std::filesystem::file_size(file_ + "-wal"); };
    auto store_up_to = [&, n = 0](int last) mutable {
        while (n < last) {
            auto message = accepted_message(++n);
            test::set_body(message, std::string(4u << 20, 'x'));
            ASSERT_TRUE(stored(*db, message));
        }
    };
    store_up_to(20);
    const auto large = log_size();
    ASSERT_GT(large, 64u << 20) << "nothing is checkpointed on the commit path";
    db->checkpoint();
    store_up_to(38);
    EXPECT_EQ(log_size(), large) << "written from its start again";
    EXPECT_TRUE(db->find_message(message_no(20)));
}

TEST_F(sqlite_store_test, what_a_burst_made_of_the_log_is_given_back) {
    const auto db = open();
    const auto log_size = [&] { return std::filesystem::file_size(file_ + "-wal"); };
    for (int n = 1; n <= 34; ++n) {
        auto message = accepted_message(n);
        test::set_body(message, std::string(4u << 20, 'x'));
        ASSERT_TRUE(stored(*db, message));
    }
    ASSERT_GT(log_size(), 128u << 20);
    db->checkpoint();
    ASSERT_TRUE(stored(*db, accepted_message(35)));
    EXPECT_EQ(log_size(), 128u << 20);
}

TEST_F(sqlite_store_test, readers_writers_and_checks_run_side_by_side) {
    const auto db = open();
    constexpr int most = 150;
    std::atomic<bool> done{false};
    std::jthread reader([&] {
        while (!done) {
            for (const auto& message : db->list_messages(20, false))
                EXPECT_TRUE(db->find_message(message.id));
            EXPECT_FALSE(db->verify_journal().broken);
        }
    });
    std::jthread deliveries([&] {
        while (!done)
            for (const auto& row : db->lease_deliveries("akimat", test::second(1'000), seconds(60), 5))
                EXPECT_TRUE(db->finish_delivery(row.id, row.attempts, test::second(1'001), ""));
    });
    std::jthread checkpoints([&] {
        while (!done)
            db->checkpoint();
    });
    for (int n = 1; n <= most; ++n)
        EXPECT_TRUE(stored(*db, accepted_message(n)));
    done = true;
    reader.join();
    deliveries.join();
    checkpoints.join();
    EXPECT_EQ(db->verify_journal().rows, std::uint64_t{most});
}

}  // namespace
}  // namespace gw::store
