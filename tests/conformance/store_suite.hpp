// What every store must do, whatever keeps its rows. A backend instantiates `store_suite` and
// `damaged_journal` with its own factory.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "store/store.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::test {

struct backend_options {
    std::uint64_t stranger_ring_rows = 10'000;
};
struct store_backend {
    std::string name;
    // Opens the store that belongs to the folder, making it the first time.
    std::function<std::unique_ptr<store::store>(const temp_folder&, const backend_options&)> open;
    // Changes rows behind the store's back, as somebody with access to the database would.
    std::function<void(const temp_folder&, const std::string& sql)> tamper;
};

class store_suite : public testing::TestWithParam<store_backend> {
protected:
    store::store& db() {
        if (!db_) db_ = GetParam().open(folder_, options_);
        return *db_;
    }
    void close() { db_.reset(); }
    void tamper(const std::string& sql) { GetParam().tamper(folder_, sql); }
    // Every message stored, or the test fails.
    void commit_all(const std::vector<store::message_record>& batch) {
        for (const auto& outcome : db().commit(batch)) {
            ASSERT_TRUE(outcome) << outcome.error().to_string();
            ASSERT_EQ(outcome->outcome, store::commit_outcome::stored);
        }
    }
    std::vector<store::delivery_record> lease(int at, std::size_t most = 10) {
        return db().lease_deliveries("akimat", second(at), seconds(60), most);
    }

    backend_options options_;
    temp_folder folder_;

private:
    std::unique_ptr<store::store> db_;
};

// Five accepted messages, then somebody changes rows.
class damaged_journal : public store_suite {
protected:
    void SetUp() override;
    void expect_broken(const std::string& sql, std::uint64_t row, const std::string& why);
};

}  // namespace gw::test
