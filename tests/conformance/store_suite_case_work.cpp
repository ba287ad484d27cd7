// The work on cases: versions, repeated requests, attachments, the feed, alarms, webhooks' places, search.
#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

store::case_change move_to(int n, const std::string& state, int at) {
    store::case_change change;
    change.id = case_no(n);
    change.event = {second(at), "moved", "office", "to " + state};
    change.stand = store::case_stand{state, 2, "Асанова", second(at + 100)};
    change.status = "in_progress";
    return change;
}

std::vector<std::string> numbers(const std::vector<store::case_summary>& cases) {
    std::vector<std::string> found;
    for (const auto& summary : cases)
        found.push_back(summary.number);
    return found;
}
using names = std::vector<std::string>;

TEST_P(store_suite, a_new_case_stands_registered_at_its_first_step) {
    auto message = accepted_message(1);
    message.svc_case->next_alarm = second(50);
    commit_all({message});
    const auto found = db().find_case("SKO-000001")->summary;
    EXPECT_EQ(found.stand, (store::case_stand{"registered", 1, "", second(50)}));
    EXPECT_EQ(found.version, 0u);
}

TEST_P(store_suite, a_change_is_whole_and_gives_a_version) {
    commit_all({accepted_message(1)});
    const auto changed = db().change_case(move_to(1, "with_head", 5));
    ASSERT_TRUE(changed);
    EXPECT_GT(changed->version, 0u);
    EXPECT_FALSE(changed->repeated);
    const auto found = *db().find_case("SKO-000001");
    EXPECT_EQ(found.summary.version, changed->version);
    EXPECT_EQ(found.summary.stand, (store::case_stand{"with_head", 2, "Асанова", second(105)}));
    EXPECT_EQ(found.summary.status, "in_progress");
    ASSERT_EQ(found.events.size(), 2u);
    EXPECT_EQ(found.events[1].kind, "moved");
    EXPECT_EQ(found.events[1].number, changed->version);
}

TEST_P(store_suite, a_change_of_another_version_is_refused) {
    commit_all({accepted_message(1)});
    auto change = move_to(1, "with_head", 5);
    change.expected_version = 0;
    const auto first = db().change_case(change);
    ASSERT_TRUE(first);
    EXPECT_EQ(db().change_case(change).error().code(), errc::api_precondition_failed);
    change.expected_version = first->version;
    EXPECT_TRUE(db().change_case(change));
    change.id = case_no(9);
    EXPECT_EQ(db().change_case(change).error().code(), errc::api_not_found);
}

TEST_P(store_suite, a_repeated_request_is_one_request) {
    commit_all({accepted_message(1)});
    auto change = move_to(1, "with_head", 5);
    change.expected_version = 0;
    change.request = store::request_key{"office", "k-1", crypto::sha256("content")};
    EXPECT_FALSE(db().find_request(*change.request));
    const auto first = db().change_case(change);
    ASSERT_TRUE(first);
    const auto again = db().change_case(change);  // the version has moved on: the key comes first
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->version, first->version);
    EXPECT_EQ(db().find_request(*change.request)->value().version, first->version);
    EXPECT_EQ(db().find_case("SKO-000001")->events.size(), 2u);

    change.request->content = crypto::sha256("other");
    EXPECT_EQ(db().change_case(change).error().code(), errc::api_key_reused);
    change.request->owner = "another office";
    EXPECT_EQ(db().change_case(change).error().code(), errc::api_precondition_failed) << "keys are per owner";
}

TEST_P(store_suite, request_keys_are_forgotten_after_a_week) {
    commit_all({accepted_message(1)});
    auto change = move_to(1, "with_head", 5);
    change.request = store::request_key{"office", "k-1", crypto::sha256("content")};
    ASSERT_TRUE(db().change_case(change));
    auto later = move_to(1, "with_officer", 5);
    later.event.at = second(5) + std::chrono::days(8);
    later.request = store::request_key{"office", "k-2", crypto::sha256("later")};
    ASSERT_TRUE(db().change_case(later));
    EXPECT_FALSE(db().find_request(*change.request));
}

