// Duplicates: a key is claimed once, in the transaction of its message.
#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

using store::commit_outcome;

// The message of the same sender with the same key, received again under a new id of ours.
store::message_record again(int first, int n) {
    store::message_record message = accepted_message(n);
    message.source_message_id = accepted_message(first).source_message_id;
    message.key = accepted_message(first).key;
    return message;
}

store::message_record other_content(int first, int n) {
    store::message_record message = again(first, n);
    message.key->content = crypto::sha256("something else");
    return message;
}

TEST_P(store_suite, a_repeat_gets_the_first_answer_and_stores_nothing) {
    commit_all({accepted_message(1)});
    const auto results = db().commit({again(1, 2)});
    ASSERT_TRUE(results[0]);
    EXPECT_EQ(results[0]->outcome, commit_outcome::repeated);
    EXPECT_EQ(results[0]->answer, accepted_message(1).answer);
    EXPECT_EQ(results[0]->http_status, 200u);
    EXPECT_EQ(results[0]->first, message_no(1));
    EXPECT_FALSE(db().find_message(message_no(2)));
    EXPECT_EQ(db().status().journal_rows, 1u);
    EXPECT_EQ(db().list_cases({}).size(), 1u);
}

TEST_P(store_suite, other_content_under_the_same_key_is_a_conflict) {
    commit_all({accepted_message(1)});
    const auto results = db().commit({other_content(1, 2)});
    ASSERT_TRUE(results[0]);
    EXPECT_EQ(results[0]->outcome, commit_outcome::conflict);
    EXPECT_TRUE(results[0]->answer.empty());
    EXPECT_EQ(results[0]->first, message_no(1));
    EXPECT_FALSE(db().find_message(message_no(2)));
    EXPECT_EQ(db().status().journal_rows, 1u);
}

TEST_P(store_suite, the_refusal_of_a_conflict_does_not_claim_the_key) {
    commit_all({accepted_message(1)});
    store::message_record refusal = refused_message(2);
    refusal.source_message_id = accepted_message(1).source_message_id;
    commit_all({refusal});
    EXPECT_FALSE(db().find_message(message_no(2))->key);
    EXPECT_EQ(db().find_duplicate(*accepted_message(1).key)->first, message_no(1));
}

TEST_P(store_suite, finds_repeats_inside_one_batch) {
    const auto results =
        db().commit({accepted_message(1), again(1, 2), other_content(1, 3), accepted_message(4)});
    ASSERT_TRUE(results[0] && results[1] && results[2] && results[3]);
    EXPECT_EQ(results[0]->outcome, commit_outcome::stored);
    EXPECT_EQ(results[1]->outcome, commit_outcome::repeated);
    EXPECT_EQ(results[1]->answer, accepted_message(1).answer);
    EXPECT_EQ(results[2]->outcome, commit_outcome::conflict);
    EXPECT_EQ(results[3]->outcome, commit_outcome::stored);
    EXPECT_EQ(db().status().cases, 2u);
}

TEST_P(store_suite, looks_a_repeat_up_without_a_commit) {
    EXPECT_FALSE(db().find_duplicate(*accepted_message(1).key));
    commit_all({accepted_message(1)});
    const auto found = db().find_duplicate(*accepted_message(1).key);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->outcome, commit_outcome::repeated);
    EXPECT_EQ(found->answer, accepted_message(1).answer);
    EXPECT_FALSE(db().find_duplicate(*other_content(1, 2).key));
}

TEST_P(store_suite, a_key_is_all_of_sender_service_and_message) {
    commit_all({accepted_message(1)});
    for (int n = 2; n <= 4; ++n) {
        store::message_record message = again(1, n);
        if (n == 2) message.key->sender_id += "x";
        if (n == 3) message.key->service_id += "x";
        if (n == 4) std::swap(message.key->sender_id, message.key->service_id);
        commit_all({message});
    }
    EXPECT_EQ(db().status().cases, 4u);
}

TEST_P(store_suite, a_message_without_a_key_may_come_again) {
    commit_all({refused_message(1)});
    store::message_record message = refused_message(1);
    message.id = message_no(2);
    commit_all({message});
    EXPECT_EQ(db().status().messages, 2u);
}

}  // namespace
}  // namespace gw::test
