#include "admin/webhooks.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "admin/work_json.hpp"
#include "async/deadline.hpp"
#include "base/log.hpp"
#include "delivery/body_signature.hpp"

namespace gw::admin {
namespace {

constexpr std::size_t events_at_a_time = 100;

// Where the hook stands and the next event for it.
struct next_event {
    store::hook_place place;
    std::optional<store::feed_event> event;
};

next_event find_next(store::store& store, const webhook& hook, timestamp now) {
    next_event next;
    if (auto place = store.find_hook(hook.name)) {
        next.place = *place;
    } else {
        next.place.after = store.last_event();
        store.save_hook(hook.name, next.place);
    }
    if (next.place.next_attempt_at > now) return next;
    auto events = store.list_events(hook.provider, next.place.after, 1);
    if (!events.empty()) next.event = std::move(events.front());
    return next;
}

template <class Work>
asio::awaitable<std::invoke_result_t<Work>> on_db(async::pool& db, Work work) {
    auto running = db.run(std::move(work));
    auto done = co_await std::move(running);
    if (!done) throw infrastructure_error(done.error().code(), done.error().to_string());
    co_return std::move(*done);
}

void log_settled(const webhook& hook, std::uint64_t event, hook_outcome outcome,
                 const store::hook_place& place) {
    if (outcome == hook_outcome::taken) return;
    const bool passed_over = place.after == event;
    log::warning(passed_over ? "webhook_event_passed_over" : "webhook_failed",
                 {{"webhook", hook.name}, {"event", event}, {"attempts", place.attempts}});
}

}  // namespace

net::client_request make_hook_request(const webhook& hook, const store::feed_event& event, timestamp now) {
    net::client_request request;
    request.url = hook.url;
    request.content_type = "application/json; charset=utf-8";
    request.body = write_feed_event(event);
    request.fields = {{"Accept", "application/json"},
                      {"Idempotency-Key", hook.name + "-" + std::to_string(event.event.number)},
                      {"X-Shep-Event", event.event.kind}};
    if (!hook.secret.empty())
        request.fields.emplace_back("X-Shep-Signature", delivery::sign_body(hook.secret, now, request.body));
    return request;
}

hook_outcome judge_hook(const boost::system::result<net::client_response, net::client_error>& answer) {
    if (!answer) return hook_outcome::failed;
    const unsigned status = answer->status;
    if ((status >= 200 && status < 300) || status == 409) return hook_outcome::taken;
    // 401, 403 and 404 speak of the address and the secret, not of the event: somebody mends that.
    constexpr std::array<unsigned, 6> mended{401, 403, 404, 408, 425, 429};
    const bool later = status < 400 || status >= 500 || std::ranges::find(mended, status) != mended.end();
    return later ? hook_outcome::failed : hook_outcome::refused;
}

store::hook_place settle_hook(store::hook_place place, std::uint64_t event, hook_outcome outcome,
                              const delivery::retry_options& retry, double random, timestamp now) {
    if (outcome == hook_outcome::failed) {
        ++place.attempts;
        if (place.failing_since == timestamp()) place.failing_since = now;
        if (const auto wait = delivery::wait_before_retry(retry, {place.attempts, random, {}})) {
            place.next_attempt_at = now + *wait;
            return place;
        }
    }
    return {event, 0, {}, {}};
}

asio::awaitable<std::size_t> run_hook_once(const hook_parts& parts, const webhook& hook, std::size_t most) {
    std::size_t attempts = 0;
    while (attempts < most) {
        auto look = [&parts, &hook] { return find_next(parts.store, hook, parts.clock.now()); };
        auto looking = on_db(parts.db, look);
        const auto next = co_await std::move(looking);
        if (!next.event) break;
        ++attempts;
        auto request = make_hook_request(hook, *next.event, parts.clock.now());
        auto sending = parts.send(std::move(request), hook.deadline);
        const auto answer = co_await std::move(sending);
        const auto outcome = judge_hook(answer);
        const auto number = next.event->event.number;
        const auto place =
            settle_hook(next.place, number, outcome, hook.retry, parts.random(), parts.clock.now());
        auto save = [&parts, &hook, &place] {
            parts.store.save_hook(hook.name, place);
            return true;
        };
        auto saving = on_db(parts.db, save);
        co_await std::move(saving);
        log_settled(hook, number, outcome, place);
    }
    co_return attempts;
}

asio::awaitable<void> run_hook(hook_parts parts, webhook hook) {
    // Ends at the first request to stop: an event that was on its way is sent again.
    auto stoppable = asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await std::move(stoppable);
    for (;;) {
        bool failed = false;
        try {
            auto sending = run_hook_once(parts, hook, events_at_a_time);
            co_await std::move(sending);
        } catch (const infrastructure_error& lost) {
            failed = true;
            log::error("webhook_store_failed", {{"webhook", hook.name}, {"error", lost.what()}});
        }
        auto pause = async::sleep_for(failed ? 10 * hook.poll : hook.poll);
        co_await std::move(pause);
    }
}

}  // namespace gw::admin