TEST_P(store_suite, keeps_attachments_with_their_case) {
    commit_all({accepted_message(1), accepted_message(2)});
    auto change = move_to(1, "with_head", 5);
    change.stand.reset();
    change.status.clear();
    store::attachment added;
    added.at = second(5);
    added.actor = "office";
    added.code = "minutes";
    added.file_name = "хаттама.pdf";
    added.media_type = "application/pdf";
    added.content = std::string("\0\x01PDF", 5);
    added.size = added.content.size();
    added.sha256 = crypto::sha256(added.content);
    change.added = added;
    const auto changed = db().change_case(change);
    ASSERT_TRUE(changed);
    ASSERT_GT(changed->attachment, 0u);
    const auto found = *db().find_case("SKO-000001");
    EXPECT_EQ(found.summary.stand.state, "registered") << "nothing was said of the stand";
    ASSERT_EQ(found.attachments.size(), 1u);
    EXPECT_EQ(found.attachments[0].file_name, added.file_name);
    EXPECT_TRUE(found.attachments[0].content.empty());
    const auto one = db().find_attachment(case_no(1), changed->attachment);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->content, added.content);
    EXPECT_EQ(one->sha256, added.sha256);
    EXPECT_FALSE(db().find_attachment(case_no(2), changed->attachment)) << "of another case";
    EXPECT_FALSE(db().find_attachment(case_no(1), changed->attachment + 1));
}

store::case_change decision_on(int number,
                               std::vector<std::shared_ptr<const store::evidence_item>> evidence) {
    auto change = move_to(number, "decided", 5);
    store::attachment added;
    added.at = second(5);
    added.code = "decision";
    added.content = "<decision/>";
    added.size = added.content.size();
    added.sha256 = crypto::sha256(added.content);
    added.proof = store::attachment_proof{R"({"indication":"TOTAL-PASSED"})", std::move(evidence)};
    change.added = std::move(added);
    return change;
}

TEST_P(store_suite, keeps_what_the_verdict_on_a_decision_rests_on) {
    auto message = accepted_message(1);
    message.evidence = {store::make_evidence("certificate", "issuer")};
    commit_all({message});
    const auto change = decision_on(1, {store::make_evidence("certificate", "signer"), message.evidence[0]});
    const auto changed = db().change_case(change);
    ASSERT_TRUE(changed) << changed.error().to_string();
    EXPECT_FALSE(db().find_case("SKO-000001")->attachments.at(0).proof) << "a list is short";
    const auto kept = db().find_attachment(case_no(1), changed->attachment);
    ASSERT_TRUE(kept && kept->proof);
    EXPECT_EQ(kept->proof->verdict_json, change.added->proof->verdict_json);
    ASSERT_EQ(kept->proof->evidence.size(), 2u);
    EXPECT_EQ(kept->proof->evidence[0]->content, "signer");
    EXPECT_EQ(kept->proof->evidence[1]->sha256, message.evidence[0]->sha256);
    EXPECT_FALSE(db().verify_journal().broken);
}

TEST_P(store_suite, a_decision_whose_evidence_was_never_kept_is_not_taken) {
    commit_all({accepted_message(1)});
    const auto named =
        std::make_shared<const store::evidence_item>(store::evidence_item{"crl", {}, crypto::sha256("list")});
    const auto signer = store::make_evidence("certificate", "signer");
    EXPECT_EQ(db().change_case(decision_on(1, {signer, named})).error().code(), errc::internal);
    EXPECT_TRUE(db().find_case("SKO-000001")->attachments.empty());
    // What was undone with it is not taken for kept.
    EXPECT_TRUE(db().change_case(decision_on(1, {signer})));
    db().put_evidence({"crl", "list", crypto::sha256("list")});
    EXPECT_TRUE(db().change_case(decision_on(1, {signer, named})));
}

