#include "admin/case_alarms.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "admin/work_json.hpp"
#include "async/deadline.hpp"
#include "base/log.hpp"

namespace gw::admin {
namespace {

constexpr std::size_t batch = 100;
constexpr const char* actor = "gateway";

// A case that cannot be read is not looked at again: every tick would fail on it.
cases::alarm_plan plan_of(const store::alarmed_case& one, timestamp now) {
    const auto svc_case = cases::case_from_json(one.json);
    const auto state = cases::case_state_from(one.stand.state);
    if (!svc_case || !state) {
        log::error("case_alarm_unreadable", {{"case", one.number}});
        return {};
    }
    // The alarm that woke us is still to be raised: everything from its moment on.
    return cases::plan_alarms(cases::alarms_of(*svc_case), {*state, one.stand.step},
                              one.alarm_at - milliseconds(1), now);
}

std::size_t raise(store::store& store, const store::alarmed_case& one, timestamp now) {
    const auto plan = plan_of(one, now);
    const auto events = alarm_events(plan.raise, now);
    if (!store.raise_alarms(one, events, plan.next)) return 0;  // it has moved: the next tick looks again
    for (const auto& event : events)
        log::warning(event.kind.starts_with("case_") ? event.kind : "case_" + event.kind,
                     {{"case", one.number}, {"provider", one.provider}});
    return events.size();
}

asio::awaitable<void> look_once(store::store& store, async::pool& db, timestamp now) {
    try {
        auto work = [&store, now] { return raise_due_alarms(store, now); };
        for (bool more = true; more;) {
            auto looking = db.run(work);
            const auto raised = co_await std::move(looking);
            if (!raised) log::warning("case_alarms_skipped", {{"reason", raised.error().to_string()}});
            more = raised && raised->more;
        }
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& failed) {
        log::error("case_alarms_failed", {{"error", failed.what()}});
    }
}

}  // namespace

std::vector<store::case_event> alarm_events(const std::vector<cases::alarm>& alarms, timestamp now) {
    std::vector<store::case_event> events;
    for (const auto& alarm : alarms)
        events.push_back({now, alarm.kind, actor, write_alarm(alarm.step, alarm.role, alarm.due_at)});
    return events;
}

alarm_round raise_due_alarms(store::store& store, timestamp now) {
    alarm_round round;
    const auto due = store.due_alarms(now, batch);
    for (const auto& one : due)
        round.events += raise(store, one, now);
    round.more = due.size() == batch;
    return round;
}

asio::awaitable<void> watch_alarms(store::store& store, async::pool& db, const clock& now,
                                   milliseconds every) {
    // Ends at the first request to stop: what is due stays due.
    auto stoppable = asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await std::move(stoppable);
    for (;;) {
        auto looking = look_once(store, db, now.now());
        co_await std::move(looking);
        auto pause = async::sleep_for(every);
        co_await std::move(pause);
    }
}

}  // namespace gw::admin
