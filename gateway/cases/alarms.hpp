// When a case has to be noticed: before a step or the whole becomes late, and when it is. Pure: the moment is
// an argument.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cases/life_cycle.hpp"
#include "cases/service_case.hpp"

namespace gw::cases {

struct alarm {
    timestamp at{};
    std::string kind;  // "step_due_soon", "step_late", "case_due_soon", "case_late"
    int step = 0;      // 0: the whole case
    std::string role;  // of the step
    timestamp due_at{};
    // The same alarm has the same id, so that it is raised once.
    std::string id() const;
};

// All that can come for the case, in order of time. A step is due soon when three quarters of its time have
// passed; the whole case at the warning date of the act (its strictest reading).
std::vector<alarm> alarms_of(const service_case&);
// When the first of them comes.
timestamp first_alarm(const service_case&);

struct alarm_plan {
    std::vector<alarm> raise;       // after `since`, up to now
    std::optional<timestamp> next;  // when to look again; none: never
};
// What is still to come for a case in this position: steps that are done raise nothing, nor does a case that
// is over.
alarm_plan plan_alarms(const std::vector<alarm>&, case_position, std::optional<timestamp> since,
                       timestamp now);

}  // namespace gw::cases
