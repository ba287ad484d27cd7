// What becomes of a delivery after one attempt. Pure; the worker only carries it out.
#pragma once

#include <string>
#include <string_view>

#include "delivery/retry_policy.hpp"
#include "delivery/target.hpp"

namespace gw::delivery {

enum class settlement {
    delivered,
    retried,       // pending again, due later
    refused,       // dead letter: the target said no
    exhausted,     // dead letter: all tries are used up
    needs_review,  // nobody knows whether it arrived and a second one would do harm
};
std::string_view to_string(settlement) noexcept;

struct decision {
    settlement what = settlement::retried;
    milliseconds wait{};  // retried
    std::string why;      // all but delivered: "target_failed: HTTP status 503", without anything of the case
};

// An unknown outcome is repeated with the same idempotency key when that is safe, else it waits for a person.
decision decide(const delivery_outcome&, bool safe_to_repeat, const retry_options&, failed_attempt);

}  // namespace gw::delivery
