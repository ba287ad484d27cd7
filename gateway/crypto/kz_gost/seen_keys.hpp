// Which public keys were seen before, and their tables: made at the second signature of a key, kept for the
// keys used last. Safe to use from any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "crypto/kz_gost/public_multiples.hpp"

namespace gw::crypto::kz_gost {

template <class Curve>
class seen_keys {
public:
    using tables = std::shared_ptr<const public_multiples<Curve>>;

    explicit seen_keys(std::size_t most) : most_(most) {}

    // nullptr for a key that is new, or was not used for long: a signature of it is verified without tables
    // sooner than tables are made. `raw` are the octets of the point.
    tables find(octets_view raw) {
        {
            const std::lock_guard lock(mutex_);
            const auto found = index_.find(raw);
            if (found == index_.end()) {
                remember(raw);
                return nullptr;
            }
            entries_.splice(entries_.begin(), entries_, found->second);
            if (found->second->made) return found->second->made;
        }
        // Not under the lock. Two threads may make the same tables; one of them stays.
        auto made = std::make_shared<const public_multiples<Curve>>(read_point<Curve>(raw), chunks, width);
        const std::lock_guard lock(mutex_);
        if (const auto found = index_.find(raw); found != index_.end()) found->second->made = made;
        return made;
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

    // 256 points: 32 KiB a key at 512 bits, 16 KiB at 256.
    static constexpr std::size_t chunks = 8;
    static constexpr unsigned width = 7;

private:
    struct entry {
        octets raw;
        tables made;
    };

    void remember(octets_view raw) {
        entries_.push_front({octets(raw), nullptr});
        index_.emplace(entries_.front().raw, entries_.begin());
        if (entries_.size() <= most_) return;
        index_.erase(entries_.back().raw);
        entries_.pop_back();
    }

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::list<entry> entries_;  // used last first
    std::unordered_map<octets_view, typename std::list<entry>::iterator> index_;
};

}  // namespace gw::crypto::kz_gost
