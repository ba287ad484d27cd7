#include "delivery/worker.hpp"

#include <random>

#include "delivery/lane.hpp"

namespace gw::delivery {

namespace {

void check(const served_target& served) {
    const worker_options& options = served.options;
    if (options.lease > options.deadline) return;
    throw infrastructure_error(errc::config_invalid, std::string(served.to->name()) +
                                                         ": the lease of a delivery (" +
                                                         std::to_string(options.lease.count()) +
                                                         " s) must be longer than the deadline of a send (" +
                                                         std::to_string(options.deadline.count()) + " ms)");
}

}  // namespace

struct worker::state {
    explicit state(worker_parts given) : parts(std::move(given)), group(parts.executor) {}

    worker_parts parts;
    async::task_group group;
    std::vector<std::shared_ptr<lane>> lanes;
};

worker::worker(worker_parts parts, std::vector<served_target> targets)
    : state_(std::make_shared<state>(std::move(parts))) {
    for (served_target& served : targets) {
        check(served);
        state_->lanes.push_back(std::make_shared<lane>(state_->parts, state_->group, std::move(served)));
    }
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
