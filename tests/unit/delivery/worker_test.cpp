// The worker over the real SQLite store. The clock stands still until a test moves it; the target does what
// the test says.
#include "delivery/worker.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "support/run_awaitable.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::delivery {
namespace {

using namespace std::chrono_literals;
using store::delivery_state;

delivery_outcome delivered(std::string reference = "AKIMAT-1") {
    delivery_outcome made;
    made.result = send_result::delivered;
    made.reference = std::move(reference);
    return made;
}
delivery_outcome ended(send_result result, errc code) {
    delivery_outcome made;
    made.result = result;
    made.error = error(code, "as the test says");
    return made;
}

// Answers by script, the last answer for ever; "hold" keeps every send waiting until release().
class scripted_target final : public target {
public:
    scripted_target(asio::any_io_executor executor, bool safe) : gate_(executor), safe_(safe) {
        gate_.expires_at(asio::steady_timer::time_point::max());
    }
    std::string_view name() const noexcept override { return "akimat"; }
    bool safe_to_repeat() const noexcept override { return safe_; }
    asio::awaitable<delivery_outcome> deliver(const store::delivery_record& record, milliseconds) override {
        keys.push_back(record.id.str());
        const bool waits = hold;
        const delivery_outcome answer = next_answer();
        ++open;
        most_open = std::max(most_open, open);
        const std::shared_ptr<void> leaving(nullptr, [this](void*) { --open; });
        if (waits) {
            boost::system::error_code ended;
            auto waiting = gate_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
            co_await std::move(waiting);
            auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none)
                throw boost::system::system_error(asio::error::operation_aborted);
        }
        if (throws) throw std::runtime_error("the target broke");
        if (aborts) throw boost::system::system_error(asio::error::operation_aborted);
        co_return answer;
    }
    void release() { gate_.cancel(); }

    std::deque<delivery_outcome> answers{delivered()};
    bool hold = false, throws = false, aborts = false;
    std::vector<std::string> keys;
    int open = 0, most_open = 0;

private:
    delivery_outcome next_answer() {
        delivery_outcome answer = answers.front();
        if (answers.size() > 1) answers.pop_front();
        return answer;
    }
    asio::steady_timer gate_;
    bool safe_;
};

class worker_test : public ::testing::Test {
protected:
    worker_test() : store_(store::open_sqlite({.path = folder_.file("store.db")})) {}
    ~worker_test() override { stop(); }

    void commit(int n) {
        const auto outcomes = store_->commit({test::accepted_message(n)});
        ASSERT_TRUE(outcomes.at(0)) << outcomes.at(0).error().to_string();
    }
    void start(bool safe = true) {
        auto made = std::make_unique<scripted_target>(context_.get_executor(), safe);
        target_ = made.get();
        if (!answers_.empty()) target_->answers = answers_;
        target_->hold = hold_;
        target_->throws = throws_;
        std::vector<served_target> targets;
        targets.push_back({std::move(made), options_});
        worker_ = std::make_unique<worker>(
            worker_parts{context_.get_executor(), *store_, db_, clock_, [] { return 0.5; },
                         [this](const attempt_report& report) { reports_.push_back(report.what); }},
            std::move(targets));
        worker_->start();
    }
    void stop(milliseconds grace = 10s) {
        if (!worker_) return;
        testing::run_awaitable(context_, worker_->stop(grace));
        worker_.reset();
    }
    template <class Condition>
    void run_until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + 20s;
        context_.restart();
        while (!condition() && std::chrono::steady_clock::now() < give_up)
            context_.run_one_for(100ms);
        ASSERT_TRUE(condition());
    }
    // Until every send that was started has been settled and the lane has looked at the store again.
    void run_until_settled(std::size_t attempts) {
        run_until([&] { return reports_.size() >= attempts && worker_->status().at(0).in_flight == 0; });
    }
    store::delivery_record row(int n) {
        for (const auto& one : store_->list_deliveries(std::nullopt, 100))
            if (one.id == test::delivery_no(n)) return one;
        throw std::logic_error("no such delivery");
    }
    void advance(milliseconds time) {
        clock_.set(clock_.now() + time);
        worker_->notify("akimat");
    }

    test::temp_folder folder_;
    std::unique_ptr<store::store> store_;
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> busy_{context_.get_executor()};
    async::pool db_{"db", 1, 100};
    fixed_clock clock_{test::second(1000)};
    // The poll is longer than any test: what happens, happens because somebody woke the lane.
    worker_options options_{
        .concurrency = 4,
        .deadline = 30s,
        .lease = 120s,
        .poll = 3'600'000ms,
        .retry = {.least = 100ms, .first = 2s, .most = 60s, .most_asked = 10min, .tries = 5},
        .breaker = {.failures = 3, .open_for = 10s, .most_open = 30s}};
    std::deque<delivery_outcome> answers_;
    bool hold_ = false, throws_ = false;
    std::vector<settlement> reports_;
    scripted_target* target_ = nullptr;
    std::unique_ptr<worker> worker_;
};

