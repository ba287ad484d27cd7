#include "cases/alarms.hpp"

#include <algorithm>

namespace gw::cases {
namespace {

// In no order.
template <class Visit>
void each_alarm(const service_case& svc_case, Visit visit) {
    timestamp start = svc_case.accepted_at;
    for (const auto& one : svc_case.steps) {
        const auto begin = std::min(start, one.due_at);
        const auto soon = one.due_at - (one.due_at - begin) / 4;
        visit(soon, "step_due_soon", one.n, one.role, one.due_at);
        visit(one.due_at, "step_late", one.n, one.role, one.due_at);
        start = one.due_at;
    }
    visit(std::min(svc_case.warning_at, svc_case.due_at), "case_due_soon", 0, "", svc_case.due_at);
    visit(svc_case.due_at, "case_late", 0, "", svc_case.due_at);
}

}  // namespace

std::string alarm::id() const {
    return step == 0 ? kind : kind + "-" + std::to_string(step);
}

std::vector<alarm> alarms_of(const service_case& svc_case) {
    std::vector<alarm> all;
    each_alarm(svc_case,
               [&](timestamp at, const char* kind, int step, const std::string& role, timestamp due_at) {
                   all.push_back({at, kind, step, role, due_at});
               });
    std::ranges::stable_sort(all, {}, &alarm::at);
    return all;
}

timestamp first_alarm(const service_case& svc_case) {
    timestamp first = timestamp::max();
    each_alarm(svc_case, [&](timestamp at, const auto&...) { first = std::min(first, at); });
    return first;
}

alarm_plan plan_alarms(const std::vector<alarm>& all, case_position where, std::optional<timestamp> since,
                       timestamp now) {
    alarm_plan plan;
    if (is_over(where.state)) return plan;
    for (const alarm& one : all) {
        if (one.step != 0 && one.step < where.step) continue;
        if (one.at > now) {
            plan.next = one.at;
            return plan;
        }
        // Late says it all when both are found at once.
        const bool overtaken = one.kind.ends_with("_due_soon") && one.due_at <= now;
        if ((!since || one.at > *since) && !overtaken) plan.raise.push_back(one);
    }
    return plan;
}

}  // namespace gw::cases
