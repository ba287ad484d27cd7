#include "intake/rate_limiter.hpp"

#include <algorithm>

namespace gw::intake {
namespace {

constexpr double one_token = 1 - 1e-9;  // tokens are added up from fractions

}  // namespace

rate_limiter::rate_limiter(rate limit, std::size_t most_keys) : rate_(limit), most_keys_(most_keys) {}

rate_limiter::bucket& rate_limiter::refill(const std::string& key, timestamp now) {
    const auto at = buckets_.find(key);
    if (at != buckets_.end()) {
        bucket& known = at->second;
        const auto passed = std::chrono::duration<double, std::ratio<60>>(now - known.refilled).count();
        if (passed > 0) {
            known.tokens = std::min(rate_.burst, known.tokens + passed * rate_.per_minute);
            known.refilled = now;
        }
        return known;
    }
    if (buckets_.size() >= most_keys_) {
        const auto quiet = std::min_element(
            buckets_.begin(), buckets_.end(),
            [](const auto& a, const auto& b) { return a.second.refilled < b.second.refilled; });
        buckets_.erase(quiet);
    }
    return buckets_.emplace(key, bucket{rate_.burst, now}).first->second;
}

bool rate_limiter::take(const std::string& key, timestamp now) {
    const std::lock_guard lock(guard_);
    bucket& known = refill(key, now);
    if (known.tokens < one_token) return false;
    known.tokens -= 1;
    return true;
}

bool rate_limiter::has(const std::string& key, timestamp now) {
    const std::lock_guard lock(guard_);
    return refill(key, now).tokens >= one_token;
}

}  // namespace gw::intake
