// The table of transitions that the acts of the project give, procedure by procedure, and each refusal of a
// move.
#include "cases/life_cycle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalogue/catalogue.hpp"

namespace {

using namespace gw;
using cases::case_state;

const catalogue::catalogue& acts() {
    static const auto loaded = catalogue::catalogue::load("catalogue");
    EXPECT_TRUE(loaded) << loaded.error().to_string();
    return **loaded;
}

cases::life_cycle life_of(std::string_view act_code, std::string_view procedure,
                          std::string_view channel = "egov") {
    for (const auto& act : acts().acts())
        if (act.code == act_code)
            if (const auto* found = act.find_procedure(procedure)) return {act, *found, channel};
    throw std::runtime_error("no such act or procedure");
}

bool leads(const cases::life_cycle& life, case_state from, case_state to) {
    return std::ranges::any_of(life.transitions(),
                               [&](const auto& row) { return row.from == from && row.to == to; });
}

TEST(life_cycle, states_have_names_and_texts_in_both_languages) {
    for (int i = 0; i <= static_cast<int>(case_state::closed); ++i) {
        const auto state = static_cast<case_state>(i);
        EXPECT_EQ(cases::case_state_from(cases::to_string(state)), state);
        EXPECT_FALSE(cases::notice_of(state).kk.empty());
        EXPECT_FALSE(cases::notice_of(state).ru.empty());
    }
    EXPECT_FALSE(cases::case_state_from("elsewhere"));
}

// Act № 227: the permit is signed after the fee.
TEST(life_cycle, north_kazakhstan_pays_before_the_decision) {
    const auto life = life_of("nk-2017-227", "issue");
    EXPECT_TRUE(leads(life, case_state::registered, case_state::with_head));
    EXPECT_TRUE(leads(life, case_state::with_head, case_state::with_officer));
    EXPECT_TRUE(leads(life, case_state::with_officer, case_state::waiting_for_payment));
    EXPECT_TRUE(leads(life, case_state::waiting_for_payment, case_state::with_officer));
    EXPECT_TRUE(leads(life, case_state::with_head, case_state::decided));
    EXPECT_FALSE(leads(life, case_state::decided, case_state::waiting_for_payment));
    EXPECT_FALSE(leads(life, case_state::with_officer, case_state::with_commission));
    EXPECT_FALSE(leads(life, case_state::registered, case_state::refused));  // no rule on incomplete packages
}

// Reissue is free: nothing waits for a payment.
TEST(life_cycle, a_free_procedure_has_no_payment) {
    const auto life = life_of("nk-2017-227", "reissue");
    for (const auto& row : life.transitions())
        EXPECT_NE(row.to, case_state::waiting_for_payment);
}

// Act № 343: the commission, the head, then ten of the office's eleven days for the fee.
TEST(life_cycle, mangystau_pays_after_the_decision) {
    const auto life = life_of("mangystau-2015-343", "issue");
    EXPECT_TRUE(leads(life, case_state::registered, case_state::with_officer));
    EXPECT_TRUE(leads(life, case_state::with_officer, case_state::with_commission));
    EXPECT_TRUE(leads(life, case_state::with_commission, case_state::with_officer));
    EXPECT_TRUE(leads(life, case_state::decided, case_state::waiting_for_payment));
    EXPECT_TRUE(leads(life, case_state::waiting_for_payment, case_state::decided));
    EXPECT_FALSE(leads(life, case_state::with_officer, case_state::waiting_for_payment));
    EXPECT_FALSE(leads(life_of("mangystau-2015-343", "reissue"), case_state::with_officer,
                       case_state::with_commission));
}

// Act № 125: incomplete packages are refused acceptance; the notice is signed before the fee.
TEST(life_cycle, kyzylorda_refuses_acceptance_and_pays_after_the_notice) {
    const auto life = life_of("kyzylorda-2015-125", "issue");
    EXPECT_TRUE(leads(life, case_state::registered, case_state::refused));
    EXPECT_TRUE(leads(life, case_state::decided, case_state::waiting_for_payment));
    EXPECT_TRUE(leads(life, case_state::waiting_for_payment, case_state::decided));

    const auto decided = life.decide({case_state::with_head, 7}, case_state::decided, "head");
    ASSERT_TRUE(decided) << decided.error().to_string();
    const auto unpaid = life.move(*decided, case_state::result_sent, "office", {});
    ASSERT_FALSE(unpaid);
    EXPECT_EQ(unpaid.error().code(), errc::api_conflict);
    const auto waiting = life.move(*decided, case_state::waiting_for_payment, "case_officer", {});
    ASSERT_TRUE(waiting) << waiting.error().to_string();
    const auto paid = life.move(*waiting, case_state::decided, "case_officer", {});
    ASSERT_TRUE(paid) << paid.error().to_string();
    EXPECT_TRUE(life.move(*paid, case_state::result_sent, "office", {}));
}

// 004 names the provider as a whole, and the police, who answer through another system.
TEST(life_cycle, zhitikara_waits_for_the_police) {
    const auto life = life_of("zhitikara-labour-immigrant", "issue", "migration");
    EXPECT_TRUE(leads(life, case_state::registered, case_state::waiting_for_another_system));
    EXPECT_TRUE(leads(life, case_state::waiting_for_another_system, case_state::with_officer));
    const auto decided = life.decide({case_state::with_officer, 3}, case_state::decided, "case_officer");
    ASSERT_TRUE(decided) << decided.error().to_string();
    EXPECT_EQ(decided->state, case_state::decided);
}

TEST(life_cycle, a_walk_through_an_act) {
    const auto life = life_of("nk-2017-227", "issue");
    cases::case_position at{case_state::registered, 1};
    const auto go = [&](case_state to, std::string_view role, std::optional<int> step = {}) {
        const auto moved = life.move(at, to, role, step);
        ASSERT_TRUE(moved) << moved.error().to_string();
        at = *moved;
    };
    go(case_state::with_head, "office");
    EXPECT_EQ(at.step, 3);
    go(case_state::with_officer, "head");
    EXPECT_EQ(at.step, 4);
    go(case_state::with_head, "case_officer");
    EXPECT_EQ(at.step, 5);
    go(case_state::with_officer, "head", 4);  // returned for correction
    EXPECT_EQ(at.step, 4);
    go(case_state::with_head, "case_officer");
    go(case_state::with_officer, "head");
    EXPECT_EQ(at.step, 6);
    go(case_state::waiting_for_payment, "case_officer");
    EXPECT_EQ(at.step, 7);
    go(case_state::with_officer, "case_officer");
    EXPECT_EQ(at.step, 8);
    go(case_state::with_head, "case_officer");
    EXPECT_EQ(at.step, 9);
    const auto decided = life.decide(at, case_state::decided, "head");
    ASSERT_TRUE(decided);
    EXPECT_EQ(*decided, (cases::case_position{case_state::decided, 10}));
    at = *decided;
    go(case_state::result_sent, "case_officer");
    go(case_state::closed, "office");
}

TEST(life_cycle, refuses_what_the_table_does_not_have) {
    const auto life = life_of("nk-2017-227", "issue");
    const cases::case_position start{case_state::registered, 1};
    EXPECT_EQ(life.move(start, case_state::with_commission, "office").error().code(), errc::api_conflict);
    EXPECT_EQ(life.move(start, case_state::with_head, "case_officer").error().code(), errc::api_forbidden);
    EXPECT_EQ(life.move(start, case_state::with_head, "office", 4).error().code(), errc::api_conflict);
    const cases::case_position head{case_state::with_head, 9};
    EXPECT_EQ(life.move(head, case_state::decided, "head").error().code(), errc::api_request_invalid);
    EXPECT_EQ(life.decide(head, case_state::decided, "office").error().code(), errc::api_forbidden);
    EXPECT_EQ(life.decide(start, case_state::decided, "head").error().code(), errc::api_conflict);
    EXPECT_EQ(life.decide(head, case_state::with_officer, "head").error().code(), errc::api_conflict);
    EXPECT_EQ(life.move({case_state::closed, 10}, case_state::registered, "office").error().code(),
              errc::api_conflict);
}

// The head only appoints at step 3 and only reviews at step 5: a permit signed there would leave out the fee.
TEST(life_cycle, grants_only_at_the_step_that_decides) {
    const auto life = life_of("nk-2017-227", "issue");
    for (const int step : {3, 5}) {
        const cases::case_position early{case_state::with_head, step};
        EXPECT_EQ(life.decide(early, case_state::decided, "head").error().code(), errc::api_conflict) << step;
        EXPECT_TRUE(life.decide(early, case_state::refused, "head")) << step;
        const auto rows = life.from(early);
        EXPECT_TRUE(
            std::ranges::none_of(rows, [](const auto& row) { return row.to == case_state::decided; }));
        EXPECT_TRUE(std::ranges::any_of(rows, [](const auto& row) { return row.to == case_state::refused; }));
    }
    EXPECT_TRUE(life.decide({case_state::with_head, 9}, case_state::decided, "head"));
}

TEST(life_cycle, goes_back_as_far_as_one_likes_and_forward_to_the_next_step_only) {
    const auto life = life_of("nk-2017-227", "issue");
    const cases::case_position notice{case_state::with_officer, 6};
    EXPECT_EQ(life.move(notice, case_state::with_head, "case_officer", 9).error().code(), errc::api_conflict);
    EXPECT_EQ(life.move(notice, case_state::with_head, "case_officer", 3)->step, 3);
    EXPECT_EQ(life.move(notice, case_state::with_head, "case_officer")->step, 5);  // 9 is after the fee
    const cases::case_position draft{case_state::with_officer, 4};
    EXPECT_EQ(life.move(draft, case_state::with_head, "case_officer", 9).error().code(), errc::api_conflict);
    EXPECT_EQ(life.move(draft, case_state::with_head, "case_officer", 5)->step, 5);
    // Who drafts the notice has not yet the head's word for it.
    EXPECT_EQ(life.move(draft, case_state::waiting_for_payment, "case_officer").error().code(),
              errc::api_conflict);
    // Nor does 001 let a case past its commission.
    EXPECT_EQ(life_of("mangystau-2015-343", "issue")
                  .move({case_state::with_officer, 2}, case_state::with_head, "case_officer")
                  .error()
                  .code(),
              errc::api_conflict);
}

// For every procedure: from its first step over the next one each time to its decision.
TEST(life_cycle, the_steps_of_every_procedure_can_be_walked_one_by_one) {
    for (const auto& act : acts().acts())
        for (const auto& procedure : act.procedures)
            for (const auto& channel : act.channels) {
                if (!procedure.ruled() || !channel.takes(procedure.code)) continue;
                const cases::life_cycle life(act, procedure, channel.code);
                cases::case_position at;
                for (const auto& [n, step] : procedure.steps_for(channel.code)) {
                    if (n == at.step) continue;
                    const auto to = life.state_of(n);
                    const auto rows = life.from(at);
                    const auto row =
                        std::ranges::find_if(rows, [&](const auto& one) { return one.to == to; });
                    ASSERT_NE(row, rows.end()) << act.code << procedure.code << n;
                    const auto next = row->by_decision ? life.decide(at, *to, row->who.front())
                                                       : life.move(at, *to, row->who.front());
                    ASSERT_TRUE(next) << act.code << procedure.code << n << next.error().to_string();
                    EXPECT_EQ(*next, (cases::case_position{*to, n}));
                    at = *next;
                }
            }
}

// An applicant who does not pay leaves no case open for ever, be the fee due before the decision (000) or
// after it (001).
TEST(life_cycle, every_open_state_ends_without_a_decision_in_favour) {
    std::size_t paid = 0;
    for (const auto& act : acts().acts())
        for (const auto& procedure : act.procedures)
            for (const auto& channel : act.channels) {
                if (!procedure.ruled() || !channel.takes(procedure.code)) continue;
                const cases::life_cycle life(act, procedure, channel.code);
                for (const auto& row : life.transitions()) {
                    if (row.to == case_state::decided || cases::is_over(row.to)) continue;
                    EXPECT_TRUE(leads(life, row.to, case_state::withdrawn))
                        << act.code << procedure.code << cases::to_string(row.to);
                    if (row.to != case_state::waiting_for_payment) continue;
                    EXPECT_TRUE(leads(life, row.to, case_state::closed)) << act.code << procedure.code;
                    ++paid;
                }
                for (const auto ended : {case_state::refused, case_state::withdrawn, case_state::result_sent})
                    EXPECT_TRUE(leads(life, ended, case_state::closed)) << act.code << procedure.code;
            }
    EXPECT_GT(paid, 0u);
}

// For every procedure of every act and channel: the decision and the end can be reached, nothing leads out of
// the end, everybody who may act is known.
TEST(life_cycle, every_procedure_reaches_its_end) {
    std::size_t seen = 0;
    for (const auto& act : acts().acts())
        for (const auto& procedure : act.procedures)
            for (const auto& channel : act.channels) {
                if (!procedure.ruled() || !channel.takes(procedure.code)) continue;
                if (procedure.steps_for(channel.code).empty()) continue;
                const cases::life_cycle life(act, procedure, channel.code);
                std::set<case_state> reached{case_state::registered};
                for (std::size_t before = 0; before != reached.size();) {
                    before = reached.size();
                    for (const auto& row : life.transitions())
                        if (reached.contains(row.from)) reached.insert(row.to);
                }
                for (const auto end : {case_state::decided, case_state::result_sent, case_state::refused,
                                       case_state::withdrawn, case_state::closed})
                    EXPECT_TRUE(reached.contains(end)) << act.code << procedure.code << cases::to_string(end);
                EXPECT_TRUE(life.from({case_state::closed, 1}).empty());
                for (const auto& row : life.transitions()) {
                    EXPECT_FALSE(row.who.empty());
                    EXPECT_TRUE(reached.contains(row.from))
                        << act.code << procedure.code << cases::to_string(row.from);
                }
                ++seen;
            }
    EXPECT_GT(seen, 60u);
}

}  // namespace
