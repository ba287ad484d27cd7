// The snapshot of trust that is in force now: readers take it once per message, a refresh swaps the whole of
// it.
#pragma once

#include <mutex>

#include "pki/trust.hpp"

namespace gw::revocation {

class trust_holder {
public:
    explicit trust_holder(pki::trust_ptr first = {}) : current_(std::move(first)) {}
    // Nothing before the first load.
    pki::trust_ptr get() const {
        const std::lock_guard lock(mutex_);
        return current_;
    }
    void set(pki::trust_ptr next) {
        const std::lock_guard lock(mutex_);
        current_.swap(next);  // the old one is released by `next`, after the lock
    }

private:
    mutable std::mutex mutex_;
    pki::trust_ptr current_;
};

}  // namespace gw::revocation
