#include "sandbox/authority_server.hpp"

#include <openssl/ocsp.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <cstdio>

#include "async/deadline.hpp"
#include "crypto/digest.hpp"
#include "intake/portal_endpoint.hpp"
#include "sandbox/encoding.hpp"

namespace sandbox {
namespace {

namespace json = boost::json;
using gw::net::request;
using gw::net::response;

response json_response(unsigned status, const json::value& body) {
    response made;
    made.status = status;
    made.content_type = "application/json";
    made.body = json::serialize(body);
    return made;
}

response octets_response(const char* type, gw::octets body) {
    response made;
    made.content_type = type;
    made.body = std::move(body);
    return made;
}

response html() {
    return octets_response("text/html", "<html><body><h1>Временно недоступно</h1></body></html>");
}

gw::octets refusal(int status) {
    OCSP_RESPONSE* made = OCSP_response_create(status, nullptr);
    gw::octets der = to_der<OCSP_RESPONSE>(made, i2d_OCSP_RESPONSE);
    OCSP_RESPONSE_free(made);
    return der;
}

flaw flaw_of(const std::string& fault) {
    if (fault == "stale") return flaw::stale;
    if (fault == "wrong_signed") return flaw::wrong_signed;
    if (fault == "rolled_back") return flaw::rolled_back;
    if (fault == "without_base") return flaw::without_base;
    return flaw::none;
}

std::string endpoint_of(const std::string& path) {
    if (path.starts_with("/ocsp")) return "ocsp";
    if (path == "/tsa") return "tsa";
    if (!path.starts_with("/crl/")) return "";
    return path.ends_with("-delta.crl") ? "delta" : "crl";
}

std::string text(const json::object& from, const char* key, const char* preset) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : preset;
}

std::int64_t number(const json::object& from, const char* key, std::int64_t preset) {
    const auto* value = from.if_contains(key);
    return value && value->is_number() ? value->to_number<std::int64_t>() : preset;
}

}  // namespace

authority_server::authority_server(const authority_options& options) {
    for (const std::string name : {"root", "issuing", "issuing-revoked", "root-gost2004", "issuing-gost2004",
                                   "root-gost2015", "issuing-gost2015"}) {
        const auto folder =
            options.certs / "ca" / ((name.starts_with("root") ? "anchors-" : "certs-") + name);
        // A hierarchy that was made without the GOST module has none of these.
        if (name.find("gost") != name.npos && !std::filesystem::exists(folder)) continue;
        authorities_.push_back(std::make_unique<authority>(name, folder, now()));
    }
}

authority* authority_server::find(const std::string& name) {
    for (const auto& one : authorities_)
        if (one->name() == name) return one.get();
    return nullptr;
}

authority_server::fault authority_server::fault_of(const std::string& endpoint) {
    const std::lock_guard lock(guard_);
    ++asked_[endpoint];
    return faults_[endpoint];
}

boost::asio::awaitable<response> authority_server::handle(request got) {
    const std::string endpoint = endpoint_of(got.path);
    if (endpoint.empty()) {
        const std::lock_guard lock(guard_);
        co_return change(got);
    }
    const fault wanted = fault_of(endpoint);
    if (wanted.delay.count() > 0) {
        auto waiting = gw::async::sleep_for(wanted.delay);
        co_await std::move(waiting);
    }
    const std::lock_guard lock(guard_);
    co_return answer(endpoint, got, wanted.name);
}

response authority_server::answer(const std::string& endpoint, const request& got, const std::string& wrong) {
    if (wrong == "html") return html();
    if (wrong == "error" || wrong == "down") return json_response(503, {{"error", "on demand"}});
    if (wrong == "empty") return octets_response("application/octet-stream", "");
    response made;
    if (endpoint == "ocsp")
        made = ocsp(got, wrong);
    else if (endpoint == "tsa")
        made = octets_response("application/timestamp-reply", authorities_[1]->time_stamp(got.body, now()));
    else
        made = list(endpoint, got, wrong);
    if (wrong == "truncated") made.body.resize(made.body.size() / 2);
    return made;
}

