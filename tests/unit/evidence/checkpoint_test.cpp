// Checkpoints: made when the journal advanced, and whatever is changed below them shows.
#include "evidence/checkpoint.hpp"

#include "evidence/journal_audit.hpp"
#include "unit/evidence/office.hpp"

namespace gw::evidence {
namespace {

using testing::HasSubstr;

class checkpoint_test : public office {
protected:
    void grow(int first, int last) {
        for (int n = first; n <= last; ++n)
            keep(test::refused_message(n));
    }
    bool signed_now() {
        const auto made = make_checkpoint(*store_, identity_, dsig::test::now);
        EXPECT_TRUE(made) << made.error().to_string();
        return made && *made;
    }
    void expect_broken(const std::string& sql, const std::string& why) {
        grow(1, 3);
        EXPECT_TRUE(signed_now());
        grow(4, 6);
        EXPECT_TRUE(signed_now());
        EXPECT_FALSE(audit_journal(*store_, identity_.certificate).broken);
        tamper(sql);
        const auto seen = audit_journal(*store_, identity_.certificate);
        ASSERT_TRUE(seen.broken) << sql;
        EXPECT_THAT(seen.why, HasSubstr(why)) << sql;
    }
};

TEST_F(checkpoint_test, is_made_only_when_the_journal_advanced) {
    EXPECT_FALSE(signed_now()) << "an empty journal has nothing to sign";
    grow(1, 5);
    EXPECT_TRUE(signed_now());
    EXPECT_FALSE(signed_now());
    grow(6, 6);
    EXPECT_TRUE(signed_now());
    const auto all = store_->list_checkpoints(0, 10);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].first, 1u);
    EXPECT_EQ(all[0].last, 5u);
    EXPECT_EQ(all[1].first, 6u);
    EXPECT_EQ(all[1].last, 6u);
    EXPECT_EQ(read_statement(all[1].statement)->previous, crypto::sha256(all[0].statement));
    EXPECT_EQ(store_->find_checkpoint(3)->number, 1u);
    EXPECT_EQ(store_->find_checkpoint(6)->number, 2u);
    EXPECT_FALSE(store_->find_checkpoint(7));
    const auto seen = audit_journal(*store_, identity_.certificate);
    EXPECT_FALSE(seen.broken) << seen.why;
    EXPECT_EQ(seen.checkpoints, 2u);
    EXPECT_EQ(seen.covered, 6u);
}

TEST_F(checkpoint_test, a_new_key_signs_the_same_rows_again) {
    grow(1, 2);
    EXPECT_TRUE(signed_now());
    const auto old = identity_.certificate;
    EVP_PKEY* key = cast().employer.identity.key.get();
    EVP_PKEY_up_ref(key);
    identity_ = {crypto::pkey(key), cast().employer.certificate, {}};
    EXPECT_TRUE(audit_journal(*store_, identity_.certificate).broken) << "until the new key has signed";
    EXPECT_TRUE(signed_now());
    EXPECT_FALSE(signed_now());
    EXPECT_FALSE(audit_journal(*store_, identity_.certificate).broken);
    EXPECT_THAT(audit_journal(*store_, old).why, HasSubstr("another certificate"));
    EXPECT_FALSE(audit_journal(*store_, nullptr).broken);
    grow(3, 3);
    EXPECT_TRUE(signed_now());
    EXPECT_FALSE(audit_journal(*store_, identity_.certificate).broken);
}

TEST_F(checkpoint_test, a_row_that_was_replaced_together_with_its_hash) {
    expect_broken("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2", "not those that were signed");
}
TEST_F(checkpoint_test, rows_that_were_cut_off) {
    expect_broken("PRAGMA foreign_keys = OFF; DELETE FROM journal WHERE seq = 6", "rows were removed");
}
TEST_F(checkpoint_test, a_checkpoint_that_was_removed) {
    expect_broken("DELETE FROM checkpoint WHERE number = 1", "does not continue");
}
TEST_F(checkpoint_test, a_statement_that_was_changed) {
    expect_broken("UPDATE checkpoint SET statement = replace(statement, '\"last\":3', '\"last\":2')",
                  "statement was changed");
}
TEST_F(checkpoint_test, a_time_that_was_changed) {
    expect_broken("UPDATE checkpoint SET statement = replace(statement, '2026-06-01', '2026-06-02')",
                  "signature does not hold");
}
TEST_F(checkpoint_test, a_signature_that_was_changed) {
    expect_broken("UPDATE checkpoint SET signature = x'00' WHERE number = 2", "signature does not hold");
}

TEST_F(checkpoint_test, is_not_made_over_a_journal_with_a_hole) {
    grow(1, 3);
    tamper("PRAGMA foreign_keys = OFF; DELETE FROM content WHERE seq = 2; DELETE FROM journal WHERE seq = 2");
    EXPECT_EQ(make_checkpoint(*store_, identity_, dsig::test::now).error().code(), errc::journal_broken);
}

TEST(CheckpointStatement, is_read_as_it_was_written_and_not_otherwise) {
    checkpoint made;
    made.number = 7;
    made.at = test_pki::day("2026-06-01");
    made.first = 3;
    made.last = 9;
    made.root[0] = 1;
    const auto text = to_statement(made);
    ASSERT_TRUE(read_statement(text));
    EXPECT_EQ(to_statement(*read_statement(text)), text);
    for (const std::string& bad :
         {text + " ", " " + text, std::string(), std::string("{}"), std::string("[1]"),
          dsig::test::replaced(text, "checkpoint/1", "checkpoint/2"),
          dsig::test::replaced(text, "\"number\":7", "\"number\":-7"),
          dsig::test::replaced(text, "\"number\":7", "\"number\":7,\"more\":1")})
        EXPECT_EQ(read_statement(bad).error().code(), errc::evidence_changed) << bad;
}

}  // namespace
}  // namespace gw::evidence
