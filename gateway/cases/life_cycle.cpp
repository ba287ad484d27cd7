#include "cases/life_cycle.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gw::cases {
namespace {

using catalogue::scope;

struct state_row {
    case_state state;
    std::string_view name;
    portal_notice told;
};

// The cabinet shows that the request was accepted, how it goes on, and the result (001 §9, 000 §10).
constexpr std::array<state_row, 11> states{{
    {case_state::registered, "registered", {"", "Өтініш тіркелді", "Заявление зарегистрировано"}},
    {case_state::with_head,
     "with_head",
     {"in_progress", "Өтініш басшының қарауында", "Заявление на рассмотрении у руководителя"}},
    {case_state::with_officer,
     "with_officer",
     {"in_progress", "Өтінішті жауапты орындаушы қарауда", "Заявление на рассмотрении у исполнителя"}},
    {case_state::with_commission,
     "with_commission",
     {"in_progress", "Өтініш комиссияның қарауында", "Заявление на рассмотрении у комиссии"}},
    {case_state::waiting_for_payment,
     "waiting_for_payment",
     {"waiting_for_applicant", "Алымды төлеу және төлем құжатын ұсыну қажет",
      "Требуется уплатить сбор и представить документ об оплате"}},
    {case_state::waiting_for_another_system,
     "waiting_for_another_system",
     {"in_progress", "Басқа жүйенің жауабы күтілуде", "Ожидается ответ другой системы"}},
    {case_state::decided, "decided", {"granted", "Шешім қабылданды", "Решение принято"}},
    {case_state::result_sent, "result_sent", {"", "Нәтиже жіберілді", "Результат направлен"}},
    {case_state::refused,
     "refused",
     {"refused", "Мемлекеттік қызмет көрсетуден уәжді бас тарту", "Мотивированный отказ в оказании услуги"}},
    {case_state::withdrawn, "withdrawn", {"withdrawn", "Өтініш кері қайтарылды", "Заявление отозвано"}},
    {case_state::closed, "closed", {"", "Іс жабылды", "Дело закрыто"}},
}};

const state_row& row_of(case_state state) noexcept {
    return states[static_cast<std::size_t>(state)];
}

// A step before the decision; the first one takes the application in, whoever does it (003 §9: the officer).
case_state state_before_decision(const catalogue::step& step, bool first) {
    if (step.waits_for_applicant || step.role == "applicant") return case_state::waiting_for_payment;
    if (first || step.role == "office") return case_state::registered;
    if (step.role == "head") return case_state::with_head;
    if (step.role == "commission") return case_state::with_commission;
    if (step.role == "police" || step.role == "service_centre") return case_state::waiting_for_another_system;
    return case_state::with_officer;  // the officer, or the provider where an act names no officers (004)
}

// Who signs: the head, else the provider as a whole, else the last who has the case.
std::size_t decisive_step(const std::vector<catalogue::numbered_step>& steps) {
    for (const std::string_view role : {"head", "provider", "commission", "case_officer"})
        for (std::size_t i = steps.size(); i-- > 0;)
            if (steps[i].what->role == role) return i;
    return steps.size() - 1;
}

// An act that speaks of the provider as a whole leaves open who of it acts.
scope who_does(const catalogue::step& step) {
    if (step.role == "provider") return {"provider", "office", "head", "case_officer"};
    return {step.role};
}

scope join(scope one, const scope& other) {
    for (const auto& role : other)
        if (std::ranges::find(one, role) == one.end()) one.push_back(role);
    return one;
}

bool is_waiting(case_state state) {
    return state == case_state::waiting_for_payment || state == case_state::waiting_for_another_system;
}

error conflict(case_state from, case_state to) {
    return {errc::api_conflict, std::string(to_string(from)).append(" to ").append(to_string(to))};
}

}  // namespace

std::string_view to_string(case_state state) noexcept {
    return row_of(state).name;
}

std::optional<case_state> case_state_from(std::string_view name) noexcept {
    for (const auto& row : states)
        if (row.name == name) return row.state;
    return std::nullopt;
}

