// A bounded map that forgets what was used longest ago; safe to use from any thread. What is looked for may
// be a view of the key (std::string_view for std::string), so a hit allocates nothing.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace gw::pki {

// View views the Key that the entry owns and is what is hashed and compared.
template <class Key, class View, class Value>
class lru {
public:
    explicit lru(std::size_t most) : most_(most == 0 ? 1 : most) {}

    std::optional<Value> find(const View& key) {
        const std::lock_guard lock(mutex_);
        const auto found = index_.find(key);
        if (found == index_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->second;
    }

    void put(Key key, Value value) {
        const std::lock_guard lock(mutex_);
        if (const auto found = index_.find(View(key)); found != index_.end()) {
            found->second->second = std::move(value);
            entries_.splice(entries_.begin(), entries_, found->second);
            return;
        }
        entries_.emplace_front(std::move(key), std::move(value));
        index_.emplace(View(entries_.front().first), entries_.begin());
        if (entries_.size() <= most_) return;
        index_.erase(View(entries_.back().first));
        entries_.pop_back();
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }

private:
    using entry = std::pair<Key, Value>;

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::list<entry> entries_;  // the most recently used first
    std::unordered_map<View, typename std::list<entry>::iterator> index_;
};

}  // namespace gw::pki
