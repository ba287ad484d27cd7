// Group commit: gathers what has arrived, commits it once, and hands each waiter its result. Owns the thread
// that commits and the one that checkpoints; nothing waits for a timer, so a lone message is committed at
// once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "store/store.hpp"

namespace gw::store {

struct group_commit_options {
    // Bounds of the queue; over them the sender is told to come back (503).
    std::size_t most_queued = 4096;
    std::size_t most_queued_octets = 256u << 20;
    // Bounds of a batch: a larger one commits more per sync, but each of its messages waits for all of it.
    std::size_t most_in_batch = 128;
    std::size_t most_octets_in_batch = 32u << 20;
    // Batches between checkpoints under load; when the queue runs empty for `idle`, what is left is
    // checkpointed too.
    std::size_t checkpoint_every = 256;
    milliseconds idle{1000};
};

struct group_commit_metrics {
    std::uint64_t batches = 0, failed_batches = 0, messages = 0, checkpoints = 0;
    std::size_t largest_batch = 0, queued = 0, queued_octets = 0;
    std::chrono::microseconds last_latency{0};  // of the last commit
    std::optional<errc> failing;                // why the last batch was not stored; none when it was
};

class group_commit {
public:
    // Called on the commit thread, once, after the commit; must not block or throw. The message comes back,
    // so that a conflict can be refused with everything that is known about it.
    using completion = std::function<void(result<commit_result>, message_record&&)>;

    group_commit(store&, const group_commit_options&);
    ~group_commit();  // stops
    group_commit(const group_commit&) = delete;
    group_commit& operator=(const group_commit&) = delete;

    // `overloaded` or `draining`: the message was not taken and the completion is never called.
    result<void> submit(message_record, completion);
    // Takes nothing more, commits what is queued, and returns when every waiter has its result. Not from a
    // completion.
    void stop();
    group_commit_metrics metrics() const;

private:
    struct waiting {
        message_record message;
        completion done;
        std::size_t size = 0;
    };
    struct batch {
        std::vector<message_record> messages;
        std::vector<completion> waiters;
    };

    void commit_loop();
    void checkpoint_loop();
    batch take_batch();
    void commit(batch);
    void count(const batch&, std::chrono::microseconds latency, std::optional<errc> failure);

    store& store_;
    const group_commit_options options_;
    mutable std::mutex guard_;
    std::condition_variable arrived_, checkpoint_due_;
    std::deque<waiting> queue_;
    bool stopping_ = false, committed_all_ = false;
    std::size_t since_checkpoint_ = 0;
    group_commit_metrics metrics_;
    std::mutex stop_guard_;
    std::jthread committer_, checkpointer_;  // last: they use everything above
};

}  // namespace gw::store
