// What exports read: rows as they were hashed, evidence by digest, signed statements.
#include <gmock/gmock.h>

#include "conformance/store_suite.hpp"
#include "store/journal.hpp"

namespace gw::test {
namespace {

TEST_P(store_suite, rows_are_read_as_they_were_hashed) {
    auto message = accepted_message(1);
    message.evidence = {store::make_evidence("certificate", "c"), store::make_evidence("crl", "l")};
    commit_all({message, strangers_message(2), refused_message(3)});
    const auto row = db().find_row(message_no(1));
    ASSERT_TRUE(row);
    EXPECT_EQ(store::hash_of(row->entry), row->hash);
    EXPECT_EQ(row->entry.case_number, "SKO-000001");
    const auto kept = db().read_octets(1);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->raw, message.raw);
    EXPECT_EQ(kept->answer, message.answer);
    EXPECT_EQ(kept->verdict_json, message.verdict_json);
    EXPECT_EQ(kept->case_json, message.svc_case->json);
    const auto names = db().evidence_of(1);
    ASSERT_EQ(names.size(), 2u);
    EXPECT_EQ(names[1].kind, "crl");
    EXPECT_EQ(store::digest_of({names[0].sha256, names[1].sha256}), row->entry.evidence);
    EXPECT_EQ(db().find_evidence(names[1].sha256)->content, "l");
    EXPECT_FALSE(db().find_evidence(sha256_digest{}));
    EXPECT_FALSE(db().find_row(message_no(99)));
    EXPECT_FALSE(db().read_octets(99));

    EXPECT_EQ(db().head().seq, 3u);
    const auto hashes = db().row_hashes(1, 9);
    ASSERT_EQ(hashes.size(), 3u);
    EXPECT_EQ(hashes[0], row->hash);
    EXPECT_EQ(hashes[2], db().head().hash);
    EXPECT_EQ(db().list_rows(1, timestamp{}, 10).size(), 2u);
    EXPECT_EQ(db().list_rows(0, second(3), 10).size(), 1u);
    EXPECT_EQ(db().list_rows(0, timestamp{}, 2).size(), 2u);
}

TEST_P(store_suite, checkpoints_and_time_stamps_follow_one_another) {
    commit_all({refused_message(1), refused_message(2), refused_message(3)});
    EXPECT_FALSE(db().last_checkpoint());
    EXPECT_FALSE(db().last_time_stamp());
    db().add_checkpoint({1, 1, 2, "one", "s1", {}});
    db().add_checkpoint({2, 3, 3, "two", "s2", {}});
    EXPECT_THROW(db().add_checkpoint({2, 3, 3, "again", "s", {}}), infrastructure_error);
    EXPECT_THROW(db().add_checkpoint({4, 3, 3, "a hole", "s", {}}), infrastructure_error);
    EXPECT_EQ(db().last_checkpoint()->statement, "two");
    EXPECT_EQ(db().find_checkpoint(2)->signature, "s1");
    EXPECT_EQ(db().list_checkpoints(1, 10).size(), 1u);
    db().add_time_stamp({1, 1, 3, {}, second(5), "token", {}});
    EXPECT_THROW(db().add_time_stamp({1, 1, 3, {}, second(5), "token", {}}), infrastructure_error);
    EXPECT_EQ(db().find_time_stamp(2)->token, "token");
    EXPECT_EQ(db().find_time_stamp(2)->at, second(5));
    EXPECT_FALSE(db().find_time_stamp(4));
    const auto status = db().status();
    EXPECT_EQ(status.checkpoints, 2u);
    EXPECT_EQ(status.time_stamps, 1u);
}

}  // namespace
}  // namespace gw::test
