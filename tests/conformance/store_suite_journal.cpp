// The journal: whatever is changed behind the store's back, the check names the first row that does not hold
// and why.
#include <gmock/gmock.h>

#include "conformance/store_suite.hpp"

namespace gw::test {

void damaged_journal::SetUp() {
    for (int n = 1; n <= 5; ++n) {
        store::message_record message = accepted_message(n);
        message.evidence = {store::make_evidence("crl", "list")};
        if (n >= 3) message.evidence.push_back(store::make_evidence("certificate", "from the third on"));
        commit_all({message});
    }
}

void damaged_journal::expect_broken(const std::string& sql, std::uint64_t row, const std::string& why) {
    close();
    tamper(sql);
    const auto check = db().verify_journal();
    ASSERT_TRUE(check.broken) << sql;
    EXPECT_EQ(*check.broken, row) << sql << ": " << check.why;
    EXPECT_THAT(check.why, testing::HasSubstr(why)) << sql;
}

namespace {

TEST_P(store_suite, an_empty_journal_holds) {
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken);
    EXPECT_EQ(check.rows, 0u);
}

TEST_P(store_suite, a_journal_of_more_than_a_page_holds) {
    std::vector<store::message_record> batch;
    for (int n = 1; n <= 600; ++n)
        batch.push_back(n % 3 == 0 ? strangers_message(n) : refused_message(n));
    options_.stranger_ring_rows = 50;
    commit_all(batch);
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 600u);
    EXPECT_EQ(check.head.size(), 64u);
}

TEST_P(damaged_journal, holds_before_the_damage) {
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 5u);
}
TEST_P(damaged_journal, changed_verdict_code) {
    expect_broken("UPDATE journal SET code = 3001 WHERE seq = 3", 3, "the row was changed");
}
TEST_P(damaged_journal, changed_time) {
    expect_broken("UPDATE journal SET received_at = received_at + 1 WHERE seq = 2", 2, "the row was changed");
}
TEST_P(damaged_journal, changed_sender) {
    expect_broken("UPDATE journal SET sender_id = 'other' WHERE seq = 4", 4, "the row was changed");
}
TEST_P(damaged_journal, changed_hash) {
    expect_broken("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2", 2, "the row was changed");
}
TEST_P(damaged_journal, changed_octets) {
    expect_broken("UPDATE content SET raw = x'00' WHERE seq = 2", 2, "received octets");
}
TEST_P(damaged_journal, changed_verdict_text) {
    expect_broken("UPDATE content SET verdict = '{}' WHERE seq = 4", 4, "the verdict");
}
TEST_P(damaged_journal, changed_answer) {
    expect_broken("UPDATE content SET answer = x'00' WHERE seq = 1", 1, "the answer");
}
TEST_P(damaged_journal, changed_case) {
    expect_broken("UPDATE content SET case_json = '{}' WHERE seq = 5", 5, "the case");
}
TEST_P(damaged_journal, another_case_registered) {
    expect_broken("UPDATE svc_case SET number = 'SKO-999999' WHERE seq = 3", 3, "registered case");
}
TEST_P(damaged_journal, removed_case) {
    expect_broken("DELETE FROM svc_case WHERE seq = 3", 3, "registered case");
}
TEST_P(damaged_journal, removed_octets) {
    expect_broken("DELETE FROM content WHERE seq = 3", 3, "are gone");
}
TEST_P(damaged_journal, changed_evidence) {
    expect_broken("UPDATE evidence SET content = x'00' WHERE kind = 'certificate'", 3,
                  "content of its evidence");
}
TEST_P(damaged_journal, removed_evidence_link) {
    expect_broken("DELETE FROM message_evidence WHERE seq = 4 AND place = 1", 4, "the evidence was changed");
}
TEST_P(damaged_journal, removed_first_row) {
    expect_broken("DELETE FROM journal WHERE seq = 1", 2, "row 1 is missing");
}
TEST_P(damaged_journal, removed_row) {
    expect_broken("DELETE FROM journal WHERE seq = 3", 4, "row 3 is missing");
}
TEST_P(damaged_journal, removed_and_renumbered) {
    expect_broken("DELETE FROM journal WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4", 3,
                  "does not continue the row before");
}
TEST_P(damaged_journal, swapped_rows) {
    expect_broken(
        "UPDATE journal SET seq = 99 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3;"
        "UPDATE journal SET seq = 3 WHERE seq = 99",
        2, "does not continue the row before");
}
TEST_P(damaged_journal, removed_last_row) {
    expect_broken("DELETE FROM journal WHERE seq = 5", 5, "removed at the end");
}
TEST_P(damaged_journal, removed_last_row_and_head_moved_back) {
    expect_broken(
        "DELETE FROM journal WHERE seq = 5; UPDATE journal_head SET seq = 4,"
        " hash = (SELECT hash FROM journal WHERE seq = 4)",
        5, "beyond the end");
}
TEST_P(damaged_journal, removed_everything) {
    expect_broken("DELETE FROM journal", 1, "removed at the end");
}
TEST_P(damaged_journal, wrong_head) {
    expect_broken("UPDATE journal_head SET hash = zeroblob(32)", 5, "not the head");
}
TEST_P(damaged_journal, octets_of_a_stranger_in_the_ring) {
    commit_all({strangers_message(6)});
    expect_broken("UPDATE content SET raw = x'00' WHERE seq = 6", 6, "received octets");
}

}  // namespace
}  // namespace gw::test
