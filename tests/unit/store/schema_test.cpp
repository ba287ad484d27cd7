// Migrations: in order, without loss, never backwards, never into a file of somebody else.
#include "store/sqlite/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "store/store.hpp"
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

}  // namespace
}  // namespace gw::store::sqlite
