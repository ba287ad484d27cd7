// Commit: one transaction for the batch, a failing message refuses only itself, contents come back as they
// were.
#include <gmock/gmock.h>

#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

using store::commit_outcome;

TEST_P(store_suite, gives_back_what_was_stored) {
    store::message_record message = accepted_message(1);
    set_body(message, std::string("octets \0 with \xff nul", 19));
    message.answer = std::string("\0answer", 7);
    message.evidence = {store::make_evidence("certificate", "DER"), store::make_evidence("crl", "list")};
    commit_all({message});

    const auto found = db().find_message(message.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->raw, message.raw);
    EXPECT_EQ(found->answer, message.answer);
    EXPECT_EQ(found->verdict_json, message.verdict_json);
    EXPECT_EQ(found->received_at, message.received_at);
    EXPECT_EQ(found->portal, message.portal);
    EXPECT_EQ(found->peer, message.peer);
    EXPECT_EQ(found->size, message.size);
    EXPECT_EQ(found->raw_sha256, message.raw_sha256);
    EXPECT_EQ(found->http_status, 200u);
    ASSERT_TRUE(found->key);
    EXPECT_EQ(found->key->content, message.key->content);
    ASSERT_TRUE(found->svc_case);
    EXPECT_EQ(found->svc_case->number, "SKO-000001");
    EXPECT_EQ(found->svc_case->json, message.svc_case->json);
    ASSERT_EQ(found->outbox.size(), 1u);
    EXPECT_EQ(found->outbox[0].id, delivery_no(1));
    ASSERT_EQ(found->evidence.size(), 2u);
    EXPECT_EQ(found->evidence[0]->content, "DER");
    EXPECT_EQ(found->evidence[1]->kind, "crl");
}

TEST_P(store_suite, does_not_know_a_message_that_was_never_stored) {
    EXPECT_FALSE(db().find_message(message_no(9)));
}

TEST_P(store_suite, keeps_everything_when_closed_and_opened_again) {
    commit_all({accepted_message(1), refused_message(2)});
    close();
    EXPECT_TRUE(db().find_message(message_no(1)));
    EXPECT_TRUE(db().find_message(message_no(2)));
    commit_all({accepted_message(3)});
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 3u);
}

TEST_P(store_suite, a_message_that_fails_refuses_only_itself) {
    store::message_record same_number = accepted_message(2);
    same_number.svc_case->number = accepted_message(1).svc_case->number;
    same_number.evidence = {store::make_evidence("certificate", "seen first in the one that fails")};
    store::message_record after = accepted_message(3);
    after.evidence = same_number.evidence;
    const auto results = db().commit({accepted_message(1), same_number, after});
    ASSERT_EQ(results.size(), 3u);
    EXPECT_TRUE(results[0]);
    ASSERT_FALSE(results[1]);
    EXPECT_EQ(results[1].error().code(), errc::internal);
    EXPECT_THAT(results[1].error().detail(), testing::HasSubstr("number"));
    EXPECT_TRUE(results[2]);

    EXPECT_TRUE(db().find_message(message_no(1)));
    EXPECT_FALSE(db().find_message(message_no(2)));
    EXPECT_FALSE(db().find_duplicate(*same_number.key));
    ASSERT_TRUE(db().find_message(message_no(3)));
    EXPECT_EQ(db().find_message(message_no(3))->evidence.size(), 1u);
    EXPECT_EQ(lease(100).size(), 2u);
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 2u);
}

TEST_P(store_suite, refuses_a_delivery_of_another_case) {
    store::message_record message = accepted_message(1);
    message.outbox[0].svc_case = case_no(7);
    const auto results = db().commit({message});
    ASSERT_FALSE(results[0]);
    EXPECT_EQ(results[0].error().code(), errc::internal);
    EXPECT_FALSE(db().find_message(message.id));
}

TEST_P(store_suite, an_empty_batch_is_nothing) {
    EXPECT_TRUE(db().commit({}).empty());
}

TEST_P(store_suite, stores_evidence_once_per_content) {
    const std::string large(1u << 20, 'c');
    const auto crl = store::make_evidence("crl", large);
    for (int n = 1; n <= 20; ++n) {
        store::message_record message = refused_message(n);
        message.evidence = {n % 2 == 0 ? crl : store::make_evidence("crl", large)};
        if (n % 5 == 0)  // an item without a digest is the same content too
            message.evidence = {std::make_shared<store::evidence_item>(store::evidence_item{"crl", large})};
        commit_all({message});
        if (n == 10) close();
    }
    db().checkpoint();
    EXPECT_LT(db().status().octets_on_disk, 6u << 20);
    EXPECT_EQ(db().find_message(message_no(20))->evidence.at(0)->content, large);
}

