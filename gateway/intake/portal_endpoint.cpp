#include "intake/portal_endpoint.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "soap/wsdl.hpp"

namespace gw::intake {
namespace {

using steady = std::chrono::steady_clock;
constexpr std::size_t most_peers = 50'000;

bool is_xml(const net::request& request) {
    const auto type = request.headers.find("content-type");
    if (!type) return false;
    std::string media(type->substr(0, type->find(';')));
    while (!media.empty() && (media.back() == ' ' || media.back() == '\t'))
        media.pop_back();
    for (char& c : media)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    // SOAP 1.1 says text/xml; real SHEP peers also write the other two (facts/shep.md 1.14).
    return media == "text/xml" || media == "application/xml" || media == "application/soap+xml";
}

net::response xml_response(unsigned status, octets body) {
    net::response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

}  // namespace

struct portal_endpoint::exchange {
    route_ptr portal;
    processed message{};
    message_id id{};
    net::response response{};
    bool repeated = false;
    bool stored = false;
    std::optional<errc> refused{};
    steady::time_point started = steady::now();
    steady::time_point judged{}, committed{};
};

portal_endpoint::portal_endpoint(endpoint_parts parts, std::vector<route> routes)
    : parts_(std::move(parts)), strangers_(parts_.stranger_rate, most_peers) {
    for (auto& one : routes) {
        auto path = one.path;
        routes_.emplace(std::move(path), std::make_shared<const route>(std::move(one)));
    }
}

net::response portal_endpoint::refuse_http(errc code, std::string_view detail) {
    soap::fault fault;
    fault.code = code;
    fault.at = system_clock().now();
    fault.detail = detail;
    net::response response = xml_response(describe(code).http_status, soap::write_fault(fault));
    if (response.status == 503) response.fields.emplace_back("Retry-After", "5");
    return response;
}

asio::awaitable<net::response> portal_endpoint::handle(net::request request) {
    const auto found = routes_.find(request.path);
    if (found == routes_.end()) co_return refuse_http(errc::http_path_unknown, "");
    if (request.method == "GET" || request.method == "HEAD") {
        const std::string host(request.headers.find("host").value_or("localhost"));
        if (auto document = soap::wsdl_document(request.query, "https://" + host + request.path))
            co_return xml_response(200, std::move(*document));
    }
    if (request.method != "POST") {
        auto refused = refuse_http(errc::http_method_not_allowed, "POST a message, or GET ?wsdl");
        refused.fields.emplace_back("Allow", "POST, GET");
        co_return refused;
    }
    if (!is_xml(request)) co_return refuse_http(errc::http_media_type_unsupported, "");
    if (auto known = check_client_certificate(*found->second, request.client_certificate); !known)
        co_return refuse_http(known.error().code(), "");
    auto response = co_await receive(found->second, std::move(request));
    co_return response;
}

asio::awaitable<net::response> portal_endpoint::receive(route_ptr portal, net::request request) {
    exchange current{portal};
    current.id = message_id(parts_.ids.next(request.received_at));
    const net::body_budget budget = std::move(request.budget);  // until the answer is made
    received_message message{current.id, std::move(request.body), std::move(request.peer),
                             request.received_at};
    auto judging = judge(portal, std::move(message));
    auto judged = co_await std::move(judging);
    if (!judged) co_return refuse_http(judged.error().code(), "");
    current.message = std::move(judged.value());
    current.judged = steady::now();
    if (current.message.record.code != 0) current.refused = current.message.failure.code();

    bool answered = false;
    if (current.message.stale_repeat) {
        auto looking = answer_stale_repeat(current);
        answered = co_await std::move(looking);
    }
    if (!answered) {
        auto committing = commit(current);
        co_await std::move(committing);
    }
    co_return finish(current);
}

// Judges with what is at hand; where OCSP answers are missing, asks for them and judges again, all within
// what the route allows. The last time nothing is asked any more and what is known decides.
asio::awaitable<result<processed>> portal_endpoint::judge(route_ptr portal, received_message message) {
    const auto until = steady::now() + portal->revocation_wait;
    for (;;) {
        const auto left = std::chrono::duration_cast<milliseconds>(until - steady::now());
        auto around = parts_.around();
        if (parts_.online)
            around.answers = parts_.online->lookup(portal->policy, message.received_at, left.count() > 0);
        auto work = [this, portal, received = std::move(message), around = std::move(around)]() mutable {
            return parts_.judge.process(*portal, std::move(received), around);
        };
        auto judging = parts_.cpu.run(std::move(work));
        auto judged = co_await std::move(judging);
        if (!judged || !judged->again) co_return judged;
        message = std::move(*judged->again);
        auto asking = parts_.online->obtain(std::move(judged->questions), left);
        co_await std::move(asking);
    }
}

// A retry of something that was accepted long ago gets the answer of then, not a complaint about its date.
asio::awaitable<bool> portal_endpoint::answer_stale_repeat(exchange& current) {
    auto work = [this, key = *current.message.stale_repeat] { return parts_.store.find_duplicate(key); };
    auto looking = parts_.db.run(std::move(work));
    auto found = co_await std::move(looking);
    if (!found || !found.value() || found.value()->outcome != store::commit_outcome::repeated)
        co_return false;
    current.repeated = true;
    current.refused.reset();
    current.response = xml_response(found.value()->http_status, std::move(found.value()->answer));
    co_return true;
}

asio::awaitable<result<store::commit_result>> portal_endpoint::submit(store::message_record record,
                                                                      processed& again) {
    using signature = void(result<store::commit_result>);
    auto initiation = [this, &again](auto handler, store::message_record message) {
        auto executor = asio::get_associated_executor(handler);
        // Keeps the I/O context alive while the commit thread works, and carries the result back to the
        // strand.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto guard = asio::make_work_guard(executor);
        auto resume = [shared, guard](result<store::commit_result> outcome) mutable {
            asio::post(guard.get_executor(), [shared, outcome = std::move(outcome)]() mutable {
                auto resumed = std::move(*shared);
                std::move(resumed)(std::move(outcome));
            });
        };
        auto done = [resume, &again](result<store::commit_result> outcome,
                                     store::message_record&& returned) mutable {
            if (outcome && outcome.value().outcome == store::commit_outcome::conflict)
                again.record = std::move(returned);
            resume(std::move(outcome));
        };
        if (auto taken = parts_.writer.submit(std::move(message), std::move(done)); !taken)
            resume(taken.error());
    };
    auto waiting = asio::async_initiate<decltype(asio::use_awaitable), signature>(
        std::move(initiation), asio::use_awaitable, std::move(record));
    auto outcome = co_await std::move(waiting);
    co_return outcome;
}

asio::awaitable<void> portal_endpoint::commit(exchange& current) {
    auto& record = current.message.record;
    if (record.stranger && !strangers_.take(peer_host(record.peer), record.received_at)) {
        // What strangers can make us store is bounded; the refusal itself is given all the same.
        current.response = xml_response(record.http_status, std::move(record.answer));
        co_return;
    }
    current.response = xml_response(record.http_status, record.answer);
    const std::string target = record.svc_case ? record.svc_case->target : std::string();
    auto committing = submit(std::move(record), current.message);
    auto outcome = co_await std::move(committing);
    if (outcome && outcome.value().outcome == store::commit_outcome::conflict) {
        auto refusal = parts_.judge.refuse_conflict(std::move(current.message), parts_.around());
        current.message = std::move(refusal);
        current.refused = errc::duplicate_conflict;
        current.response = xml_response(record.http_status, record.answer);
        auto again = submit(std::move(record), current.message);
        outcome = co_await std::move(again);
    }
    current.committed = steady::now();
    if (!outcome) co_return refuse_unstored(current, outcome.error());
    if (outcome.value().outcome == store::commit_outcome::repeated) {
        current.repeated = true;
        current.refused.reset();
        current.response = xml_response(outcome.value().http_status, std::move(outcome.value().answer));
        co_return;
    }
    current.stored = true;
    if (!current.refused && parts_.case_committed) parts_.case_committed(target);
}

// Not on disk: whatever the verdict was, the portal is told to come again.
void portal_endpoint::refuse_unstored(exchange& current, const gw::error& failure) {
    current.refused = failure.code();
    if (failure.info().reply == reply_kind::http) {
        current.response = refuse_http(failure.code(), "");
        return;
    }
    auto reply = make_failure(current.message.context, failure.code(), false, nullptr);
    current.response = xml_response(reply.http_status, std::move(reply.body));
}

net::response portal_endpoint::finish(exchange& current) {
    const auto now = steady::now();
    const auto& portal = current.portal->portal;
    if (parts_.observer) {
        message_observation seen{portal, current.refused, current.repeated, {}, {}, now - current.started};
        seen.verify = current.judged - current.started;
        if (current.committed != steady::time_point()) seen.commit = current.committed - current.judged;
        parts_.observer(seen);
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - current.started).count();
    const auto& context = current.message.context;
    if (!current.refused) {
        log::info(current.repeated ? "message_repeated" : "message_accepted",
                  {{"message_id", current.id.str()},
                   {"portal", portal},
                   {"source_message_id", context.request_message_id},
                   {"took_us", took}});
    } else {
        log::warning("message_refused", {{"message_id", current.id.str()},
                                         {"portal", portal},
                                         {"source_message_id", context.request_message_id},
                                         {"code", static_cast<int>(*current.refused)},
                                         {"reason", describe(*current.refused).name},
                                         {"detail", current.message.failure.detail()},
                                         {"stored", current.stored},
                                         {"took_us", took}});
    }
    return std::move(current.response);
}

// "203.0.113.7:51234" and "[2001:db8::1]:51234" without the port.
std::string portal_endpoint::peer_host(const std::string& peer) {
    return peer.substr(0, peer.rfind(':'));
}

}  // namespace gw::intake
