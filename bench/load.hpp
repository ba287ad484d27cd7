// Posts messages over many kept TLS connections at once and takes the time of every answer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "bench/messages.hpp"

namespace bench {

struct load_options {
    std::uint16_t port = 0;
    std::filesystem::path ca;
    std::size_t connections = 64;
    std::size_t warm_up = 0;           // so many of the messages are posted, but not counted
    std::function<void()> on_start{};  // when the first is counted
};
struct load_result {
    double seconds = 0;
    std::vector<double> milliseconds;  // one per answer, sorted
    double per_second() const { return static_cast<double>(milliseconds.size()) / seconds; }
    double percentile(double share) const {
        return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
    }
};

// Throws std::runtime_error with the answer when a message is not accepted.
load_result drive(std::span<const post>, const load_options&);

}  // namespace bench
