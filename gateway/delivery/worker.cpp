#include "delivery/worker.hpp"

#include <random>

#include "delivery/lane.hpp"

namespace gw::delivery {

struct worker::state {
    state(worker_parts given, worker_options chosen)
        : parts(std::move(given)), options(chosen), group(parts.executor) {}

    worker_parts parts;
    worker_options options;
    async::task_group group;
    std::vector<std::shared_ptr<lane>> lanes;
};

worker::worker(worker_parts parts, worker_options options, std::vector<std::unique_ptr<target>> targets) {
    if (options.lease <= options.deadline)
        throw infrastructure_error(errc::config_invalid,
                                   "the lease of a delivery (" + std::to_string(options.lease.count()) +
                                       " s) must be longer than the deadline of a send (" +
                                       std::to_string(options.deadline.count()) + " ms)");
    state_ = std::make_shared<state>(std::move(parts), options);
    for (auto& to : targets)
        state_->lanes.push_back(
            std::make_shared<lane>(state_->parts, state_->options, state_->group, std::move(to)));
}

worker::~worker() = default;

void worker::start() {
    for (const auto& lane : state_->lanes)
        lane->start();
}

void worker::notify(std::string_view target) {
    for (const auto& lane : state_->lanes)
        if (lane->name() == target) lane->wake();
}

void worker::notify_all() {
    for (const auto& lane : state_->lanes)
        lane->wake();
}

asio::awaitable<void> worker::stop(milliseconds grace) {
    const auto kept = state_;
    for (const auto& lane : kept->lanes)
        lane->finish_leasing();
    auto stopping = kept->group.stop(grace);
    co_await std::move(stopping);
}

std::vector<target_status> worker::status() const {
    std::vector<target_status> all;
    for (const auto& lane : state_->lanes)
        all.push_back(lane->status());
    return all;
}

std::function<double()> system_random() {
    // One engine per thread: lanes run on several I/O threads at once.
    return [] {
        thread_local std::mt19937_64 engine{std::random_device{}()};
        return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
    };
}

}  // namespace gw::delivery
