#include "admin/admin_api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "admin/problem.hpp"
#include "base/log.hpp"

namespace gw::admin {
namespace {

namespace json = boost::json;

net::response json_response(unsigned status, octets body) {
    net::response answer;
    answer.status = status;
    answer.content_type = "application/json; charset=utf-8";
    answer.body = std::move(body);
    answer.fields = {{"Cache-Control", "no-store"}};
    return answer;
}

json::object store_object(const store::store_status& of) {
    return {{"backend", of.backend},
            {"schema_version", of.schema_version},
            {"messages", of.messages},
            {"refused", of.refused},
            {"cases", of.cases},
            {"pending_deliveries", of.pending_deliveries},
            {"failed_deliveries", of.failed_deliveries},
            {"journal_rows", of.journal_rows},
            {"parked", of.parked},
            {"checkpoints", of.checkpoints},
            {"checkpointed", of.checkpointed},
            {"time_stamps", of.time_stamps},
            {"time_stamped", of.stamped},
            {"octets_on_disk", of.octets_on_disk}};
}

json::value error_name(const std::optional<error>& of) {
    return of ? json::value(json::string(of->info().name.data(), of->info().name.size()))
              : json::value(nullptr);
}

json::object crl_object(const revocation::crl_status& of) {
    json::object row{{"issuer", of.issuer},
                     {"usable", !of.unusable},
                     {"unusable", error_name(of.unusable)},
                     {"problem", error_name(of.problem)}};
    if (!of.present) return row;
    row["number"] = of.number;
    row["entries"] = of.entries;
    row["this_update"] = to_rfc3339(of.this_update);
    row["next_update"] = of.next_update ? json::value(to_rfc3339(*of.next_update)) : json::value(nullptr);
    return row;
}

json::object target_object(const delivery::target_status& of) {
    const std::string_view breaker = delivery::to_string(of.breaker);
    return {{"name", of.name},
            {"circuit", json::string_view(breaker.data(), breaker.size())},
            {"in_flight", of.in_flight}};
}

// A browser sends "application/json" to another origin only after asking first, which nobody here answers.
bool is_json(const net::request& request) {
    const auto type = request.headers.find("content-type");
    return type && (*type == "application/json" || type->starts_with("application/json;"));
}

// {} or {"id": "<uuid>"}; anything else is a mistake that must not requeue everything.
result<delivery_id> read_retry(const octets& body) {
    boost::system::error_code failed;
    const auto value = json::parse(body, failed);
    if (failed || !value.is_object())
        return error(errc::api_request_invalid, "the body is not a JSON object");
    const json::object& object = value.get_object();
    if (object.empty()) return delivery_id();
    const auto* id = object.if_contains("id");
    if (object.size() != 1 || id == nullptr || !id->is_string() || !is_uuid(std::string(id->get_string())))
        return error(errc::api_request_invalid, "the only member is \"id\", the id of a delivery");
    return delivery_id(std::string(id->get_string()));
}

}  // namespace

net::handler admin_api::handler() const {
    return [this](net::request request) { return handle(std::move(request)); };
}

asio::awaitable<net::response> admin_api::handle(net::request request) const {
    struct route {
        std::string_view method, path;
        asio::awaitable<net::response> (admin_api::*answer)(net::request) const;
    };
    static constexpr route routes[] = {
        {"GET", "/healthz", &admin_api::show_life},
        {"GET", "/readyz", &admin_api::show_readiness},
        {"GET", "/metrics", &admin_api::show_metrics},
        {"GET", "/admin/v1/status", &admin_api::show_status},
        {"GET", "/admin/v1/weather", &admin_api::show_weather},
        {"POST", "/admin/v1/deliveries/retry", &admin_api::retry_deliveries},
    };
    for (const auto& route : routes) {
        if (route.path != request.path) continue;
        if (route.method != request.method) co_return make_problem(errc::http_method_not_allowed);
        auto answering = (this->*route.answer)(std::move(request));
        co_return co_await std::move(answering);
    }
    co_return make_problem(errc::http_path_unknown);
}

asio::awaitable<net::response> admin_api::show_life(net::request) const {
    co_return json_response(200, R"({"alive":true})");
}

asio::awaitable<net::response> admin_api::show_readiness(net::request) const {
    auto looking = parts_.health.look(parts_.db);
    const readiness state = co_await std::move(looking);
    co_return json_response(state.ready() ? 200 : 503, to_json(state));
}

// Nothing when the store does not answer: the rest is still worth showing.
asio::awaitable<std::optional<store::store_status>> admin_api::ask_store() const {
    std::optional<store::store_status> status;
    try {
        auto asking = parts_.db.run([this] { return parts_.store.status(); });
        auto answer = co_await std::move(asking);
        if (answer) status = std::move(*answer);
    } catch (const infrastructure_error& lost) {
        log::warning("admin_store_lost", {{"error", lost.what()}});
    }
    co_return status;
}

asio::awaitable<net::response> admin_api::show_metrics(net::request) const {
    gauge_values values;
    values.now = parts_.clock.now();
    for (const async::pool* pool : parts_.pools)
        values.pool_queues[pool->name()] = pool->queued();
    if (parts_.listeners) values.listeners = parts_.listeners();
    values.targets = parts_.worker.status();
    values.crls = parts_.trust.status(values.now);
    if (parts_.weather) values.weather = parts_.weather();
    auto asking = ask_store();
    values.store = co_await std::move(asking);
    auto looking = parts_.health.look(parts_.db);
    const readiness state = co_await std::move(looking);
    for (const part_status& part : state.parts)
        values.readiness[part.part] = !part.failure;
    net::response answer;
    answer.content_type = metrics::content_type;
    answer.body = parts_.metrics.expose(values);
    co_return answer;
}

asio::awaitable<net::response> admin_api::show_status(net::request) const {
    auto asking = ask_store();
    const auto store = co_await std::move(asking);
    auto looking = parts_.health.look(parts_.db);
    const readiness state = co_await std::move(looking);
    json::object body{{"version", parts_.version},
                      {"started_at", to_rfc3339(parts_.started_at)},
                      {"now", to_rfc3339(parts_.clock.now())}};
    body["readiness"] = json::parse(to_json(state));
    body["store"] = store ? json::value(store_object(*store)) : json::value(nullptr);
    json::array targets, crls;
    for (const auto& target : parts_.worker.status())
        targets.push_back(target_object(target));
    for (const auto& crl : parts_.trust.status(parts_.clock.now()))
        crls.push_back(crl_object(crl));
    body["targets"] = std::move(targets);
    body["revocation"] = std::move(crls);
    co_return json_response(200, json::serialize(body));
}

asio::awaitable<net::response> admin_api::show_weather(net::request) const {
    const timestamp now = parts_.clock.now();
    const auto state = parts_.weather ? parts_.weather() : revocation_weather();
    co_return json_response(200, to_json(state, parts_.trust.status(now), now));
}

asio::awaitable<net::response> admin_api::retry_deliveries(net::request request) const {
    if (!is_json(request))
        co_return make_problem({errc::api_request_invalid, "Content-Type is not application/json"});
    const auto id = read_retry(request.body);
    if (!id) co_return make_problem(id.error());
    std::size_t requeued = 0;
    const timestamp now = parts_.clock.now();
    try {
        auto asking =
            parts_.db.run([this, id = *id, now] { return parts_.store.requeue_deliveries(id, now); });
        const auto answer = co_await std::move(asking);
        if (!answer) co_return make_problem(answer.error());
        requeued = *answer;
    } catch (const infrastructure_error& lost) {
        co_return make_problem(lost.code());
    }
    log::info("admin_deliveries_retried",
              {{"delivery_id", id->str()}, {"requeued", requeued}, {"peer", request.peer}});
    if (!id->empty() && requeued == 0) co_return make_problem(errc::api_not_found);
    parts_.worker.notify_all();
    co_return json_response(200, json::serialize(json::object{{"requeued", requeued}}));
}

}  // namespace gw::admin