TEST_P(store_suite, feeds_events_to_their_office_in_order) {
    auto other = accepted_message(2);
    other.svc_case->provider = "zhitikara";
    commit_all({accepted_message(1), other});
    EXPECT_EQ(db().last_event(), 0u);
    const auto first = db().change_case(move_to(1, "with_head", 5))->version;
    ASSERT_TRUE(db().change_case(move_to(2, "with_head", 6)));
    const auto last = db().change_case(move_to(1, "with_officer", 7))->version;
    EXPECT_EQ(db().last_event(), last);
    const auto events = db().list_events("sko", 0, 10);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].event.number, first);
    EXPECT_EQ(events[0].case_number, "SKO-000001");
    EXPECT_EQ(events[1].event.text, "to with_officer");
    EXPECT_EQ(db().list_events("sko", first, 10).size(), 1u);
    EXPECT_EQ(db().list_events("sko", 0, 1).size(), 1u);
    EXPECT_TRUE(db().list_events("nobody", 0, 10).empty());
}

TEST_P(store_suite, raises_alarms_once_and_only_for_a_case_that_has_not_moved) {
    auto one = accepted_message(1), two = accepted_message(2);
    one.svc_case->next_alarm = second(50);
    two.svc_case->next_alarm = second(60);
    commit_all({one, two, accepted_message(3)});
    EXPECT_TRUE(db().due_alarms(second(49), 10).empty());
    EXPECT_EQ(db().due_alarms(second(99), 1).size(), 1u);
    const auto due = db().due_alarms(second(60), 10);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].number, "SKO-000001");
    EXPECT_EQ(due[0].json, one.svc_case->json);

    const store::case_event late{second(60), "step_late", "gateway", "{\"step\":1}"};
    EXPECT_TRUE(db().raise_alarms(due[0], {late}, second(70)));
    EXPECT_FALSE(db().raise_alarms(due[0], {late}, second(70))) << "looked at meanwhile";
    auto again = db().due_alarms(second(70), 10);
    ASSERT_EQ(again.size(), 2u);
    EXPECT_TRUE(db().raise_alarms(again[1], {late}, std::nullopt));
    EXPECT_EQ(db().find_case("SKO-000001")->events.size(), 2u) << "the same event is there already";

    ASSERT_TRUE(db().change_case(move_to(2, "with_head", 61)));
    EXPECT_FALSE(db().raise_alarms(due[1], {late}, std::nullopt));
    EXPECT_EQ(db().find_case("SKO-000002")->summary.stand.next_alarm, second(161));
}

TEST_P(store_suite, alarms_that_were_due_come_before_the_change_once) {
    commit_all({accepted_message(1)});
    auto change = move_to(1, "with_head", 5);
    change.before = {{second(5), "step_late", "gateway", "{\"step\":1}"}};
    ASSERT_TRUE(db().change_case(change));
    const auto changed = db().change_case(change);
    ASSERT_TRUE(changed);
    const auto found = *db().find_case("SKO-000001");
    ASSERT_EQ(found.events.size(), 4u);
    EXPECT_EQ(found.events[1].kind, "step_late");
    EXPECT_EQ(found.events[3].kind, "moved");
    EXPECT_EQ(found.summary.version, changed->version);
}

TEST_P(store_suite, a_status_that_ends_the_case_ends_its_life_cycle) {
    auto message = accepted_message(1);
    message.svc_case->next_alarm = second(50);
    commit_all({message});
    const store::case_event event{second(5), "status", "office", ""};
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-1", event, "in_progress"));
    EXPECT_EQ(db().find_case("SKO-000001")->summary.stand.state, "registered");
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-2", event, "refused"));
    EXPECT_EQ(db().find_case("SKO-000001")->summary.stand.state, "refused");
    EXPECT_TRUE(db().due_alarms(second(99), 10).empty());
}

