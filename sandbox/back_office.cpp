#include "sandbox/back_office.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

#include "crypto/digest.hpp"
#include "intake/portal_endpoint.hpp"

namespace sandbox {
namespace {

namespace json = boost::json;

gw::net::response json_response(unsigned status, const json::value& body) {
    gw::net::response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = json::serialize(body);
    return response;
}

// X-Shep-Signature: t=<seconds>,v1=<hex HMAC-SHA256(secret, "<t>.<body>")>
bool signature_holds(const std::string& secret, std::string_view field, const std::string& body) {
    const auto comma = field.find(",v1=");
    if (!field.starts_with("t=") || comma == std::string_view::npos) return false;
    const std::string time(field.substr(2, comma - 2));
    const auto mac = gw::from_hex(field.substr(comma + 4));
    return mac && gw::crypto::equal_constant_time(*mac, gw::crypto::hmac_sha256(secret, time + "." + body));
}

}  // namespace

back_office::back_office(back_office_options options) : options_(std::move(options)) {
    std::ifstream ledger(options_.ledger);
    for (std::string line; std::getline(ledger, line);) {
        boost::system::error_code failed;
        const auto entry = json::parse(line, failed);
        if (failed || !entry.is_object()) continue;
        const auto& row = entry.as_object();
        auto& known = cases_[json::value_to<std::string>(row.at("key"))];
        known.number = json::value_to<std::string>(row.at("case_number"));
        ++known.deliveries;
    }
}

boost::asio::awaitable<gw::net::response> back_office::handle(gw::net::request request) {
    if (request.path == "/cases" && request.method == "POST") co_return take(request);
    if (request.path == "/cases" && request.method == "GET") co_return list();
    if (request.path == "/events" && request.method == "POST") co_return take_event(request);
    if (request.path == "/events" && request.method == "GET") co_return list_events();
    if (request.path == "/faults" && request.method == "POST") co_return set_faults(request);
    co_return json_response(404, {{"error", "not found"}});
}

// A fault that was asked for, or a wrong signature.
std::optional<gw::net::response> back_office::refuse(const gw::net::request& request) {
    if (faults_left_ > 0) {
        --faults_left_;
        return json_response(fault_status_, {{"error", "on demand"}});
    }
    if (options_.hmac_secret.empty()) return std::nullopt;
    const auto field = request.headers.find("x-shep-signature");
    if (field && signature_holds(options_.hmac_secret, *field, request.body)) return std::nullopt;
    return json_response(401, {{"error", "the signature of the delivery is wrong"}});
}

gw::net::response back_office::take_event(const gw::net::request& request) {
    const std::lock_guard lock(guard_);
    if (auto refused = refuse(request)) return std::move(*refused);
    const auto key = request.headers.find("idempotency-key");
    if (!key) return json_response(422, {{"error", "no key"}});
    if (!events_.emplace(*key, request.body).second) return json_response(409, {{"error", "known"}});
    return json_response(200, json::object());
}

gw::net::response back_office::list_events() const {
    const std::lock_guard lock(guard_);
    json::array rows;
    for (const auto& [key, body] : events_)
        rows.push_back(json::parse(body));
    return json_response(200, rows);
}

gw::net::response back_office::take(const gw::net::request& request) {
    const std::lock_guard lock(guard_);
    if (auto refused = refuse(request)) return std::move(*refused);
    const auto key = request.headers.find("idempotency-key");
    boost::system::error_code failed;
    const auto body = json::parse(request.body, failed);
    if (failed || !key) return json_response(422, {{"error", "no case"}});
    const auto* number = body.is_object() ? body.as_object().if_contains("number") : nullptr;
    if (number == nullptr || !number->is_string()) return json_response(422, {{"error", "no case number"}});
    const std::string name(*key);
    const auto known = cases_.find(name);
    if (known != cases_.end()) {
        ++known->second.deliveries;
        return json_response(409, {{"reference", "AK-" + known->second.number}});
    }
    remember(name, json::value_to<std::string>(*number));
    if (const auto* checks = body.as_object().if_contains("checks")) cases_[name].checks = *checks;
    return json_response(201, {{"reference", "AK-" + cases_[name].number}});
}

void back_office::remember(const std::string& key, const std::string& number) {
    cases_[key] = {number, 1, {}};
    if (options_.ledger.empty()) return;
    std::ofstream ledger(options_.ledger, std::ios::app);
    ledger << json::serialize(json::value{{"key", key}, {"case_number", number}}) << std::endl;
}

gw::net::response back_office::list() const {
    const std::lock_guard lock(guard_);
    json::array rows;
    for (const auto& [key, row] : cases_)
        rows.push_back({{"key", key},
                        {"case_number", row.number},
                        {"deliveries", row.deliveries},
                        {"checks", row.checks}});
    return json_response(200, rows);
}

gw::net::response back_office::set_faults(const gw::net::request& request) {
    boost::system::error_code failed;
    const auto body = json::parse(request.body, failed);
    if (failed || !body.is_object()) return json_response(400, {{"error", "status and count"}});
    const std::lock_guard lock(guard_);
    fault_status_ = static_cast<unsigned>(body.as_object().at("status").to_number<int>());
    faults_left_ = body.as_object().at("count").to_number<int>();
    return json_response(200, {{"count", faults_left_}});
}

int run_back_office(back_office_options options) {
    boost::asio::io_context io(1);
    const gw::system_clock clock;
    gw::net::server_options http;
    http.address = options.address;
    http.port = options.port;
    auto tls = gw::net::make_server_tls(options.tls);
    if (!tls) {
        std::fprintf(stderr, "shep-sandbox: %s\n", tls.error().to_string().c_str());
        return 3;
    }
    back_office office(std::move(options));
    gw::net::server server(
        io, http, tls.value(), clock,
        [&](gw::net::request request) { return office.handle(std::move(request)); },
        gw::intake::portal_endpoint::refuse_http);
    server.start();
    std::printf("listening back-office https://%s:%u\n", http.address.c_str(),
                static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code, int) {
        boost::asio::co_spawn(io, server.stop(gw::milliseconds(500)), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}

}  // namespace sandbox
