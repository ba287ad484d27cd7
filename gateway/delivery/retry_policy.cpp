#include "delivery/retry_policy.hpp"

#include <algorithm>

namespace gw::delivery {
namespace {

milliseconds backoff_bound(const retry_options& options, int tries) {
    milliseconds bound = options.first;
    for (int i = 1; i < tries && bound < options.most; ++i)
        bound *= 2;
    return std::min(bound, options.most);
}

}  // namespace

std::optional<milliseconds> wait_before_retry(const retry_options& options, const failed_attempt& attempt) {
    if (attempt.tries >= options.tries) return std::nullopt;
    const auto bound = static_cast<double>(backoff_bound(options, attempt.tries).count());
    milliseconds wait(static_cast<milliseconds::rep>(bound * std::clamp(attempt.random, 0.0, 1.0)));
    wait = std::max(wait, options.least);
    if (attempt.asked) wait = std::max(wait, std::min(*attempt.asked, options.most_asked));
    return wait;
}

}  // namespace gw::delivery
