#include "sandbox/officer_desk.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "base/embedded_file.hpp"
#include "dsig/sign.hpp"
#include "intake/portal_endpoint.hpp"
#include "xml/writer.hpp"

namespace sandbox {
namespace page {

// The page, by gw_embed().
std::span<const gw::embedded_file> embedded_files() noexcept;

}  // namespace page

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
constexpr gw::milliseconds patience{75'000};  // a request may wait a minute for news
constexpr std::string_view api = "/api/";

gw::net::response make_response(unsigned status, std::string type, std::string body) {
    gw::net::response response;
    response.status = status;
    response.content_type = std::move(type);
    response.body = std::move(body);
    return response;
}

gw::net::response show_page() {
    auto response =
        make_response(200, "text/html; charset=utf-8", std::string(page::embedded_files().front().content));
    // The page loads nothing from elsewhere; texts of cases are set as text, never as markup.
    response.fields.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'");
    response.fields.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

// A page of another site can make the officer's browser post here; the browser then says where it comes from.
bool is_from_elsewhere(const gw::net::request& request) {
    const auto origin = request.headers.find("origin");
    return origin && *origin != "http://" + std::string(request.headers.find("host").value_or(""));
}

// For a URL or a field of a head: what the gateway's own names are made of.
bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

std::string member(const json::value& body, const char* name) {
    const auto* found = body.is_object() ? body.get_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

std::string make_decision(const party& by, const std::string& number, const std::string& outcome,
                          const std::string& text_kk, const std::string& text_ru) {
    const auto element = [](const std::string& name, const std::string& text) {
        return text.empty() ? std::string()
                            : "<" + name + ">" + gw::xml::escape_text(text) + "</" + name + ">";
    };
    auto made = gw::dsig::sign_enveloped("<decision xmlns=\"urn:shep-gateway:decision:1\">" +
                                             element("case", number) + element("outcome", outcome) +
                                             element("text_kk", text_kk) + element("text_ru", text_ru) +
                                             "</decision>",
                                         by.as_signer());
    if (!made) throw std::runtime_error(made.error().to_string());
    return std::move(made.value());
}

officer_desk::officer_desk(asio::any_io_executor executor, officer_desk_options options)
    : options_(std::move(options)), cast_(options_.certs) {
    gw::net::client_tls_options tls;
    tls.ca_file = (options_.certs / "anchors/root.pem").string();
    auto context = gw::net::make_client_tls(tls);
    if (!context) throw std::runtime_error(context.error().to_string());
    client_ = std::make_unique<gw::net::client>(executor, context.value(), gw::net::client_options{});
}

asio::awaitable<gw::net::response> officer_desk::handle(gw::net::request request) {
    if (request.path == "/" && request.method == "GET") co_return show_page();
    if (request.method != "GET" && is_from_elsewhere(request))
        co_return make_response(403, "text/plain", "not from this page");
    if (request.path == "/decide" && request.method == "POST") {
        auto deciding = decide(std::move(request));
        co_return co_await std::move(deciding);
    }
    if (!request.path.starts_with(api)) co_return make_response(404, "text/plain", "not found");
    auto passing = pass_on(std::move(request));
    co_return co_await std::move(passing);
}

asio::awaitable<gw::net::response> officer_desk::forward(gw::net::client_request request) {
    request.fields.emplace_back("Authorization", "Bearer " + options_.token);
    auto sending = client_->send(std::move(request), patience);
    const auto answer = co_await std::move(sending);
    if (!answer) co_return make_response(502, "text/plain", answer.error().error.to_string());
    auto response = make_response(answer->status, "", answer->body);
    if (const auto type = answer->headers.find("content-type")) response.content_type = *type;
    for (const auto& [name, shown] :
         {std::pair{"etag", "ETag"}, {"content-disposition", "Content-Disposition"}})
        if (const auto value = answer->headers.find(name)) response.fields.emplace_back(shown, *value);
    // What came from outside is never a page of ours, whatever it says that it is.
    response.fields.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
    response.fields.emplace_back("X-Content-Type-Options", "nosniff");
    co_return response;
}

asio::awaitable<gw::net::response> officer_desk::pass_on(gw::net::request request) {
    gw::net::client_request to;
    to.method = request.method;
    to.url = options_.gateway + "/api/v1/" + request.path.substr(api.size());
    if (!request.query.empty()) to.url += "?" + request.query;
    to.body = std::move(request.body);
    for (const auto& [name, shown] :
         {std::pair{"if-match", "If-Match"}, {"idempotency-key", "Idempotency-Key"}})
        if (const auto value = request.headers.find(name)) to.fields.emplace_back(shown, *value);
    if (const auto type = request.headers.find("content-type")) to.content_type = *type;
    auto forwarding = forward(std::move(to));
    co_return co_await std::move(forwarding);
}

asio::awaitable<gw::net::response> officer_desk::decide(gw::net::request request) {
    json::error_code failed;
    const auto body = json::parse(request.body, failed);
    const auto number = member(body, "case");
    const auto role = member(body, "role"), version = member(body, "version");
    if (failed || !is_plain(number) || !is_plain(role) || !is_plain(version))
        co_return make_response(400, "text/plain", "no case");
    gw::net::client_request to;
    to.url = options_.gateway + "/api/v1/cases/" + number + "/decision";
    if (!role.empty()) to.url += "?role=" + role;
    to.content_type = "application/xml";
    to.body = make_decision(cast_.get(options_.head), number, member(body, "outcome"),
                            member(body, "text_kk"), member(body, "text_ru"));
    to.fields = {{"If-Match", "\"" + version + "\""}};
    auto forwarding = forward(std::move(to));
    co_return co_await std::move(forwarding);
}

int run_officer_desk(officer_desk_options options) {
    asio::io_context io(1);
    const gw::system_clock clock;
    gw::net::server_options http;
    http.address = options.address;
    http.port = options.port;
    officer_desk desk(io.get_executor(), std::move(options));
    gw::net::server server(
        io, http, gw::net::tls_context(), clock,
        [&](gw::net::request request) { return desk.handle(std::move(request)); },
        gw::intake::portal_endpoint::refuse_http);
    server.start();
    std::printf("listening officer-desk http://%s:%u\n", http.address.c_str(),
                static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code, int) {
        asio::co_spawn(io, server.stop(gw::milliseconds(500)), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}

}  // namespace sandbox
