// `delivery list` reads the store; `delivery retry` asks the running server, which audits it.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/http_exchange.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct list_options {
    std::string config, state;
    std::size_t most = 100;
};
struct retry_options {
    std::string config, id, url;
    net::client_tls_options tls;
};

json::object to_json(const store::delivery_record& one) {
    return json::object{{"id", one.id.str()},
                        {"case_id", one.svc_case.str()},
                        {"case_number", one.case_number},
                        {"target", one.target},
                        {"state", json::string(to_string(one.state))},
                        {"attempts", one.attempts},
                        {"next_attempt_at", to_rfc3339(one.next_attempt_at)},
                        {"last_error", one.last_error},
                        {"target_reference", one.target_reference}};
}

void print_record(const store::delivery_record& one) {
    std::string line = one.id.str() + "  " + std::string(to_string(one.state)) + "  case " +
                       printable(one.case_number) + " to " + printable(one.target) + "  attempts " +
                       std::to_string(one.attempts);
    if (one.state == store::delivery_state::pending) line += "  next " + to_rfc3339(one.next_attempt_at);
    if (!one.last_error.empty()) line += "  " + printable(one.last_error);
    print(line);
}

int list(const list_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    std::optional<store::delivery_state> state;
    if (!from.state.empty()) state = store::delivery_state_from(from.state);
    json::array all;
    for (const auto& one : store.value()->list_deliveries(state, from.most)) {
        if (run.json)
            all.push_back(to_json(one));
        else
            print_record(one);
    }
    if (run.json) print_json(json::object{{"deliveries", std::move(all)}});
    return exit_ok;
}

// The admin listener of the configuration, reached from the same machine.
result<std::string> admin_url(const std::string& config_file) {
    const auto settings = config::load(config_file);
    if (!settings) return settings.error();
    const auto& admin = settings.value().admin;
    if (admin.http.port == 0)
        return error(errc::config_invalid,
                     "admin.port is 0, so the server took a free one: name it with --admin-url");
    std::string host = admin.http.address;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return (admin.tls ? "https://" : "http://") + host + ":" + std::to_string(admin.http.port);
}

gw::error refusal_of(const net::client_response& answer, const std::string& id) {
    const std::string status = "the server answered HTTP " + std::to_string(answer.status);
    switch (answer.status) {
        case 404:
            return {errc::api_not_found, "no delivery " + id + " that failed or needs a review"};
        case 400:
            return {errc::api_request_invalid, status};
        case 401:
            return {errc::api_unauthorised, status};
        case 403:
            return {errc::api_forbidden, status};
        default:
            return {answer.status >= 500 ? errc::store_unavailable : errc::target_refused, status};
    }
}

int retry(const retry_options& from, const context& run) {
    auto url = from.url.empty() ? admin_url(from.config) : result<std::string>(from.url);
    if (!url) return fail(run.json, url.error());
    net::client_request request;
    request.url = url.value() + "/admin/v1/deliveries/retry";
    request.content_type = "application/json";
    json::object body;
    if (!from.id.empty()) body["id"] = from.id;
    request.body = json::serialize(body);
    const auto got = exchange(std::move(request), from.tls, seconds(30));
    if (!got) return fail(run.json, got.error().error);
    if (got.value().status != 200) return fail(run.json, refusal_of(got.value(), from.id));
    json::error_code broken;
    const auto answer = json::parse(got.value().body, broken);
    const auto* object = broken ? nullptr : answer.if_object();
    const auto* count = object == nullptr ? nullptr : object->if_contains("requeued");
    if (count == nullptr)
        return fail(run.json, error(errc::target_failed, "this is no admin listener: " + url.value()));
    if (run.json)
        print_json(json::object{{"requeued", *count}});
    else
        print(json::serialize(*count) + " deliveries are pending again");
    return exit_ok;
}

}  // namespace

void add_delivery(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "delivery", "Show and repeat deliveries to the offices");
    auto* verb = add_verb(*noun, run, "list", "Deliveries, newest first");
    auto listing = std::make_shared<list_options>();
    verb->add_option("--state", listing->state, "Those in this state alone")
        ->check(one_of({"pending", "in_flight", "delivered", "failed", "needs_review"}))
        ->type_name("pending|in_flight|delivered|failed|needs_review");
    verb->add_option("--limit", listing->most, "At most so many; default 100")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");
    add_config_option(*verb, listing->config);
    verb->callback([listing, &run] { run.action = [listing, &run] { return list(*listing, run); }; });

    verb = add_verb(*noun, run, "retry", "Make deliveries that were given up pending again");
    auto retrying = std::make_shared<retry_options>();
    verb->add_option("ID", retrying->id, "This delivery; without it: all of them");
    verb->add_option("--admin-url", retrying->url,
                     "Admin listener of the running server; default: of the configuration")
        ->type_name("URL");
    verb->add_option("--ca", retrying->tls.ca_file, "PEM: who issued the admin listener's TLS certificate")
        ->type_name("FILE");
    add_config_option(*verb, retrying->config);
    verb->callback([retrying, &run] { run.action = [retrying, &run] { return retry(*retrying, run); }; });
}

}  // namespace gw::cli
