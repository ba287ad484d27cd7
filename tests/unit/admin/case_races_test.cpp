// Changes of one case at the same moment: none is lost, none happens twice.
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "admin/case_work.hpp"
#include "unit/admin/act_case.hpp"
#include "unit/admin/office.hpp"

namespace gw::admin {
namespace {

constexpr int rounds = 40;

class case_races : public ::testing::Test {
protected:
    case_races() { at_.add_case("SKO-1", "north-kazakhstan", test::case_json(at_.clock.now())); }
    struct asked {
        std::string action, body;
    };
    net::response send(const asked& what) const {
        net::request request;
        request.method = "POST";
        request.path = "/api/v1/cases/SKO-1/" + what.action;
        request.headers.fields = {{"if-match", "*"}};
        request.body = what.body;
        auto made = work_.change(what.action, request, office_, "SKO-1");
        if (made) return std::move(*made);
        net::response refused;
        refused.status = made.error().info().http_status;
        return refused;
    }
    // Both begin at the same moment.
    std::pair<net::response, net::response> race(const asked& one, const asked& other) const {
        std::pair<net::response, net::response> answers;
        std::barrier start(2);
        {
            std::jthread second([&] {
                start.arrive_and_wait();
                answers.second = send(other);
            });
            start.arrive_and_wait();
            answers.first = send(one);
        }
        return answers;
    }
    store::case_summary now() const { return at_.store->find_case("SKO-1")->summary; }
    asked move_on() const {
        const bool with_head = now().stand.state == "with_head";
        return {"move", with_head ? R"({"state":"with_officer","role":"head"})"
                        : now().stand.state == "registered"
                            ? R"({"state":"with_head","role":"office"})"
                            : R"({"state":"with_head","role":"case_officer"})"};
    }

    test::office at_;
    token office_{"sko-office", "north-kazakhstan", {}};
    case_work work_{*at_.store, at_.clock, {[] { return test::acts(); }, {}}};
};

TEST_F(case_races, one_of_two_officers_gets_a_case) {
    for (int i = 0; i < rounds; ++i) {
        const auto [one, other] = race({"claim", R"({"officer":"A"})"}, {"claim", R"({"officer":"B"})"});
        ASSERT_EQ(one.status + other.status, 200u + 409u) << i;
        ASSERT_EQ(now().stand.officer, one.status == 200 ? "A" : "B");
        ASSERT_EQ(send({"release", ""}).status, 200u);
    }
}

TEST_F(case_races, a_move_is_done_once) {
    for (int i = 0; i < rounds; ++i) {
        const auto what = move_on();
        const auto [one, other] = race(what, what);
        ASSERT_EQ(one.status + other.status, 200u + 409u) << i;
    }
}

TEST_F(case_races, a_claim_and_a_move_are_both_kept) {
    for (int i = 0; i < rounds; ++i) {
        const auto before = now().stand.state;
        const auto [claimed, moved] = race({"claim", R"({"officer":"A"})"}, move_on());
        ASSERT_EQ(claimed.status, 200u);
        ASSERT_EQ(moved.status, 200u);
        ASSERT_EQ(now().stand.officer, "A");
        ASSERT_NE(now().stand.state, before);
        ASSERT_EQ(send({"release", ""}).status, 200u);
    }
}

}  // namespace
}  // namespace gw::admin
