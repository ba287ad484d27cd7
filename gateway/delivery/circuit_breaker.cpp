#include "delivery/circuit_breaker.hpp"

#include <algorithm>

namespace gw::delivery {

std::string_view to_string(breaker_state state) noexcept {
    switch (state) {
        case breaker_state::closed:
            return "closed";
        case breaker_state::open:
            return "open";
        case breaker_state::half_open:
            return "half_open";
    }
    return "closed";
}

std::size_t circuit_breaker::permits(timestamp now, std::size_t wanted) const noexcept {
    switch (state_) {
        case breaker_state::closed:
            return wanted;
        case breaker_state::open:
            return now >= probe_at_ ? std::min<std::size_t>(wanted, 1) : 0;
        case breaker_state::half_open:
            return 0;  // the probe is on its way
    }
    return 0;
}

void circuit_breaker::started(timestamp now) noexcept {
    if (state_ == breaker_state::open && now >= probe_at_) state_ = breaker_state::half_open;
}

circuit_breaker::change circuit_breaker::succeeded() noexcept {
    const bool was_closed = state_ == breaker_state::closed;
    state_ = breaker_state::closed;
    failures_ = 0;
    open_for_ = options_.open_for;
    return was_closed ? change::none : change::closed;
}

circuit_breaker::change circuit_breaker::failed(timestamp now) noexcept {
    if (state_ == breaker_state::open) return change::none;  // a send that had started before it opened
    if (state_ == breaker_state::half_open) {
        open_for_ = std::min(open_for_ * 2, options_.most_open);
        state_ = breaker_state::open;
        probe_at_ = now + open_for_;
        return change::none;
    }
    if (++failures_ < options_.failures) return change::none;
    state_ = breaker_state::open;
    probe_at_ = now + open_for_;
    return change::opened;
}

std::optional<timestamp> circuit_breaker::probe_at() const noexcept {
    if (state_ != breaker_state::open) return std::nullopt;
    return probe_at_;
}

}  // namespace gw::delivery
