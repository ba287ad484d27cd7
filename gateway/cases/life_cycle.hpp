// The life cycle of a case: its states and who may lead it from one to the next. The table of a procedure is
// made of the steps that its act names, so that a new act needs no code. Pure: nothing here keeps a case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/act.hpp"

namespace gw::cases {

enum class case_state {
    registered,
    with_head,
    with_officer,
    with_commission,
    waiting_for_payment,
    waiting_for_another_system,
    decided,
    result_sent,
    refused,
    withdrawn,
    closed,
};
std::string_view to_string(case_state) noexcept;
std::optional<case_state> case_state_from(std::string_view) noexcept;
// No limit of the act runs any more.
bool is_over(case_state) noexcept;

// What the portal is told when a case enters the state; `status` is that of the pull API.
struct portal_notice {
    std::string_view status;  // empty: stays as it was
    std::string_view kk, ru;
};
const portal_notice& notice_of(case_state) noexcept;

struct transition {
    case_state from{}, to{};
    catalogue::scope who;      // roles; "gateway" is the gateway itself, "applicant" he through his portal
    bool by_decision = false;  // only with a signed decision
};

// Where a case stands: its state and the step of the act that is being done, from 1.
struct case_position {
    case_state state = case_state::registered;
    int step = 1;
    bool operator==(const case_position&) const = default;
};

class life_cycle {
public:
    // Of a case that came by the channel.
    life_cycle(const catalogue::act&, const catalogue::procedure&, std::string_view channel);

    const std::vector<transition>& transitions() const noexcept { return table_; }
    // The rows that lead on from there.
    std::vector<transition> from(case_position) const;
    // The state in which the step is done.
    std::optional<case_state> state_of(int step) const noexcept;
    // api_conflict: no row leads there, or only past other steps, or the step is not done in that state;
    // api_forbidden: not by this role; api_request_invalid: the way leads only over a decision. `step`: which
    // of the steps of that state, the next one or one before; left out, the next one.
    result<case_position> move(case_position at, case_state to, std::string_view role,
                               std::optional<int> step = {}) const;
    // The same for rows that need a signed decision: in favour at the step that decides, against in any step
    // of that state.
    result<case_position> decide(case_position at, case_state outcome, std::string_view role) const;

private:
    using scope = catalogue::scope;
    struct done_in {
        int n;
        case_state state;
        const catalogue::step* what;
    };

    void add(case_state from, case_state to, scope who, bool by_decision = false);
    void follow_steps();
    void add_decisions(const catalogue::act&, const catalogue::procedure&, std::string_view channel);
    void add_endings();
    bool has(case_state) const noexcept;  // whether a row so far has the state
    bool may_decide(case_position, case_state outcome) const noexcept;
    bool is_paid_later(case_position) const noexcept;
    bool leaves_out_a_step(case_position, const done_in& next) const noexcept;
    result<const transition*> find(case_state from, case_state to, std::string_view role) const;
    int step_in(case_position at, case_state to) const noexcept;

    std::vector<done_in> steps_;
    std::size_t decisive_ = 0;  // index of the step that decides
    std::vector<transition> table_;
};

// The roles that an office acts in; a token may be limited to some of them.
const catalogue::scope& office_roles();

}  // namespace gw::cases
