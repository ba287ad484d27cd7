// The commit thread and the checkpoint thread.
#include "store/group_commit.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace gw::store {
namespace {

// What the queue holds of a message; shared evidence is not its own.
std::size_t size_of(const message_record& message) {
    return sizeof(message) + message.raw.size() + message.verdict_json.size() + message.answer.size() +
           (message.svc_case ? message.svc_case->json.size() : 0);
}

}  // namespace

group_commit::group_commit(store& target, const group_commit_options& options)
    : store_(target),
      options_(options),
      committer_([this] { commit_loop(); }),
      checkpointer_([this] { checkpoint_loop(); }) {}

group_commit::~group_commit() {
    stop();
}

result<void> group_commit::submit(message_record message, completion done) {
    const std::size_t size = size_of(message);
    {
        const std::lock_guard held(guard_);
        if (stopping_) return error(errc::draining);
        // One message alone is always taken: its size is bounded where it was received.
        const bool full = queue_.size() >= options_.most_queued ||
                          (!queue_.empty() && metrics_.queued_octets + size > options_.most_queued_octets);
        if (full) return error(errc::overloaded, "the queue of the store is full");
        queue_.push_back({std::move(message), std::move(done), size});
        metrics_.queued_octets += size;
    }
    arrived_.notify_one();
    return {};
}

void group_commit::stop() {
    {
        const std::lock_guard held(guard_);
        stopping_ = true;
    }
    arrived_.notify_one();
    const std::lock_guard once(stop_guard_);
    if (committer_.joinable()) committer_.join();
    {
        const std::lock_guard held(guard_);
        committed_all_ = true;
    }
    checkpoint_due_.notify_one();
    if (checkpointer_.joinable()) checkpointer_.join();
}

group_commit_metrics group_commit::metrics() const {
    const std::lock_guard held(guard_);
    group_commit_metrics now = metrics_;
    now.queued = queue_.size();
    return now;
}

void group_commit::commit_loop() {
    for (;;) {
        const batch next = take_batch();
        if (next.messages.empty()) return;
        commit(next);
    }
}

// Waits for the first message, then takes what is there. Empty when stopped and nothing is left.
group_commit::batch group_commit::take_batch() {
    std::unique_lock held(guard_);
    arrived_.wait(held, [this] { return stopping_ || !queue_.empty(); });
    batch next;
    std::size_t octets = 0;
    while (!queue_.empty() && next.messages.size() < options_.most_in_batch) {
        waiting& first = queue_.front();
        if (!next.messages.empty() && octets + first.size > options_.most_octets_in_batch) break;
        octets += first.size;
        next.messages.push_back(std::move(first.message));
        next.waiters.push_back(std::move(first.done));
        queue_.pop_front();
    }
    metrics_.queued_octets -= octets;
    return next;
}

// A batch that was lost is told to each of its waiters; the loop goes on, so the store is back when the disk
// is.
void group_commit::commit(batch next) {
    const auto started = std::chrono::steady_clock::now();
    const auto finish = [&](std::optional<errc> failure) {
        const auto took = std::chrono::steady_clock::now() - started;
        count(next, std::chrono::duration_cast<std::chrono::microseconds>(took), failure);
    };
    std::vector<result<commit_result>> results;
    error lost;
    try {
        results = store_.commit(next.messages);
        GW_INVARIANT(results.size() == next.messages.size());
        finish(std::nullopt);
    } catch (const infrastructure_error& failure) {
        lost = error(failure.code(), failure.what());
        finish(lost.code());
    } catch (const std::exception& failure) {
        lost = error(errc::internal, failure.what());
        finish(lost.code());
    }
    if (results.empty())
        log::error("batch_not_stored", {{"messages", next.messages.size()}, {"why", lost.to_string()}});
    for (std::size_t i = 0; i < next.waiters.size(); ++i)
        next.waiters[i](results.empty() ? result<commit_result>(lost) : std::move(results[i]),
                        std::move(next.messages[i]));
}

void group_commit::count(const batch& next, std::chrono::microseconds latency, std::optional<errc> failure) {
    bool due = false;
    {
        const std::lock_guard held(guard_);
        ++metrics_.batches;
        metrics_.failing = failure;
        metrics_.last_latency = latency;
        metrics_.largest_batch = std::max(metrics_.largest_batch, next.messages.size());
        if (failure)
            ++metrics_.failed_batches;
        else
            metrics_.messages += next.messages.size();
        due = ++since_checkpoint_ == 1 || since_checkpoint_ == options_.checkpoint_every;
    }
    if (due) checkpoint_due_.notify_one();
}

// Its own thread: a checkpoint copies and syncs for as long as the disk likes, and commits go on beside it.
void group_commit::checkpoint_loop() {
    std::unique_lock held(guard_);
    while (!committed_all_) {
        checkpoint_due_.wait(held, [this] { return committed_all_ || since_checkpoint_ > 0; });
        std::size_t seen = 0;
        do {  // until enough batches came, or none for a while
            seen = since_checkpoint_;
            checkpoint_due_.wait_for(held, options_.idle, [this] {
                return committed_all_ || since_checkpoint_ >= options_.checkpoint_every;
            });
        } while (!committed_all_ && since_checkpoint_ < options_.checkpoint_every &&
                 since_checkpoint_ != seen);
        if (since_checkpoint_ == 0) continue;
        since_checkpoint_ = 0;
        held.unlock();
        try {
            store_.checkpoint();
        } catch (const std::exception& failure) {
            log::warning("checkpoint_failed",
                         {{"why", failure.what()}});  // the log keeps everything; tried again later
        }
        held.lock();
        ++metrics_.checkpoints;
    }
}

}  // namespace gw::store
