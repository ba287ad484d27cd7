#include "delivery/lane.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "async/deadline.hpp"
#include "base/log.hpp"

namespace gw::delivery {
namespace {

constexpr milliseconds shortest_sleep{
    50};  // a row that is due but leased elsewhere must not make the lane spin
constexpr int recording_tries = 5;

struct leased_rows {
    std::vector<store::delivery_record> rows;
    std::optional<timestamp> next_due;
};

leased_rows lease_rows(store::store& store, const std::string& target, timestamp now, seconds lease,
                       std::size_t most) {
    leased_rows leased;
    leased.rows = store.lease_deliveries(target, now, lease, most);
    if (leased.rows.size() < most) leased.next_due = store.next_delivery_due(target);
    return leased;
}

bool record_decision(store::store& store, const store::delivery_record& row, const decision& made,
                     timestamp now, const std::string& reference) {
    using store::delivery_state;
    switch (made.what) {
        case settlement::delivered:
            return store.finish_delivery(row.id, row.attempts, now, reference);
        case settlement::retried:
            return store.retry_delivery(row.id, row.attempts, now + made.wait, made.why);
        case settlement::refused:
        case settlement::exhausted:
            return store.fail_delivery(row.id, row.attempts, now, delivery_state::failed, made.why);
        case settlement::needs_review:
            return store.fail_delivery(row.id, row.attempts, now, delivery_state::needs_review, made.why);
    }
    return false;
}

}  // namespace

lane::lane(const worker_parts& parts, async::task_group& group, served_target served)
    : parts_(parts),
      group_(group),
      target_(std::move(served.to)),
      options_(served.options),
      strand_(asio::make_strand(parts.executor)),
      timer_(strand_),
      breaker_(options_.breaker) {}

void lane::start() {
    group_.spawn("delivery lane " + std::string(name()), strand_, run(shared_from_this()));
}

void lane::wake() {
    asio::post(strand_, [self = shared_from_this()] { self->wake_on_strand(); });
}

void lane::wake_on_strand() {
    woken_ = true;
    timer_.cancel();
}

void lane::finish_leasing() {
    stopping_ = true;
    wake();
}

target_status lane::status() const {
    return {std::string(name()), shown_breaker_, in_flight_};
}

asio::awaitable<void> lane::run(std::shared_ptr<lane>) {
    while (!stopping_) {
        woken_ = false;
        auto filling = lease_and_start();
        const milliseconds wait = co_await std::move(filling);
        if (stopping_ || woken_ || wait <= milliseconds::zero()) continue;
        auto sleeping = sleep(wait);
        co_await std::move(sleeping);
    }
}

asio::awaitable<void> lane::sleep(milliseconds time) {
    timer_.expires_after(time);
    auto wait = timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto [cancelled] = co_await std::move(wait);
    static_cast<void>(cancelled);  // woken early: look again
}

milliseconds lane::sleep_until(timestamp due, timestamp now) const {
    return std::max(std::min(due - now, options_.poll), shortest_sleep);
}

// Fills the free places of the lane. Returns how long there is nothing to do; the end of a send wakes the
// lane anyway.
asio::awaitable<milliseconds> lane::lease_and_start() {
    const timestamp now = parts_.clock.now();
    const std::size_t places = breaker_.permits(now, options_.concurrency - in_flight_);
    if (places == 0) {
        const auto probe = breaker_.probe_at();
        co_return probe ? sleep_until(*probe, now) : options_.poll;
    }
    leased_rows leased;
    std::string failure;
    try {
        auto leasing = parts_.db.run([this, now, places] {
            return lease_rows(parts_.store, std::string(name()), now, options_.lease, places);
        });
        auto answer = co_await std::move(leasing);
        if (answer)
            leased = std::move(*answer);
        else
            failure = answer.error().to_string();
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& lost) {
        failure = lost.what();
    }
    if (!failure.empty() && !store_failing_)
        log::error("delivery_store_lost", {{"target", name()}, {"error", failure}});
    if (failure.empty() && store_failing_) log::info("delivery_store_back", {{"target", name()}});
    store_failing_ = !failure.empty();
    for (store::delivery_record& row : leased.rows)
        start_sending(std::move(row));
    if (leased.rows.size() == places) co_return milliseconds::zero();
    if (!leased.next_due) co_return options_.poll;
    co_return sleep_until(*leased.next_due, now);
}

void lane::start_sending(store::delivery_record row) {
    breaker_.started(parts_.clock.now());
    publish_breaker();
    ++in_flight_;
    std::string name = "delivery " + row.id.str();  // before `row` is moved from
    const bool accepted = group_.spawn(std::move(name), strand_, send(shared_from_this(), std::move(row)));
    if (!accepted) --in_flight_;  // stopping: the row comes back when its lease has run out
}

asio::awaitable<void> lane::send(std::shared_ptr<lane> self, store::delivery_record row) {
    const std::shared_ptr<void> place(nullptr, [self](void*) {
        --self->in_flight_;
        self->wake_on_strand();
    });
    const auto began = std::chrono::steady_clock::now();
    auto trying = attempt(row);
    delivery_outcome outcome = co_await std::move(trying);
    judge_target(outcome);
    decision made = decide_next(row, outcome);
    const auto what = made.what;
    auto settling = settle(row, std::move(made), std::move(outcome.reference));
    co_await std::move(settling);
    const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
    if (parts_.observer) parts_.observer({name(), what, took});
}

// What a target throws is an outcome too; only the cancellation of this coroutine passes.
asio::awaitable<delivery_outcome> lane::attempt(const store::delivery_record& row) {
    delivery_outcome outcome;
    outcome.result = send_result::unknown;
    if (row.taken_over && !target_->safe_to_repeat()) {
        outcome.error = error(errc::target_timeout, "the gateway stopped while this was being sent");
        co_return outcome;
    }
    try {
        auto sending = target_->deliver(row, options_.deadline);
        outcome = co_await std::move(sending);
    } catch (const std::exception& failed) {
        outcome.error = error(errc::target_failed, failed.what());
    }
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return outcome;
}

void lane::judge_target(const delivery_outcome& outcome) {
    const bool answered = outcome.result == send_result::delivered || outcome.result == send_result::refused;
    const auto change = answered ? breaker_.succeeded() : breaker_.failed(parts_.clock.now());
    publish_breaker();
    if (change == circuit_breaker::change::opened)
        log::warning("delivery_target_down", {{"target", name()}, {"error", outcome.error.to_string()}});
    if (change == circuit_breaker::change::closed) log::info("delivery_target_up", {{"target", name()}});
}

decision lane::decide_next(const store::delivery_record& row, const delivery_outcome& outcome) {
    failed_attempt attempt;
    attempt.tries = row.tries;
    attempt.random = parts_.random();
    return decide(outcome, target_->safe_to_repeat(), options_.retry, attempt);
}

// A store that fails now must not make us forget what the target said: a few tries, then the lease runs out
// and the same key is sent again.
asio::awaitable<void> lane::settle(const store::delivery_record& row, decision made, std::string reference) {
    for (int i = 0; i < recording_tries; ++i) {
        auto recording = record(row, made, reference);
        const std::optional<bool> current = co_await std::move(recording);
        if (current) {
            log_settled(row, made, *current);
            co_return;
        }
        auto pause = async::sleep_for(milliseconds(100) * (1 << i));
        co_await std::move(pause);
    }
    log::error("delivery_not_recorded",
               {{"delivery_id", row.id.str()}, {"target", name()}, {"outcome", to_string(made.what)}});
}

asio::awaitable<std::optional<bool>> lane::record(const store::delivery_record& row, const decision& made,
                                                  const std::string& reference) {
    std::optional<bool> current;
    const timestamp now = parts_.clock.now();
    try {
        auto recording = parts_.db.run([this, &row, &made, &reference, now] {
            return record_decision(parts_.store, row, made, now, reference);
        });
        const auto answer = co_await std::move(recording);
        if (answer) current = *answer;
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& lost) {
        log::error("delivery_store_lost", {{"target", name()}, {"error", lost.what()}});
    }
    co_return current;
}

void lane::log_settled(const store::delivery_record& row, const decision& made, bool current) const {
    const auto importance = made.what == settlement::delivered ? log::level::info
                            : made.what == settlement::retried ? log::level::debug
                                                               : log::level::error;
    log::write(importance, "delivery_attempt",
               {{"message_id", row.message.str()},
                {"delivery_id", row.id.str()},
                {"case_number", row.case_number},
                {"target", name()},
                {"attempt", row.attempts},
                {"outcome", to_string(made.what)},
                {"current", current},
                {"why", made.why}});
}

void lane::publish_breaker() {
    shown_breaker_ = breaker_.state();
}

}  // namespace gw::delivery
