#include "revocation/fetch_schedule.hpp"

#include <algorithm>

namespace gw::revocation {

seconds pause_before_next(const fetch_schedule& plan, timestamp now, std::optional<timestamp> next_update,
                          unsigned failures, double chance) {
    seconds pause = plan.period;
    if (failures > 0) {
        pause = std::min(plan.period, plan.retry * (1u << std::min(failures - 1, 10u)));
    } else if (next_update) {
        const auto early = std::chrono::floor<seconds>(*next_update - now) - plan.ahead;
        pause = std::clamp(early, std::min(plan.retry, plan.period), plan.period);
    }
    const double spread = 0.9 + 0.2 * chance;
    const auto spaced = static_cast<seconds::rep>(static_cast<double>(pause.count()) * spread);
    return std::max(seconds(1), seconds(spaced));
}

}  // namespace gw::revocation
