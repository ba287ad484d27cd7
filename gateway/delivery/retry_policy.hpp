// When a failed delivery is sent again and when it is given up. Pure: the number of tries
// and the random number are arguments.
#pragma once

#include <optional>

#include "base/clock.hpp"

namespace gw::delivery {

struct retry_options {
    milliseconds least{500};  // never sooner: a full jitter near zero would hammer an office that just failed
    milliseconds first{2'000};   // upper bound of the first wait; doubles with every attempt
    milliseconds most{300'000};  // upper bound of every wait; longer means later delivery after an outage
    milliseconds most_asked{3'600'000};  // how long a target may ask (Retry-After) to be left alone
    int tries = 2'000;  // then the delivery waits for an administrator; requeueing starts anew
};

struct failed_attempt {
    int tries = 1;                      // 1 after the first
    double random = 0;                  // uniform in [0, 1)
    std::optional<milliseconds> asked;  // by the target
};

// The wait before the next attempt: exponential backoff with full jitter, so that deliveries which failed
// together do not come back together. Nothing when the tries are used up.
std::optional<milliseconds> wait_before_retry(const retry_options&, const failed_attempt&);

}  // namespace gw::delivery
