// When a list is fetched again: pure, so that tests need no waiting.
#pragma once

#include <optional>

#include "base/clock.hpp"

namespace gw::revocation {

struct fetch_schedule {
    seconds period{3600};     // between two looks when all is well; with ETag most of them move nothing
    seconds retry{60};        // after the first failure; doubled with each further one, up to the period
    seconds ahead{2 * 3600};  // before nextUpdate the looks come at the pace of `retry`
};

// The pause before the next look. `chance` from 0 to 1 spreads it by a tenth either way, so that many
// gateways do not call at one moment.
seconds pause_before_next(const fetch_schedule&, timestamp now, std::optional<timestamp> next_update,
                          unsigned failures, double chance);

}  // namespace gw::revocation