TEST_P(store_suite, the_timer_goes_on_after_a_grant) {
    auto message = accepted_message(1);
    message.svc_case->next_alarm = second(50);
    commit_all({message});
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-1", {second(5), "status", "office", ""}, "granted"));
    EXPECT_EQ(db().find_case("SKO-000001")->summary.stand.state, "decided");
    EXPECT_EQ(db().due_alarms(second(99), 10).size(), 1u);
}

TEST_P(store_suite, a_status_overturns_nothing) {
    commit_all({accepted_message(1), accepted_message(2)});
    const store::case_event event{second(5), "status", "office", ""};
    const auto post = [&](int n, const std::string& id, const std::string& status) {
        const auto done = db().add_case_event(case_no(n), id, event, status);
        return done ? std::string() : std::string(done.error().info().name);
    };
    for (const char* ended : {"decided", "result_sent", "refused", "withdrawn", "closed"}) {
        ASSERT_TRUE(db().change_case(move_to(1, ended, 5)));
        for (const char* status : {"granted", "refused", "withdrawn", "in_progress"})
            EXPECT_EQ(post(1, "e-1", status), "api_conflict") << ended << " to " << status;
        EXPECT_EQ(db().find_case("SKO-000001")->summary.stand.state, ended);
    }
    ASSERT_TRUE(db().change_case(move_to(2, "with_head", 5)));
    EXPECT_EQ(post(2, "e-1", "granted"), "api_conflict");
    EXPECT_EQ(post(2, "e-1", "refused"), "api_conflict");
    EXPECT_EQ(db().find_case("SKO-000002")->summary.status, "in_progress");
    EXPECT_EQ(post(2, "e-1", "waiting_for_applicant"), "");
    EXPECT_EQ(post(2, "e-2", "withdrawn"), "");
    EXPECT_EQ(post(2, "e-2", "withdrawn"), "") << "repeated, it is answered alike";
}

TEST_P(store_suite, keeps_how_far_a_webhook_has_come) {
    EXPECT_FALSE(db().find_hook("sko"));
    const store::hook_place place{7, 2, second(9), second(3)};
    db().save_hook("sko", {1, 0, {}, {}});
    db().save_hook("sko", place);
    EXPECT_EQ(db().find_hook("sko"), place);
    close();
    EXPECT_EQ(db().find_hook("sko"), place);
}

TEST_P(store_suite, searches_within_one_office) {
    auto other = accepted_message(4);
    other.svc_case->provider = "zhitikara";
    auto mine = accepted_message(2);
    mine.svc_case->applicant = "151140090010";
    mine.svc_case->procedure = "extend";
    commit_all({accepted_message(1), mine, accepted_message(3), other});
    ASSERT_TRUE(db().change_case(move_to(3, "with_head", 5)));
    const auto search = [&](store::case_query query) {
        query.provider = "sko";
        return numbers(db().list_cases(query));
    };
    EXPECT_EQ(search({.state = "with_head"}), names{"SKO-000003"});
    EXPECT_EQ(search({.status = "registered"}), (names{"SKO-000001", "SKO-000002"}));
    EXPECT_EQ(search({.officer = "Асанова"}), names{"SKO-000003"});
    EXPECT_EQ(search({.procedure = "extend"}), names{"SKO-000002"});
    EXPECT_EQ(search({.applicant = "151140090010"}), names{"SKO-000002"});
    EXPECT_EQ(search({.number = "SKO-00000"}).size(), 3u);
    EXPECT_EQ(search({.number = "SKO-000003"}), names{"SKO-000003"});
    EXPECT_EQ(search({.number = "%"}), names{});
    EXPECT_EQ(search({.due_before = second(2) + std::chrono::hours(24 * 7)}), names{"SKO-000001"});
    EXPECT_EQ(search({.registered_from = second(2), .registered_to = second(3)}), names{"SKO-000002"});
    EXPECT_EQ(search({.after = 1, .most = 1, .status = "registered"}), names{"SKO-000002"});
    EXPECT_TRUE(db().list_cases({.provider = "zhitikara", .state = "with_head"}).empty());
}

}  // namespace
}  // namespace gw::test