bool is_over(case_state state) noexcept {
    return state == case_state::result_sent || state == case_state::refused ||
           state == case_state::withdrawn || state == case_state::closed;
}

const portal_notice& notice_of(case_state state) noexcept {
    return row_of(state).told;
}

const scope& office_roles() {
    static const scope roles{"office", "head", "case_officer", "commission", "provider"};
    return roles;
}

life_cycle::life_cycle(const catalogue::act& act, const catalogue::procedure& procedure,
                       std::string_view channel) {
    const auto steps = procedure.steps_for(channel);
    if (steps.empty()) return;
    decisive_ = decisive_step(steps);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& [n, step] = steps[i];
        case_state state = state_before_decision(*step, i == 0);
        // What follows the decision is handing over, but for the applicant's payment (003).
        if (i > decisive_ && state != case_state::waiting_for_payment) state = case_state::decided;
        steps_.push_back({n, state, step});
    }
    follow_steps();
    add_decisions(act, procedure, channel);
    add_endings();
}

// Rows are joined: one pair of states has one row.
void life_cycle::add(case_state from, case_state to, scope who, bool by_decision) {
    for (auto& row : table_)
        if (row.from == from && row.to == to && row.by_decision == by_decision) {
            row.who = join(std::move(row.who), who);
            return;
        }
    table_.push_back({from, to, std::move(who), by_decision});
}

void life_cycle::follow_steps() {
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
        if (i == decisive_) continue;  // the way on is a decision
        scope who = who_does(*steps_[i].what);
        // Who takes what was waited for may say so; so may the gateway, when it came through it.
        if (is_waiting(steps_[i].state))
            who = join(join(std::move(who), who_does(*steps_[i + 1].what)), {"gateway"});
        add(steps_[i].state, steps_[i + 1].state, std::move(who));
    }
    if (has(case_state::with_head) && has(case_state::with_officer))
        add(case_state::with_head, case_state::with_officer, {"head"});  // returns the draft
}

void life_cycle::add_decisions(const catalogue::act& act, const catalogue::procedure& procedure,
                               std::string_view channel) {
    const auto& deciding = steps_[decisive_];
    const scope who = who_does(*deciding.what);
    add(deciding.state, case_state::decided, who, true);
    add(deciding.state, case_state::refused, who, true);
    const bool refuses_acceptance =
        act.if_missing(channel) == catalogue::consequence::refuse ||
        act.if_expired(channel) == catalogue::consequence::refuse ||
        std::ranges::any_of(act.grounds, [&](const auto& ground) {
            return ground.of_acceptance && catalogue::covers(ground.procedures, procedure.code);
        });
    if (refuses_acceptance)
        add(case_state::registered, case_state::refused, join(who_does(*steps_.front().what), who), true);

    // 001: ten of the eleven days of the hand-over are the applicant's, to pay.
    for (std::size_t i = decisive_ + 1; i < steps_.size(); ++i)
        if (steps_[i].what->applicant_part) {
            add(case_state::decided, case_state::waiting_for_payment, who_does(*steps_[i].what));
            add(case_state::waiting_for_payment, case_state::decided,
                join(who_does(*steps_[i].what), {"applicant", "gateway"}));
        }
}

void life_cycle::add_endings() {
    const scope hands_over =
        join({"office", "case_officer"}, join(who_does(*steps_.back().what), {"gateway"}));
    if (decisive_ + 1 < steps_.size() && steps_[decisive_ + 1].state == case_state::waiting_for_payment)
        add(case_state::decided, case_state::waiting_for_payment, {"office", "case_officer"});
    add(case_state::decided, case_state::result_sent, hands_over);
    for (const auto ended : {case_state::result_sent, case_state::refused, case_state::withdrawn})
        add(ended, case_state::closed, hands_over);
    for (const auto open : {case_state::registered, case_state::with_head, case_state::with_officer,
                            case_state::with_commission, case_state::waiting_for_payment,
                            case_state::waiting_for_another_system})
        if (has(open)) add(open, case_state::withdrawn, {"applicant", "office", "case_officer", "gateway"});
    if (has(case_state::waiting_for_payment))  // the applicant did not pay in his time
        add(case_state::waiting_for_payment, case_state::closed, {"office", "case_officer"});
}

