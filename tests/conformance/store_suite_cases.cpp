// Cases: paging, acknowledgement and events of the pull API.
#include "conformance/store_suite.hpp"

namespace gw::test {
namespace {

store::message_record case_for(int n, const std::string& provider, const std::string& target) {
    store::message_record message = accepted_message(n);
    message.svc_case->provider = provider;
    message.svc_case->target = target;
    return message;
}

std::vector<std::string> numbers(const std::vector<store::case_summary>& cases) {
    std::vector<std::string> found;
    for (const auto& summary : cases)
        found.push_back(summary.number);
    return found;
}
using names = std::vector<std::string>;

TEST_P(store_suite, pages_through_cases_in_the_order_of_registration) {
    commit_all({accepted_message(3), refused_message(9), accepted_message(1), accepted_message(2)});
    const auto first = db().list_cases({.most = 2});
    EXPECT_EQ(numbers(first), (names{"SKO-000003", "SKO-000001"}));
    EXPECT_LT(first[0].sequence, first[1].sequence);
    EXPECT_EQ(numbers(db().list_cases({.after = first[1].sequence, .most = 2})), (names{"SKO-000002"}));
    EXPECT_EQ(first[0].registered_at, second(3));
    EXPECT_EQ(first[0].public_service, "foreign-labour-permit");
    EXPECT_EQ(first[0].procedure, "issue");
    EXPECT_EQ(first[0].portal, "egov");
    EXPECT_EQ(first[0].status, "registered");
}

TEST_P(store_suite, filters_cases) {
    commit_all({case_for(1, "sko", "akimat"), case_for(2, "zhitikara", "akimat"),
                case_for(3, "sko", "iis_con"), case_for(4, "sko", "akimat")});
    EXPECT_EQ(numbers(db().list_cases({.provider = "sko"})),
              (names{"SKO-000001", "SKO-000003", "SKO-000004"}));
    EXPECT_EQ(numbers(db().list_cases({.target = "akimat"})),
              (names{"SKO-000001", "SKO-000002", "SKO-000004"}));
    EXPECT_EQ(numbers(db().list_cases({.provider = "sko", .target = "iis_con"})), (names{"SKO-000003"}));
    EXPECT_TRUE(db().list_cases({.provider = "nobody"}).empty());

    ASSERT_TRUE(db().acknowledge_case(case_no(1), second(5), "office"));
    const auto waiting = [&](store::case_query query) {
        query.unacknowledged_only = true;
        return numbers(db().list_cases(query));
    };
    EXPECT_EQ(waiting({}), (names{"SKO-000002", "SKO-000003", "SKO-000004"}));
    EXPECT_EQ(waiting({.provider = "sko"}), (names{"SKO-000003", "SKO-000004"}));
    EXPECT_EQ(waiting({.target = "akimat"}), (names{"SKO-000002", "SKO-000004"}));
    EXPECT_EQ(waiting({.provider = "sko", .target = "akimat"}), (names{"SKO-000004"}));
    EXPECT_EQ(waiting({.after = 3, .most = 1}), (names{"SKO-000004"}));
}

TEST_P(store_suite, finds_a_case_by_id_and_by_number) {
    commit_all({accepted_message(1)});
    const auto by_number = db().find_case("SKO-000001");
    ASSERT_TRUE(by_number);
    EXPECT_EQ(by_number->summary.id, case_no(1));
    EXPECT_EQ(by_number->json, accepted_message(1).svc_case->json);
    ASSERT_EQ(by_number->events.size(), 1u);
    EXPECT_EQ(by_number->events[0].kind, "registered");
    EXPECT_EQ(by_number->events[0].at, second(1));
    EXPECT_TRUE(db().find_case(case_no(1).str()));
    EXPECT_FALSE(db().find_case("SKO-000002"));
}

TEST_P(store_suite, acknowledging_twice_is_acknowledging_once) {
    commit_all({accepted_message(1)});
    EXPECT_FALSE(db().find_case("SKO-000001")->summary.acknowledged);
    EXPECT_TRUE(db().acknowledge_case(case_no(1), second(5), "office"));
    EXPECT_TRUE(db().acknowledge_case(case_no(1), second(6), "office"));
    const auto found = db().find_case("SKO-000001");
    EXPECT_TRUE(found->summary.acknowledged);
    ASSERT_EQ(found->events.size(), 2u);
    EXPECT_EQ(found->events[1].kind, "acknowledged");
    EXPECT_EQ(found->events[1].at, second(5));
    EXPECT_EQ(found->events[1].actor, "office");
    EXPECT_FALSE(db().acknowledge_case(case_no(2), second(5), "office"));
}

TEST_P(store_suite, an_event_is_added_once_by_its_id) {
    commit_all({accepted_message(1), accepted_message(2)});
    const store::case_event event{second(5), "status", "office", "in work"};
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-1", event, "in_work"));
    store::case_event repeated = event;
    repeated.at = second(6);  // a repeat comes later
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-1", repeated, "in_work"));
    const auto found = db().find_case("SKO-000001");
    EXPECT_EQ(found->summary.status, "in_work");
    ASSERT_EQ(found->events.size(), 2u);
    EXPECT_EQ(found->events[1].text, "in work");
    EXPECT_EQ(found->events[1].at, second(5));
    EXPECT_TRUE(db().add_case_event(case_no(2), "e-1", event, "")) << "ids are per case";
    EXPECT_EQ(db().find_case("SKO-000002")->summary.status, "registered");
}

TEST_P(store_suite, the_same_event_id_with_other_content_is_a_conflict) {
    commit_all({accepted_message(1)});
    const store::case_event event{second(5), "status", "office", "in work"};
    ASSERT_TRUE(db().add_case_event(case_no(1), "e-1", event, "in_work"));
    store::case_event other = event;
    other.text = "refused";
    const auto text = db().add_case_event(case_no(1), "e-1", other, "in_work");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code(), errc::api_conflict);
    const auto status = db().add_case_event(case_no(1), "e-1", event, "refused");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), errc::api_conflict);
    EXPECT_EQ(db().find_case("SKO-000001")->summary.status, "in_work");
    EXPECT_EQ(db().find_case("SKO-000001")->events.size(), 2u);
}

TEST_P(store_suite, events_without_an_id_never_repeat) {
    commit_all({accepted_message(1)});
    const store::case_event event{second(5), "note", "officer", "called"};
    ASSERT_TRUE(db().add_case_event(case_no(1), "", event, ""));
    ASSERT_TRUE(db().add_case_event(case_no(1), "", event, ""));
    EXPECT_EQ(db().find_case("SKO-000001")->events.size(), 3u);
}

TEST_P(store_suite, an_event_needs_a_case) {
    const auto outcome = db().add_case_event(case_no(1), "e-1", {second(5), "status", "office", ""}, "");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), errc::api_not_found);
}

}  // namespace
}  // namespace gw::test