TEST_F(worker_test, delivers_what_waits_in_the_outbox) {
    commit(1);
    start();
    run_until_settled(1);
    EXPECT_EQ(target_->keys, std::vector{test::delivery_no(1).str()});
    EXPECT_EQ(row(1).state, delivery_state::delivered);
    EXPECT_EQ(row(1).target_reference, "AKIMAT-1");
    EXPECT_EQ(reports_, std::vector{settlement::delivered});
}

TEST_F(worker_test, a_notice_wakes_a_sleeping_lane) {
    start();
    run_until([&] { return db_.queued() == 0; });
    commit(1);
    worker_->notify("nobody");
    worker_->notify("akimat");
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::delivered);
}

TEST_F(worker_test, a_failure_is_sent_again_later_with_the_same_key) {
    commit(1);
    answers_ = {ended(send_result::failed, errc::target_unreachable), delivered()};
    start();
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::pending);
    EXPECT_EQ(row(1).last_error, "target_unreachable: as the test says");
    EXPECT_EQ(row(1).next_attempt_at, clock_.now() + 1s);  // half of the first bound
    advance(1s);
    run_until_settled(2);
    EXPECT_EQ(target_->keys, (std::vector{test::delivery_no(1).str(), test::delivery_no(1).str()}));
    EXPECT_EQ(row(1).state, delivery_state::delivered);
    EXPECT_EQ(row(1).attempts, 2);
}

TEST_F(worker_test, a_failed_row_is_not_sent_before_its_time) {
    commit(1);
    answers_ = {ended(send_result::failed, errc::target_unreachable), delivered()};
    start();
    run_until_settled(1);
    commit(2);
    advance(900ms);
    run_until_settled(2);
    EXPECT_EQ(target_->keys.back(), test::delivery_no(2).str());
    EXPECT_EQ(row(1).state, delivery_state::pending);
}

TEST_F(worker_test, a_refusal_becomes_a_dead_letter) {
    commit(1);
    answers_ = {ended(send_result::refused, errc::target_refused)};
    start();
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::failed);
    EXPECT_EQ(row(1).last_error, "target_refused: as the test says");
    EXPECT_EQ(reports_, std::vector{settlement::refused});
}

TEST_F(worker_test, the_last_try_becomes_a_dead_letter_and_requeueing_starts_anew) {
    commit(1);
    answers_ = {ended(send_result::failed, errc::target_failed)};
    options_.retry.tries = 1;
    start();
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::failed);
    EXPECT_EQ(row(1).last_error, "delivery_exhausted: target_failed: as the test says");
    target_->answers = {delivered()};
    EXPECT_EQ(store_->requeue_deliveries(test::delivery_no(1), clock_.now()), 1u);
    worker_->notify_all();
    run_until_settled(2);
    EXPECT_EQ(row(1).state, delivery_state::delivered);
}

TEST_F(worker_test, an_unknown_outcome_is_repeated_when_the_target_knows_the_key) {
    commit(1);
    answers_ = {ended(send_result::unknown, errc::target_timeout), delivered()};
    start(true);
    run_until_settled(1);
    advance(2s);
    run_until_settled(2);
    EXPECT_EQ(target_->keys.at(0), target_->keys.at(1));
    EXPECT_EQ(row(1).state, delivery_state::delivered);
}

TEST_F(worker_test, an_unknown_outcome_waits_for_a_person_when_repeating_does_harm) {
    commit(1);
    answers_ = {ended(send_result::unknown, errc::target_timeout)};
    start(false);
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::needs_review);
    EXPECT_EQ(row(1).last_error, "target_timeout: as the test says");
}

TEST_F(worker_test, a_target_that_throws_has_an_unknown_outcome) {
    commit(1);
    throws_ = true;
    start(false);
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::needs_review);
    EXPECT_EQ(row(1).last_error, "target_failed: the target broke");
}

TEST_F(worker_test, a_probe_that_aborts_by_itself_does_not_block_the_lane) {
    commit(1);
    options_.breaker.failures = 1;
    answers_ = {ended(send_result::failed, errc::target_unreachable), delivered()};
    start();
    run_until_settled(1);
    target_->aborts = true;
    advance(60s);
    run_until_settled(2);
    EXPECT_EQ(worker_->status().at(0).breaker, breaker_state::open);
    target_->aborts = false;
    advance(60s);
    run_until_settled(3);
    EXPECT_EQ(row(1).state, delivery_state::delivered);
}

TEST_F(worker_test, a_lease_that_ran_out_is_sent_again_with_the_same_key) {
    commit(1);
    ASSERT_EQ(store_->lease_deliveries("akimat", clock_.now(), options_.lease, 4).size(),
              1u);  // and then we died
    clock_.set(clock_.now() + 121s);
    start(true);
    run_until_settled(1);
    EXPECT_EQ(target_->keys, std::vector{test::delivery_no(1).str()});
    EXPECT_EQ(row(1).state, delivery_state::delivered);
    EXPECT_EQ(row(1).attempts, 2);
}

