#include "app/notary.hpp"

#include "async/deadline.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "evidence/checkpoint.hpp"

namespace gw::app {
namespace {

constexpr std::size_t largest_answer = 1u << 20;

void log_failure(const error& why) {
    log::error("time_stamp_failed", {{"code", static_cast<int>(why.code())}, {"error", why.to_string()}});
}

template <class T>
T value_or_throw(result<T> made) {
    if (!made) throw infrastructure_error(made.error().code(), made.error().to_string());
    return std::move(made.value());
}

}  // namespace

notary::notary(parts from, seconds checkpoint_every, std::optional<config::time_stamping> authority)
    : parts_(std::move(from)),
      checkpoint_every_(std::chrono::duration_cast<milliseconds>(checkpoint_every)),
      authority_(std::move(authority)) {
    if (!authority_) return;
    rules_ = {value_or_throw(read_file(authority_->anchors, 1u << 20)), authority_->skew,
              authority_->require_revocation};
    net::client_options options;
    options.connections = 1;
    options.body_limit = largest_answer;
    auto tls = value_or_throw(net::make_client_tls(authority_->tls));
    client_ = std::make_unique<net::client>(parts_.executor, std::move(tls), options);
}

asio::awaitable<void> notary::sign_checkpoints() {
    for (;;) {
        auto sleeping = async::sleep_for(checkpoint_every_);
        if (!co_await std::move(sleeping)) co_return;
        auto work = [this] {
            sign_checkpoint();
            return true;
        };
        auto signing = parts_.db.run(std::move(work));
        const auto done = co_await std::move(signing);
        if (!done) log::warning("checkpoint_skipped", {{"reason", done.error().to_string()}});
    }
}

void notary::sign_checkpoint() {
    try {
        const auto made = evidence::make_checkpoint(parts_.store, *parts_.identity(), parts_.clock.now());
        if (!made)
            log::error("checkpoint_failed", {{"code", static_cast<int>(made.error().code())},
                                             {"error", made.error().to_string()}});
        else if (*made)
            log::info("checkpoint_signed", {{"rows", parts_.store.head().seq}});
    } catch (const infrastructure_error& lost) {
        log::error("checkpoint_failed", {{"code", static_cast<int>(lost.code())}, {"error", lost.what()}});
    }
}

void notary::sign_last_checkpoint() noexcept {
    try {
        sign_checkpoint();
    } catch (const std::exception& failed) {
        log::error("checkpoint_failed", {{"error", failed.what()}});
    }
}

asio::awaitable<void> notary::ask_for_time_stamps() {
    const auto every = std::chrono::duration_cast<milliseconds>(authority_->every);
    for (;;) {
        auto sleeping = async::sleep_for(every);
        if (!co_await std::move(sleeping)) co_return;
        auto asking = time_stamp_once();
        co_await std::move(asking);
    }
}

std::optional<evidence::stamp_order> notary::order() {
    try {
        auto made = evidence::order_time_stamp(parts_.store, authority_->policy);
        if (made) return std::move(*made);
        log_failure(made.error());
    } catch (const infrastructure_error& lost) {
        log_failure({lost.code(), lost.what()});
    }
    return std::nullopt;
}

asio::awaitable<void> notary::time_stamp_once() {
    auto ordering = [this] { return order(); };
    auto running = parts_.db.run(std::move(ordering));
    const auto ordered = co_await std::move(running);
    if (!ordered) co_return log_failure(ordered.error());
    if (!*ordered) co_return;
    const evidence::stamp_order& order = **ordered;
    net::client_request request;
    request.url = authority_->url;
    request.content_type = "application/timestamp-query";  // RFC 3161 section 3.4
    request.body = order.request;
    auto sending = client_->send(std::move(request), authority_->deadline);
    const auto answer = co_await std::move(sending);
    if (!answer) co_return log_failure({errc::time_stamp_unavailable, answer.error().error.to_string()});
    if (answer->status != 200)
        co_return log_failure({errc::time_stamp_unavailable, "HTTP " + std::to_string(answer->status)});
    auto keeping = [this, &order, &answer] {
        keep(order, *answer);
        return true;
    };
    auto kept = parts_.db.run(std::move(keeping));
    const auto done = co_await std::move(kept);
    if (!done) log_failure(done.error());
}

void notary::keep(const evidence::stamp_order& order, const net::client_response& answer) {
    try {
        const auto made = evidence::keep_time_stamp(parts_.store, order, answer.body, rules_,
                                                    parts_.clock.now(), parts_.trust()->crls());
        if (made)
            log::info("time_stamp_kept",
                      {{"first", order.first},
                       {"last", order.last},
                       {"at", to_rfc3339(made->stamp.at)},
                       {"authority", made->stamp.authority},
                       {"revocation", made->revocation ? made->revocation->to_string() : "good"}});
        else
            log_failure(made.error());
    } catch (const infrastructure_error& lost) {
        log_failure({lost.code(), lost.what()});
    }
}

}  // namespace gw::app
