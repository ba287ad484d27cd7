// How fast the peers of bench/naive.hpp are alone: one thread, in process.
#pragma once

#include <filesystem>
#include <span>

#include "bench/messages.hpp"

namespace bench {

struct peer_rate {
    double per_second = 0, cpu_us = 0;
};
// Both go through the messages for `seconds` (bench/naive.hpp).
peer_rate xmlsec_alone(std::span<const post>, const std::filesystem::path& certs, double seconds);
peer_rate xmlsec_naive(std::span<const post>, const std::filesystem::path& certs, double seconds);

}  // namespace bench
