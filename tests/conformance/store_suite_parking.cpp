// Parked messages: kept whole, leased for one check at a time, ended once.
#include <gmock/gmock.h>

#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

store::message_record waiting_message(int n) {
    auto message = refused_message(n);
    message.code = static_cast<int>(errc::revocation_stale);
    message.indication = "INDETERMINATE";
    message.park = store::parking_order{"egov-async", second(100), second(1000)};
    return message;
}

store::message_record verdict_on(int parked, int check, int n) {
    auto message = accepted_message(n);
    message.ends = store::parking_end{message_no(parked), check};
    return message;
}

store::commit_outcome outcome_of(store::store& db, const store::message_record& message) {
    return db.commit({message}).front().value().outcome;
}

TEST_P(store_suite, a_parked_message_waits_with_its_octets_until_it_is_due) {
    commit_all({waiting_message(1), waiting_message(2)});
    EXPECT_EQ(db().status().parked, 2u);
    EXPECT_EQ(db().next_parked_due(), second(100));
    EXPECT_TRUE(db().lease_parked(second(99), seconds(60), 10).empty());
    close();
    const auto due = db().lease_parked(second(100), seconds(60), 10);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].id, message_no(1));
    EXPECT_EQ(due[0].raw, waiting_message(1).raw);
    EXPECT_EQ(due[0].route, "egov-async");
    EXPECT_EQ(due[0].portal, "egov");
    EXPECT_EQ(due[0].received_at, second(1));
    EXPECT_EQ(due[0].give_up_at, second(1000));
    EXPECT_EQ(due[0].checks, 1);
    EXPECT_EQ(due[0].code, static_cast<int>(errc::revocation_stale));
    EXPECT_FALSE(db().verify_journal().broken);
}

TEST_P(store_suite, one_check_at_a_time_and_a_lost_one_is_taken_again) {
    commit_all({waiting_message(1)});
    ASSERT_EQ(db().lease_parked(second(100), seconds(60), 10).size(), 1u);
    EXPECT_TRUE(db().lease_parked(second(101), seconds(60), 10).empty());
    const auto again = db().lease_parked(second(160), seconds(60), 10);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].checks, 2);
    EXPECT_FALSE(db().postpone_parked(message_no(1), 1, second(200), 3008)) << "the first check is too late";
    EXPECT_EQ(outcome_of(db(), verdict_on(1, 1, 9)), store::commit_outcome::superseded);
    EXPECT_EQ(db().status().journal_rows, 1u);
    EXPECT_TRUE(db().postpone_parked(message_no(1), 2, second(200), 3008));
    EXPECT_EQ(db().next_parked_due(), second(200));
    EXPECT_EQ(db().find_parked(message_no(1))->code, 3008);
}

TEST_P(store_suite, a_parked_message_ends_once_with_a_verdict_of_its_own) {
    commit_all({waiting_message(1)});
    EXPECT_EQ(outcome_of(db(), verdict_on(1, 0, 2)), store::commit_outcome::superseded) << "nobody checks it";
    ASSERT_EQ(db().lease_parked(second(100), seconds(60), 10).size(), 1u);
    commit_all({verdict_on(1, 1, 2)});
    EXPECT_EQ(db().find_parked(message_no(1))->state, store::parked_state::ended);
    EXPECT_EQ(db().status().parked, 0u);
    EXPECT_FALSE(db().next_parked_due());
    EXPECT_EQ(outcome_of(db(), verdict_on(1, 1, 3)), store::commit_outcome::superseded);
    EXPECT_TRUE(db().lease_parked(second(5000), seconds(60), 10).empty());
    EXPECT_EQ(lease(200).size(), 1u) << "the case is delivered";
    EXPECT_EQ(db().status().journal_rows, 2u);
    EXPECT_FALSE(db().verify_journal().broken);
}

TEST_P(store_suite, fresh_data_bring_everything_up_at_once) {
    commit_all({waiting_message(1), waiting_message(2)});
    ASSERT_EQ(db().lease_parked(second(100), seconds(60), 1).size(), 1u);
    EXPECT_EQ(db().hurry_parked(second(50)), 2u);
    const auto due = db().lease_parked(second(50), seconds(60), 10);
    ASSERT_EQ(due.size(), 1u) << "the other one is being checked";
    EXPECT_EQ(due[0].id, message_no(2));
    // It was checked against what was in force before: it comes again, whatever it was postponed to.
    EXPECT_TRUE(db().postpone_parked(message_no(1), 1, second(900), 3009));
    EXPECT_EQ(db().lease_parked(second(51), seconds(60), 10).size(), 1u);
    EXPECT_TRUE(db().postpone_parked(message_no(1), 2, second(900), 3009));
    EXPECT_TRUE(db().lease_parked(second(52), seconds(60), 10).empty());
}

TEST_P(store_suite, a_stranger_cannot_wait) {
    auto stranger = strangers_message(1);
    stranger.park = store::parking_order{"egov-async", second(100), second(1000)};
    EXPECT_FALSE(db().commit({stranger}).front());
    EXPECT_EQ(db().status().journal_rows, 0u);
}

}  // namespace
}  // namespace gw::test