bool life_cycle::has(case_state state) const noexcept {
    return std::ranges::any_of(table_, [&](const auto& row) { return row.from == state || row.to == state; });
}

std::vector<transition> life_cycle::from(case_position at) const {
    std::vector<transition> rows;
    std::ranges::copy_if(table_, std::back_inserter(rows), [&](const auto& row) {
        return row.from == at.state && (row.by_decision ? may_decide(at, row.to) : step_in(at, row.to) != 0);
    });
    return rows;
}

std::optional<case_state> life_cycle::state_of(int step) const noexcept {
    for (const auto& one : steps_)
        if (one.n == step) return one.state;
    return std::nullopt;
}

result<const transition*> life_cycle::find(case_state from, case_state to, std::string_view role) const {
    const transition* forbidden = nullptr;
    for (const auto& row : table_) {
        if (row.from != from || row.to != to) continue;
        if (std::ranges::find(row.who, role) != row.who.end()) return &row;
        forbidden = &row;
    }
    if (forbidden != nullptr) return error(errc::api_forbidden, std::string(role));
    return conflict(from, to);
}

// Only where the act decides: who only hands a case on in the same state cannot leave out what comes between,
// the fee among it (000, with the head at steps 3, 5 and 9). A reasoned refusal may come earlier.
bool life_cycle::may_decide(case_position at, case_state outcome) const noexcept {
    return outcome == case_state::refused || at.step == steps_[decisive_].n;
}

// Whether the way forward leaves out a step that is done in neither of both states.
bool life_cycle::leaves_out_a_step(case_position at, const done_in& next) const noexcept {
    return std::ranges::any_of(steps_, [&](const auto& one) {
        return one.n > at.step && one.n < next.n && one.state != at.state && one.state != next.state;
    });
}

// 003 takes the fee after the notice of the decision: the permit is not handed over before.
bool life_cycle::is_paid_later(case_position at) const noexcept {
    return std::ranges::any_of(steps_, [&](const auto& one) {
        return one.n > at.step && one.state == case_state::waiting_for_payment;
    });
}

// The next step that is done in the state, else the last one before; the present one where the act names no
// step for the state; 0 where only the steps between lead to it.
int life_cycle::step_in(case_position at, case_state to) const noexcept {
    int before = 0;
    bool named = false;
    for (const auto& one : steps_) {
        if (one.state != to) continue;
        named = true;
        if (one.n == at.step && at.state == to) continue;
        if (one.n > at.step) return leaves_out_a_step(at, one) ? before : one.n;
        before = one.n;
    }
    if (named) return before;
    return to == case_state::result_sent && is_paid_later(at) ? 0 : at.step;
}

result<case_position> life_cycle::move(case_position at, case_state to, std::string_view role,
                                       std::optional<int> step) const {
    const auto row = find(at.state, to, role);
    if (!row) return row.error();
    if ((*row)->by_decision) return error(errc::api_request_invalid, "state: needs a signed decision");
    const int next = step_in(at, to);
    if (next == 0) return conflict(at.state, to);
    // Back as far as one likes, forward not beyond the next.
    if (step && (state_of(*step) != to || *step > std::max(at.step, next)))
        return error(errc::api_conflict, "step " + std::to_string(*step));
    return case_position{to, step.value_or(next)};
}

result<case_position> life_cycle::decide(case_position at, case_state outcome, std::string_view role) const {
    const auto row = find(at.state, outcome, role);
    if (!row) return row.error();
    if (!(*row)->by_decision || !may_decide(at, outcome)) return conflict(at.state, outcome);
    const bool handed_over = outcome == case_state::decided && decisive_ + 1 < steps_.size();
    return case_position{outcome, handed_over ? steps_[decisive_ + 1].n : at.step};
}

}  // namespace gw::cases
