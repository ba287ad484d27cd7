// Kept connections of the client, and the bound on how many one host gets at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "net/stream.hpp"

namespace gw::net {

// Safe to use from any thread.
class connection_pool : public std::enable_shared_from_this<connection_pool> {
public:
    connection_pool(std::size_t most, milliseconds keep) : most_(most), keep_(keep) {}

    // The right to one connection of a host; gives it back at its end.
    class lease {
    public:
        lease(std::shared_ptr<connection_pool> pool, std::string host, std::unique_ptr<stream> kept)
            : pool_(std::move(pool)), host_(std::move(host)), kept_(std::move(kept)) {}
        lease(lease&&) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease() {
            if (pool_) pool_->release(host_, std::move(returned_));
        }
        // A connection from before, if one is left that its peer has not ended.
        std::unique_ptr<stream> take_kept() { return std::move(kept_); }
        void keep(std::unique_ptr<stream> connection) { returned_ = std::move(connection); }

    private:
        std::shared_ptr<connection_pool> pool_;
        std::string host_;
        std::unique_ptr<stream> kept_, returned_;
    };

    // Waits while the host has its most.
    asio::awaitable<lease> acquire(std::string host);

private:
    class waiter;
    struct idle_connection {
        std::unique_ptr<stream> connection;
        std::chrono::steady_clock::time_point until;
    };
    struct host_entry {
        std::size_t busy = 0;
        std::deque<idle_connection> idle;
        std::deque<std::shared_ptr<waiter>> waiting;
    };

    std::optional<lease> try_acquire(const std::string& host, const std::shared_ptr<waiter>&);
    void release(const std::string& host, std::unique_ptr<stream> returned);
    void give_up(const std::string& host, const std::shared_ptr<waiter>&);
    void wake_one(host_entry&);
    void drop_expired();

    const std::size_t most_;
    const milliseconds keep_;
    std::mutex mutex_;
    std::map<std::string, host_entry> hosts_;
};

}  // namespace gw::net
