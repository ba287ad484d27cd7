// The lane of one target: everything in it happens on its strand, so nothing here needs a lock.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "async/task_group.hpp"
#include "delivery/worker.hpp"

namespace gw::delivery {

class lane : public std::enable_shared_from_this<lane> {
public:
    lane(const worker_parts&, async::task_group&, served_target);

    void start();
    void wake();  // from any thread
    void finish_leasing();
    target_status status() const;
    std::string_view name() const noexcept { return target_->name(); }

private:
    asio::awaitable<void> run(std::shared_ptr<lane>);
    asio::awaitable<milliseconds> lease_and_start();
    asio::awaitable<void> sleep(milliseconds);
    milliseconds sleep_until(timestamp due, timestamp now) const;
    void start_sending(store::delivery_record);
    asio::awaitable<void> send(std::shared_ptr<lane>, store::delivery_record);
    asio::awaitable<delivery_outcome> attempt(const store::delivery_record&);
    void judge_target(const delivery_outcome&);
    decision decide_next(const store::delivery_record&, const delivery_outcome&);
    asio::awaitable<void> settle(const store::delivery_record&, decision, std::string reference);
    asio::awaitable<std::optional<bool>> record(const store::delivery_record&, const decision&,
                                                const std::string& reference);
    void log_settled(const store::delivery_record&, const decision&, bool current) const;
    void wake_on_strand();
    void publish_breaker();

    const worker_parts& parts_;
    async::task_group& group_;
    std::unique_ptr<target> target_;
    worker_options options_;
    asio::strand<asio::any_io_executor> strand_;
    asio::steady_timer timer_;
    circuit_breaker breaker_;
    bool woken_ = false;
    bool store_failing_ = false;  // so that a lost store is one log line, not one per poll
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> in_flight_{0};
    std::atomic<breaker_state> shown_breaker_{breaker_state::closed};
};

}  // namespace gw::delivery
