// Stops calling a target that keeps failing and finds out with single probes when it is back. Pure: time is
// an argument, and the caller writes the log, one line when it opens and one when it closes.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace gw::delivery {

enum class breaker_state { closed, open, half_open };
std::string_view to_string(breaker_state) noexcept;

struct breaker_options {
    int failures = 5;               // in a row, then it opens
    milliseconds open_for{10'000};  // until the first probe; doubles with every probe that fails
    milliseconds most_open{120'000};
};

class circuit_breaker {
public:
    enum class change { none, opened, closed };

    explicit circuit_breaker(breaker_options options) : options_(options), open_for_(options.open_for) {}

    // How many sends may start now, of `wanted`: all when closed, none when open, one probe when half open.
    std::size_t permits(timestamp now, std::size_t wanted) const noexcept;
    // A send starts. When open, this is the probe.
    void started(timestamp now) noexcept;
    change succeeded() noexcept;
    change failed(timestamp now) noexcept;

    breaker_state state() const noexcept { return state_; }
    // When open: the moment of the next probe.
    std::optional<timestamp> probe_at() const noexcept;

private:
    breaker_options options_;
    breaker_state state_ = breaker_state::closed;
    int failures_ = 0;
    milliseconds open_for_;
    timestamp probe_at_{};
};

}  // namespace gw::delivery
