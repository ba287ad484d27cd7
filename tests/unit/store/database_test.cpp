// The wrapper over SQLite: values, refusals, transactions.
#include "store/sqlite/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_folder.hpp"

namespace gw::store::sqlite {
namespace {

class database_test : public testing::Test {
protected:
    void SetUp() override {
        db_.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, octets BLOB)");
    }
    std::int64_t count() { return db_.pragma("SELECT count(*) FROM t"); }

    test::temp_folder folder_;
    database db_{folder_.file("t.db"), access::read_write};
};

errc code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const infrastructure_error& failure) {
        return failure.code();
    }
    return errc::internal;
}

TEST_F(database_test, values_come_back_as_they_were) {
    const std::string octets("a\0b\xff", 4);
    ASSERT_TRUE(db_.change("INSERT INTO t VALUES (?, ?, ?)", 7, std::string("t\0t", 3), blob(octets)));
    EXPECT_EQ(db_.last_row(), 7);
    rows row = db_.select("SELECT n, text, octets, NULL FROM t WHERE n = ?", std::uint64_t{7});
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.integer(0), 7);
    EXPECT_EQ(row.text(1), std::string("t\0t", 3));
    EXPECT_EQ(row.view(2), octets);
    EXPECT_TRUE(row.is_null(3));
    EXPECT_EQ(row.digest(2), sha256_digest{}) << "not a digest";
    EXPECT_FALSE(row.next());
}

TEST_F(database_test, empty_values_are_not_null) {
    ASSERT_TRUE(db_.change("INSERT INTO t VALUES (?, ?, ?)", 1, std::string_view(), blob(octets_view())));
    rows row = db_.select("SELECT text IS NULL, octets IS NULL FROM t");
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.integer(0), 0);
    EXPECT_EQ(row.integer(1), 0);
}

TEST_F(database_test, a_row_that_breaks_a_constraint_is_an_error_that_names_it) {
    ASSERT_TRUE(db_.change("INSERT INTO t VALUES (?, ?, NULL)", 1, "same"));
    const auto outcome = db_.change("INSERT INTO t VALUES (?, ?, NULL)", 2, "same");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), errc::internal);
    EXPECT_THAT(outcome.error().detail(), testing::HasSubstr("t.text"));
    EXPECT_EQ(code_of([&] { db_.must_change("INSERT INTO t VALUES (?, ?, NULL)", 2, "same"); }),
              errc::store_unavailable);
    EXPECT_TRUE(db_.change("INSERT INTO t VALUES (?, ?, NULL)", 2, "other"))
        << "the statement can be used again";
}

TEST_F(database_test, a_transaction_that_is_not_committed_did_not_happen) {
    {
        transaction change(db_);
        db_.must_change("INSERT INTO t VALUES (1, 'a', NULL)");
    }
    EXPECT_EQ(count(), 0);
    transaction change(db_);
    db_.must_change("INSERT INTO t VALUES (1, 'a', NULL)");
    change.commit();
    EXPECT_EQ(count(), 1);
    EXPECT_FALSE(db_.in_transaction());
}

TEST_F(database_test, a_savepoint_that_is_not_kept_undoes_only_its_own) {
    transaction change(db_);
    for (int n = 1; n <= 3; ++n) {
        savepoint one(db_);
        db_.must_change("INSERT INTO t VALUES (?, ?, NULL)", n, std::to_string(n));
        if (n != 2) one.keep();
    }
    change.commit();
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(db_.pragma("SELECT count(*) FROM t WHERE n = 2"), 0);
}

TEST_F(database_test, a_file_that_is_no_database_is_unavailable) {
    {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(folder_.file("x.db").c_str(), "w"),
                                                             std::fclose);
        std::fputs("this is text, more than one header of a database long: 0123456789 0123456789 0123456789",
                   file.get());
    }
    database db(folder_.file("x.db"), access::read_write);
    EXPECT_EQ(code_of([&] { db.execute("CREATE TABLE t (n)"); }), errc::store_unavailable);
    EXPECT_EQ(code_of([&] { database missing(folder_.file("no/such/folder.db"), access::read_write); }),
              errc::store_unavailable);
    EXPECT_EQ(code_of([&] { database missing(folder_.file("missing.db"), access::read_only); }),
              errc::store_unavailable);
}

TEST_F(database_test, a_path_is_not_a_uri) {
    const std::string odd = folder_.file("a?mode=memory#%41.db");
    database db(odd, access::read_write);
    db.execute("CREATE TABLE t (n)");
    EXPECT_TRUE(std::filesystem::exists(odd));
}

}  // namespace
}  // namespace gw::store::sqlite
