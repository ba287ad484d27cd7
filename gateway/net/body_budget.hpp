// The bound on octets of all bodies together that a server holds.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace gw::net {

class octet_budget {
public:
    explicit octet_budget(std::size_t limit) : limit_(limit) {}

    bool take(std::size_t octets) noexcept {
        std::size_t used = used_.load(std::memory_order_relaxed);
        do {
            if (octets > limit_ - used) return false;
        } while (!used_.compare_exchange_weak(used, used + octets, std::memory_order_relaxed));
        return true;
    }
    void give_back(std::size_t octets) noexcept { used_.fetch_sub(octets, std::memory_order_relaxed); }
    std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

// The share of one body. It grows as octets arrive: a Content-Length alone costs its sender nothing and
// reserves nothing.
class octet_share {
public:
    explicit octet_share(std::shared_ptr<octet_budget> budget) : budget_(std::move(budget)) {}
    ~octet_share() { budget_->give_back(octets_); }
    octet_share(const octet_share&) = delete;
    octet_share& operator=(const octet_share&) = delete;

    bool grow_to(std::size_t octets) noexcept {
        if (octets <= octets_) return true;
        if (!budget_->take(octets - octets_)) return false;
        octets_ = octets;
        return true;
    }

private:
    std::shared_ptr<octet_budget> budget_;
    std::size_t octets_ = 0;
};

}  // namespace gw::net
