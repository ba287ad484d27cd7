// The outbox: leases run out, old attempts do not count, an administrator can send again.
#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

using store::delivery_state;

TEST_P(store_suite, leases_what_is_due_once) {
    commit_all({accepted_message(1), accepted_message(2), accepted_message(3)});
    const auto first = lease(10, 2);
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].id, delivery_no(1));
    EXPECT_EQ(first[0].svc_case, case_no(1));
    EXPECT_EQ(first[0].case_number, "SKO-000001");
    EXPECT_EQ(first[0].case_json, accepted_message(1).svc_case->json);
    EXPECT_EQ(first[0].state, delivery_state::in_flight);
    EXPECT_EQ(first[0].attempts, 1);
    EXPECT_EQ(first[0].tries, 1);
    EXPECT_FALSE(first[0].taken_over);
    EXPECT_EQ(first[0].next_attempt_at, second(70));
    const auto rest = lease(10);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].id, delivery_no(3));
    EXPECT_TRUE(lease(10).empty());
    EXPECT_TRUE(db().lease_deliveries("elsewhere", second(10), seconds(60), 10).empty());
}

TEST_P(store_suite, takes_nothing_before_it_is_due) {
    commit_all({accepted_message(5)});
    EXPECT_TRUE(lease(4).empty());
    EXPECT_EQ(db().next_delivery_due("akimat"), second(5));
    EXPECT_EQ(lease(5).size(), 1u);
    EXPECT_FALSE(db().next_delivery_due("elsewhere"));
}

TEST_P(store_suite, a_lease_that_ran_out_is_taken_again_and_the_old_attempt_no_longer_counts) {
    commit_all({accepted_message(1)});
    ASSERT_EQ(lease(10).size(), 1u);
    EXPECT_TRUE(lease(69).empty());
    EXPECT_EQ(db().next_delivery_due("akimat"), second(70));
    const auto again = lease(70);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempts, 2);
    EXPECT_TRUE(again[0].taken_over);

    EXPECT_FALSE(db().finish_delivery(delivery_no(1), 1, second(71), "late"));
    EXPECT_FALSE(db().retry_delivery(delivery_no(1), 1, second(71), "late"));
    EXPECT_FALSE(db().fail_delivery(delivery_no(1), 1, second(71), delivery_state::failed, "late"));
    EXPECT_TRUE(db().finish_delivery(delivery_no(1), 2, second(72), "REF-1"));
    EXPECT_FALSE(db().finish_delivery(delivery_no(1), 2, second(73), "twice"));
    EXPECT_TRUE(lease(1000).empty());
    EXPECT_FALSE(db().next_delivery_due("akimat"));

    const auto delivered = db().list_deliveries(delivery_state::delivered, 10);
    ASSERT_EQ(delivered.size(), 1u);
    EXPECT_EQ(delivered[0].target_reference, "REF-1");
    const auto events = db().find_case(case_no(1).str())->events;
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[1].kind, "delivered");
    EXPECT_EQ(events[1].actor, "akimat");
}

TEST_P(store_suite, an_attempt_may_end_after_its_lease_when_nobody_took_it) {
    commit_all({accepted_message(1)});
    ASSERT_EQ(lease(10).size(), 1u);
    EXPECT_TRUE(db().finish_delivery(delivery_no(1), 1, second(500), ""));
}

TEST_P(store_suite, a_retry_waits_for_its_time) {
    commit_all({accepted_message(1)});
    ASSERT_EQ(lease(10).size(), 1u);
    EXPECT_TRUE(db().retry_delivery(delivery_no(1), 1, second(40), "connection refused"));
    EXPECT_TRUE(lease(39).empty());
    EXPECT_EQ(db().list_deliveries(delivery_state::pending, 10).at(0).last_error, "connection refused");
    const auto next = lease(40);
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].attempts, 2);
    EXPECT_FALSE(next[0].taken_over);
}

TEST_P(store_suite, what_failed_is_sent_again_only_when_an_administrator_says_so) {
    commit_all({accepted_message(1), accepted_message(2), accepted_message(3)});
    ASSERT_EQ(lease(10).size(), 3u);
    EXPECT_TRUE(db().fail_delivery(delivery_no(1), 1, second(11), delivery_state::failed, "refused"));
    EXPECT_TRUE(
        db().fail_delivery(delivery_no(2), 1, second(11), delivery_state::needs_review, "outcome unknown"));
    EXPECT_TRUE(db().finish_delivery(delivery_no(3), 1, second(11), ""));
    EXPECT_TRUE(lease(1000).empty());
    EXPECT_EQ(db().list_deliveries(delivery_state::failed, 10).size(), 1u);
    EXPECT_EQ(db().list_deliveries(delivery_state::needs_review, 10).at(0).last_error, "outcome unknown");

    EXPECT_EQ(db().requeue_deliveries(delivery_no(3), second(1000)), 0u);  // delivered stays delivered
    EXPECT_EQ(db().requeue_deliveries(delivery_no(1), second(1000)), 1u);
    EXPECT_EQ(db().requeue_deliveries(delivery_no(1), second(1000)), 0u);
    EXPECT_EQ(db().requeue_deliveries(delivery_id(), second(1000)), 1u);
    const auto again = lease(1000);
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(again[0].attempts, 2);  // goes on counting, so that attempt 1 stays a thing of the past
    EXPECT_EQ(again[0].tries, 1);
    EXPECT_FALSE(db().finish_delivery(delivery_no(1), 1, second(1001), "late"));
    EXPECT_TRUE(db().finish_delivery(delivery_no(1), 2, second(1001), ""));
}

TEST_P(store_suite, lists_deliveries_newest_first) {
    commit_all({accepted_message(1), accepted_message(2), accepted_message(3)});
    const auto all = db().list_deliveries(std::nullopt, 2);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, delivery_no(3));
    EXPECT_EQ(all[1].id, delivery_no(2));
}

TEST_P(store_suite, an_unknown_delivery_is_nothing) {
    EXPECT_FALSE(db().finish_delivery(delivery_no(1), 1, second(1), ""));
    EXPECT_FALSE(db().retry_delivery(delivery_no(1), 1, second(1), ""));
    EXPECT_FALSE(db().fail_delivery(delivery_no(1), 1, second(1), delivery_state::failed, ""));
    EXPECT_EQ(db().requeue_deliveries(delivery_no(1), second(1)), 0u);
}

TEST_P(store_suite, a_lease_survives_a_restart) {
    commit_all({accepted_message(1)});
    ASSERT_EQ(lease(10).size(), 1u);
    close();
    EXPECT_TRUE(lease(69).empty());
    EXPECT_EQ(lease(70).at(0).attempts, 2);
}

}  // namespace
}  // namespace gw::test