response authority_server::list(const std::string& endpoint, const request& got, const std::string& wanted) {
    const flaw wrong = flaw_of(wanted);
    std::string name = got.path.substr(5, got.path.size() - 5 - 4);
    if (endpoint == "delta") name.resize(name.size() - std::string("-delta").size());
    authority* of = find(name);
    if (!of) return json_response(404, {{"error", "no such authority"}});
    const std::string etag = '"' + std::to_string(of->base_number()) + "-" +
                             std::to_string(of->delta_number()) + "-" + wanted + '"';
    const auto known = got.headers.find("if-none-match");
    response made = octets_response("application/pkix-crl", "");
    made.fields = {{"ETag", etag}};
    if (known && *known == etag)
        made.status = 304;
    else
        made.body = endpoint == "delta" ? of->delta_list(now(), wrong) : of->full_list(now(), wrong);
    return made;
}

response authority_server::ocsp(const request& got, const std::string& wrong) {
    constexpr const char* type = "application/ocsp-response";
    if (wrong == "try_later") return octets_response(type, refusal(OCSP_RESPONSE_STATUS_TRYLATER));
    if (wrong == "unauthorized") return octets_response(type, refusal(OCSP_RESPONSE_STATUS_UNAUTHORIZED));
    for (const auto& one : authorities_)
        if (one->is_asked(got.body))
            return octets_response(type, one->ocsp_answer(got.body, now(), flaw_of(wrong)));
    return octets_response(type, refusal(OCSP_RESPONSE_STATUS_UNAUTHORIZED));
}

response authority_server::change(const request& got) {
    if (got.path == "/state" && got.method == "GET") return state();
    if (got.method != "POST") return json_response(404, {{"error", "not found"}});
    if (got.path == "/revoke") return revoke(got, false);
    if (got.path == "/restore") return revoke(got, true);
    boost::system::error_code failed;
    const auto body = json::parse(got.body, failed);
    if (failed || !body.is_object()) return json_response(400, {{"error", "a JSON object"}});
    const auto& wanted = body.get_object();
    if (got.path == "/faults") {
        faults_[text(wanted, "endpoint", "")] = {text(wanted, "fault", "none"),
                                                 gw::milliseconds(number(wanted, "delay_ms", 0))};
        return state();
    }
    if (got.path == "/clock") {
        clock_.shift(gw::seconds(number(wanted, "offset_s", 0)));
        for (const auto& one : authorities_)
            one->issue_base(now());
        return state();
    }
    return json_response(404, {{"error", "not found"}});
}

response authority_server::revoke(const request& got, bool restore) {
    boost::system::error_code failed;
    const auto body = json::parse(got.body, failed);
    if (failed || !body.is_object()) return json_response(400, {{"error", "a JSON object"}});
    const auto& wanted = body.get_object();
    authority* of = find(text(wanted, "authority", "issuing"));
    const std::string serial = text(wanted, "serial", "");
    if (!of || !gw::from_hex(serial.size() % 2 != 0 ? "0" + serial : serial) || serial.empty())
        return json_response(400, {{"error", "authority and serial"}});
    if (restore)
        of->restore(serial);
    else
        of->revoke(serial, static_cast<int>(number(wanted, "reason", 0)), now() - gw::seconds(1));
    if (text(wanted, "publish", "full") == "full") of->issue_base(now());
    return state();
}

response authority_server::state() const {
    json::object rows, asked;
    for (const auto& one : authorities_)
        rows[one->name()] = {{"number", one->base_number()},
                             {"delta_number", one->delta_number()},
                             {"revoked", one->revoked()}};
    for (const auto& [endpoint, times] : asked_)
        asked[endpoint] = times;
    return json_response(200, {{"authorities", rows}, {"asked", asked}, {"now", gw::to_rfc3339(now())}});
}

int run_authority(const authority_options& options) {
    boost::asio::io_context io(1);
    gw::net::server_options http;
    http.address = options.address;
    http.port = options.port;
    authority_server all(options);
    gw::net::server server(
        io, http, nullptr, all.clock(), [&](request got) { return all.handle(std::move(got)); },
        gw::intake::portal_endpoint::refuse_http);
    server.start();
    std::printf("listening ca http://%s:%u\n", http.address.c_str(), static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code, int) {
        boost::asio::co_spawn(io, server.stop(gw::milliseconds(500)), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}

}  // namespace sandbox