TEST_P(store_suite, evidence_that_was_kept_before_is_named_by_its_digest) {
    const auto crl = store::make_evidence("crl", "list");
    db().put_evidence(*crl);
    db().put_evidence(*crl);
    store::message_record message = refused_message(1);
    message.evidence = {std::make_shared<store::evidence_item>(store::evidence_item{"crl", "", crl->sha256})};
    commit_all({message});
    EXPECT_EQ(db().find_message(message_no(1))->evidence.at(0)->content, "list");
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
}

TEST_P(store_suite, evidence_that_was_never_kept_refuses_the_message) {
    store::message_record message = refused_message(1);
    message.evidence = {std::make_shared<store::evidence_item>(
        store::evidence_item{"crl", "", crypto::sha256("a list that nobody kept")})};
    const auto results = db().commit({message, refused_message(2)});
    ASSERT_FALSE(results[0]);
    EXPECT_EQ(results[0].error().code(), errc::internal);
    EXPECT_THAT(results[0].error().detail(), testing::HasSubstr("never kept"));
    EXPECT_TRUE(results[1]);
}

TEST_P(store_suite, lists_messages_newest_first) {
    commit_all({accepted_message(1), refused_message(2), accepted_message(3), refused_message(4)});
    const auto all = db().list_messages(3, false);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].id, message_no(4));
    EXPECT_EQ(all[1].case_number, "SKO-000003");
    EXPECT_EQ(all[2].code, static_cast<int>(errc::internal));
    const auto refused = db().list_messages(10, true);
    ASSERT_EQ(refused.size(), 2u);
    EXPECT_EQ(refused[0].id, message_no(4));
    EXPECT_EQ(refused[1].id, message_no(2));
}

TEST_P(store_suite, keeps_of_strangers_no_more_than_the_ring_holds) {
    options_.stranger_ring_rows = 3;
    commit_all({strangers_message(1), strangers_message(2), refused_message(3), strangers_message(4)});
    commit_all({strangers_message(5), strangers_message(6)});
    EXPECT_EQ(db().find_message(message_no(1))->raw, "");
    EXPECT_EQ(db().find_message(message_no(2))->answer, "");
    EXPECT_NE(db().find_message(message_no(3))->raw, "");  // known senders are kept
    EXPECT_NE(db().find_message(message_no(4))->raw, "");
    EXPECT_NE(db().find_message(message_no(6))->raw, "");
    EXPECT_EQ(db().find_message(message_no(1))->raw_sha256, strangers_message(1).raw_sha256);
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
    EXPECT_EQ(check.rows, 6u);

    close();
    options_.stranger_ring_rows = 1;  // configured smaller: the next stranger makes room
    commit_all({strangers_message(7)});
    EXPECT_EQ(db().find_message(message_no(6))->raw, "");
    EXPECT_NE(db().find_message(message_no(7))->raw, "");
}

TEST_P(store_suite, cuts_what_a_stranger_sends) {
    store::message_record message = strangers_message(1);
    set_body(message, std::string(100'000, 'x'));
    message.sender_id.assign(100'000, 's');
    message.evidence = {store::make_evidence("certificate", "DER")};
    commit_all({message});
    const auto found = db().find_message(message.id);
    EXPECT_EQ(found->raw.size(), 4096u);
    EXPECT_EQ(found->size, 100'000u);
    EXPECT_EQ(found->sender_id.size(), 128u);
    EXPECT_TRUE(found->evidence.empty());
    const auto check = db().verify_journal();
    EXPECT_FALSE(check.broken) << check.why;
}

TEST_P(store_suite, tells_its_state) {
    commit_all({accepted_message(1), accepted_message(2), refused_message(3)});
    const auto leased = lease(10, 1);
    ASSERT_TRUE(db().fail_delivery(leased[0].id, 1, second(11), store::delivery_state::failed, "no"));
    const auto status = db().status();
    EXPECT_EQ(status.messages, 3u);
    EXPECT_EQ(status.refused, 1u);
    EXPECT_EQ(status.cases, 2u);
    EXPECT_EQ(status.pending_deliveries, 1u);
    EXPECT_EQ(status.failed_deliveries, 1u);
    EXPECT_EQ(status.journal_rows, 3u);
    EXPECT_GT(status.octets_on_disk, 0u);
    EXPECT_EQ(status.schema_version, 3);
    EXPECT_EQ(status.backend, GetParam().name);
    EXPECT_NO_THROW(db().probe());
    // Asked again, nothing is counted twice and what came since is there.
    commit_all({refused_message(4), accepted_message(5)});
    const auto later = db().status();
    EXPECT_EQ(later.journal_rows, 5u);
    EXPECT_EQ(later.refused, 2u);
    EXPECT_EQ(later.cases, 3u);
    EXPECT_EQ(db().status().refused, 2u);
}

}  // namespace
}  // namespace gw::test
