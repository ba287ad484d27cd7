// Migrations: in order, without loss, never backwards, never into a file of somebody else.
#include "store/sqlite/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "crypto/digest.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/store.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::store::sqlite {
namespace {

constexpr std::array<const char*, 3> versions{
    "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)",
    "ALTER TABLE t ADD COLUMN text TEXT NOT NULL DEFAULT 'from before'",
    "CREATE TABLE u (n); INSERT INTO no_such_table VALUES (1)",
};

std::string why_refused(const std::function<void()>& work) {
    try {
        work();
    } catch (const infrastructure_error& failure) {
        EXPECT_EQ(failure.code(), errc::store_unavailable);
        return failure.what();
    }
    return "";
}

class schema_test : public testing::Test {
protected:
    test::temp_folder folder_;
    database db_{folder_.file("t.db"), access::read_write};
};

TEST_F(schema_test, upgrades_in_order_and_keeps_the_rows) {
    migrate(db_, {versions.data(), 1});
    EXPECT_EQ(db_.pragma("PRAGMA user_version"), 1);
    EXPECT_EQ(db_.pragma("PRAGMA application_id"), application_id);
    db_.execute("INSERT INTO t VALUES (2)");
    migrate(db_, {versions.data(), 2});
    migrate(db_, {versions.data(), 2});  // once more changes nothing
    EXPECT_EQ(db_.pragma("PRAGMA user_version"), 2);
    EXPECT_EQ(db_.pragma("SELECT count(*) FROM t WHERE text = 'from before'"), 2);
}

TEST_F(schema_test, a_migration_that_fails_leaves_the_version_before) {
    EXPECT_THAT(why_refused([&] {
                    migrate(db_, {versions.data(), 3});
                }),
                testing::HasSubstr("no_such_table"));
    EXPECT_EQ(db_.pragma("PRAGMA user_version"), 2);
    EXPECT_EQ(db_.pragma("SELECT count(*) FROM sqlite_schema WHERE name = 'u'"), 0);
}

TEST_F(schema_test, an_older_program_refuses_a_newer_schema) {
    migrate(db_, {versions.data(), 2});
    EXPECT_THAT(why_refused([&] {
                    migrate(db_, {versions.data(), 1});
                }),
                testing::HasSubstr("newer program"));
    EXPECT_THAT(why_refused([&] {
                    require_current(db_, {versions.data(), 1});
                }),
                testing::HasSubstr("newer program"));
}

TEST_F(schema_test, a_reader_refuses_an_older_schema) {
    migrate(db_, {versions.data(), 1});
    EXPECT_THAT(why_refused([&] {
                    require_current(db_, {versions.data(), 2});
                }),
                testing::HasSubstr("store migrate"));
    EXPECT_EQ(why_refused([&] { require_current(db_, {versions.data(), 1}); }), "");
}

TEST_F(schema_test, leaves_the_database_of_another_program_alone) {
    db_.execute("CREATE TABLE theirs (n)");
    EXPECT_THAT(why_refused([&] { migrate(db_, known_migrations()); }),
                testing::HasSubstr("another program"));
    EXPECT_EQ(db_.pragma("SELECT count(*) FROM sqlite_schema"), 1);
}

std::vector<std::string> names(rows row) {
    std::vector<std::string> values;
    while (row.next())
        values.push_back(row.text(0));
    return values;
}

std::string comma_separated(const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

// A file of the older version, holding of each table what that version could hold.
void copy_as_version(std::size_t version, const std::string& from, const std::string& to) {
    database db(to, access::read_write);
    migrate(db, {known_migrations().first, version});
    db.execute("PRAGMA foreign_keys = OFF; ATTACH '" + from + "' AS newest");
    for (const auto& table : names(db.select("SELECT name FROM main.sqlite_schema WHERE type = 'table'"))) {
        const auto columns =
            comma_separated(names(db.select("SELECT name FROM pragma_table_info(?1)", table)));
        db.execute("DELETE FROM main." + table + "; INSERT INTO main." + table + " (" + columns +
                   ") SELECT " + columns + " FROM newest." + table);
    }
}

class StoreUpgrade : public testing::TestWithParam<std::size_t> {};

// A store as an older version of the schema left it, with everything in it that a gateway keeps.
TEST_P(StoreUpgrade, loses_nothing) {
    const test::temp_folder folder;
    const std::string newest = folder.file("newest.db"), file = folder.file("gateway.db");
    {
        auto message = test::accepted_message(1);
        message.evidence = {make_evidence("crl", "list")};
        const auto made = open_sqlite({newest});
        ASSERT_TRUE(made->commit({message, test::refused_message(2), test::strangers_message(3)}).back());
    }
    copy_as_version(GetParam(), newest, file);
    EXPECT_THAT(why_refused([&] { open_sqlite({file, true}); }), testing::HasSubstr("store migrate"));

    const auto upgraded = open_sqlite({file});
    EXPECT_EQ(upgraded->status().schema_version, known_migrations().count);
    EXPECT_EQ(upgraded->status().messages, 3u);
    EXPECT_EQ(upgraded->status().pending_deliveries, 1u);
    EXPECT_FALSE(upgraded->verify_journal().broken);
    EXPECT_EQ(upgraded->find_message(test::message_no(1))->evidence.size(), 1u);
    ASSERT_TRUE(upgraded->commit({test::refused_message(4)}).front());
    EXPECT_FALSE(upgraded->verify_journal().broken);
    upgraded->add_checkpoint({1, 1, 4, "statement", "signature", {}});
    EXPECT_EQ(upgraded->find_checkpoint(1)->last, 4u);
}
INSTANTIATE_TEST_SUITE_P(from_version, StoreUpgrade, testing::Values(1u, 2u),
                         testing::PrintToStringParamName());

// The schema that a version-1 file must have is what its migration makes: the list begins as it was released.
TEST(StoreSchema, version_1_stays_as_it_was_released) {
    EXPECT_EQ(to_hex(crypto::sha256(known_migrations().first[0])),
              "77d4288a2d1f514c6f413c7aa0a6a7c8fd35b49a2bb6a278d24a0e997969435f");
}

// The questions that are asked all the time must not walk the table.
TEST_F(schema_test, frequent_questions_use_an_index) {
    migrate(db_, known_migrations());
    for (const char* sql :
         {"EXPLAIN QUERY PLAN SELECT min(due_at) FROM outbox WHERE target = 'x' AND state IN ('pending', "
          "'in_flight')",
          "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE target = 'x' AND state IN ('pending', 'in_flight') "
          "AND due_at <= 5"
          " ORDER BY due_at LIMIT 5",
          "EXPLAIN QUERY PLAN SELECT count(*) FROM outbox WHERE state IN ('failed', 'needs_review')",
          "EXPLAIN QUERY PLAN SELECT id FROM journal WHERE code <> 0 ORDER BY seq DESC LIMIT 5",
          "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE seq = 'x' ORDER BY id",
          "EXPLAIN QUERY PLAN SELECT seq FROM parked WHERE state <> 'ended' AND due_at <= 5 ORDER BY due_at "
          "LIMIT 5",
          "EXPLAIN QUERY PLAN SELECT min(due_at) FROM parked WHERE state <> 'ended'",
          "EXPLAIN QUERY PLAN SELECT number FROM checkpoint WHERE last_seq >= 5 AND first_seq <= 5 ORDER BY "
          "last_seq"
          " LIMIT 1",
          "EXPLAIN QUERY PLAN SELECT id FROM svc_case c WHERE c.seq > 5 AND c.acknowledged_at IS NULL AND "
          "c.target = 'x'"
          " ORDER BY c.seq LIMIT 5"}) {
        std::string plan;
        rows row = db_.select(sql);
        while (row.next())
            plan += row.text(3) + "; ";
        EXPECT_THAT(plan, testing::HasSubstr("INDEX")) << sql;
        EXPECT_THAT(plan, testing::Not(testing::HasSubstr("TEMP B-TREE"))) << sql;
    }
}

// A long poll asks it twice a second, of a history that only grows.
TEST_F(schema_test, the_feed_goes_on_from_its_place) {
    migrate(db_, known_migrations());
    std::vector<std::string> plan;
    static const std::string asked = std::string("EXPLAIN QUERY PLAN ") + select_feed;
    rows row = db_.select(asked.c_str(), std::uint64_t{5}, "x", std::uint64_t{10});
    while (row.next())
        plan.push_back(row.text(3));
    EXPECT_THAT(plan, testing::ElementsAre("SEARCH e USING INTEGER PRIMARY KEY (rowid>?)",
                                           "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)"));
}

}  // namespace
}  // namespace gw::store::sqlite
