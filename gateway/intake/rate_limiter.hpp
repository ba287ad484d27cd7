// A token bucket per key, with a bounded number of keys: how often a peer or sender may do what costs us.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"

namespace gw::intake {

struct rate {
    double per_minute = 60;
    double burst = 60;
};

// Safe to use from any thread.
class rate_limiter {
public:
    // When `most_keys` are known, the one that was quiet longest makes room; a newcomer then starts with a
    // full bucket, which is the price of the bound.
    rate_limiter(rate, std::size_t most_keys);
    // Takes one token; false when there is none.
    bool take(const std::string& key, timestamp now);
    // Whether a token is there, without taking it.
    bool has(const std::string& key, timestamp now);

private:
    struct bucket {
        double tokens;
        timestamp refilled;
    };
    bucket& refill(const std::string& key, timestamp now);

    rate rate_;
    std::size_t most_keys_;
    std::mutex guard_;
    std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace gw::intake