TEST_F(worker_test, a_lease_that_runs_is_left_alone) {
    commit(1);
    ASSERT_EQ(store_->lease_deliveries("akimat", clock_.now(), options_.lease, 4).size(), 1u);
    clock_.set(clock_.now() + 119s);
    commit(2);
    start();
    run_until_settled(1);
    EXPECT_EQ(target_->keys, std::vector{test::delivery_no(2).str()});
}

TEST_F(worker_test, a_lease_that_ran_out_is_not_sent_again_when_repeating_does_harm) {
    commit(1);
    ASSERT_EQ(store_->lease_deliveries("akimat", clock_.now(), options_.lease, 4).size(), 1u);
    clock_.set(clock_.now() + 121s);
    start(false);
    run_until_settled(1);
    EXPECT_TRUE(target_->keys.empty());
    EXPECT_EQ(row(1).state, delivery_state::needs_review);
}

TEST_F(worker_test, sends_no_more_at_a_time_than_it_may) {
    for (int n = 1; n <= 10; ++n)
        commit(n);
    hold_ = true;
    start();
    run_until([&] { return target_->open == 4; });
    target_->hold = false;
    target_->release();
    run_until_settled(10);
    EXPECT_EQ(target_->most_open, 4);
    EXPECT_EQ(target_->keys.size(), 10u);
}

TEST_F(worker_test, a_late_answer_of_an_old_attempt_changes_nothing) {
    commit(1);
    answers_ = {ended(send_result::failed, errc::target_failed), delivered("SECOND")};
    hold_ = true;
    start();
    run_until([&] { return target_->open == 1; });
    target_->hold = false;
    advance(121s);  // the first send takes longer than its lease
    run_until([&] { return reports_.size() == 1; });
    EXPECT_EQ(row(1).state, delivery_state::delivered);
    target_->release();
    run_until_settled(2);
    EXPECT_EQ(row(1).state, delivery_state::delivered);
    EXPECT_EQ(row(1).target_reference, "SECOND");
}

TEST_F(worker_test, the_circuit_opens_for_a_dead_target_and_closes_after_a_probe) {
    for (int n = 1; n <= 8; ++n)
        commit(n);
    options_.concurrency = 1;
    answers_ = {ended(send_result::failed, errc::target_unreachable)};
    start();
    run_until_settled(3);
    run_until([&] { return worker_->status().at(0).breaker == breaker_state::open; });
    EXPECT_EQ(target_->keys.size(), 3u);  // five rows were not even tried
    advance(9s);
    run_until([&] { return db_.queued() == 0; });
    EXPECT_EQ(target_->keys.size(), 3u);
    target_->answers = {delivered()};
    advance(1s);
    run_until_settled(11);
    EXPECT_EQ(worker_->status().at(0).breaker, breaker_state::closed);
    for (int n = 1; n <= 8; ++n)
        EXPECT_EQ(row(n).state, delivery_state::delivered) << n;
}

TEST_F(worker_test, a_refusal_is_an_answer_and_keeps_the_circuit_closed) {
    for (int n = 1; n <= 5; ++n)
        commit(n);
    answers_ = {ended(send_result::refused, errc::target_refused)};
    start();
    run_until_settled(5);
    EXPECT_EQ(worker_->status().at(0).breaker, breaker_state::closed);
}

TEST_F(worker_test, stopping_lets_sends_in_flight_finish_and_leases_nothing_more) {
    for (int n = 1; n <= 6; ++n)
        commit(n);
    hold_ = true;
    start();
    run_until([&] { return target_->open == 4; });
    auto* target = target_;
    asio::post(context_, [target] { target->release(); });
    stop(10s);
    EXPECT_EQ(reports_.size(), 4u);
    EXPECT_EQ(store_->list_deliveries(delivery_state::delivered, 100).size(), 4u);
    EXPECT_EQ(store_->list_deliveries(delivery_state::pending, 100).size(), 2u);
}

TEST_F(worker_test, a_send_cut_off_by_the_end_is_sent_again_after_its_lease) {
    commit(1);
    hold_ = true;
    start();
    run_until([&] { return target_->open == 1; });
    stop(1ms);
    EXPECT_EQ(row(1).state, delivery_state::in_flight);
    hold_ = false;
    clock_.set(clock_.now() + 121s);
    start();
    run_until_settled(1);
    EXPECT_EQ(row(1).state, delivery_state::delivered);
}

TEST_F(worker_test, a_full_queue_of_the_store_is_survived) {
    commit(1);
    async::pool jammed("db", 1, 0);
    auto made = std::make_unique<scripted_target>(context_.get_executor(), true);
    std::vector<served_target> targets;
    targets.push_back({std::move(made), options_});
    worker_ = std::make_unique<worker>(
        worker_parts{context_.get_executor(), *store_, jammed, clock_, [] { return 0.5; }, {}},
        std::move(targets));
    worker_->start();
    context_.restart();
    context_.poll();
    stop();
    EXPECT_EQ(row(1).state, delivery_state::pending);
}

TEST_F(worker_test, refuses_a_lease_that_ends_before_the_send) {
    options_.lease = 30s;
    EXPECT_THROW(start(), infrastructure_error);
}

}  // namespace
}  // namespace gw::delivery
