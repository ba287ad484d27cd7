// One exchange after the other over kept connections. From the moment the first octet of the request may have
// left, every failure is reported as maybe_sent: only the caller knows whether a repeat is safe.
#include "net/client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "async/deadline.hpp"
#include "net/connection_pool.hpp"
#include "net/octet_classes.hpp"

namespace gw::net {
namespace {

namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using exchange_result = boost::system::result<client_response, client_error>;
constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t header_limit = 64 * 1024;
constexpr int most_interim_answers = 4;

struct target {
    bool secure = false;
    std::string host;  // as a name or an address, without brackets
    std::string port;
    std::string authority;  // for Host and as the key of kept connections
    std::string path;       // with the query
};

result<target> parse_target(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return error(errc::config_invalid, "not a URL: " + url);
    const boost::urls::url_view view = *parsed;
    target to;
    to.secure = view.scheme() == "https";
    if (!to.secure && view.scheme() != "http")
        return error(errc::config_invalid, "not http or https: " + url);
    to.host = view.host_address();
    if (view.has_userinfo())
        return error(errc::config_invalid, "a URL with a user name or password");  // not quoted
    if (to.host.empty()) return error(errc::config_invalid, "no host: " + url);
    to.port = view.has_port() ? std::string(view.port()) : to.secure ? "443" : "80";
    to.authority = std::string(view.encoded_host_and_port());
    to.path = std::string(view.encoded_path());
    if (to.path.empty()) to.path = "/";
    if (view.has_query()) to.path += "?" + std::string(view.encoded_query());
    return to;
}

bool sendable(const client_request& request) {
    const auto token = [](const std::string& text) {
        return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
    };
    const auto value = [](const std::string& text) {
        return std::all_of(text.begin(), text.end(), is_field_char);
    };
    return token(request.method) && value(request.content_type) &&
           std::all_of(request.fields.begin(), request.fields.end(),
                       [&](const auto& field) { return token(field.first) && value(field.second); });
}

http::request<http::string_body> to_message(client_request request, const target& to) {
    http::request<http::string_body> message;
    message.version(11);
    message.method_string(request.method);
    message.target(to.path);
    message.set(http::field::host, to.authority);
    if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
    for (const auto& [name, value] : request.fields)
        message.insert(name, value);
    message.body() = std::move(request.body);
    message.prepare_payload();
    return message;
}

client_response to_response(http::response<http::string_body> message) {
    client_response response;
    response.status = message.result_int();
    for (const auto& field : message) {
        std::string name(field.name_string());
        std::transform(name.begin(), name.end(), name.begin(), to_lower);
        response.headers.fields.emplace_back(std::move(name), std::string(field.value()));
    }
    response.body = std::move(message.body());
    return response;
}

// RFC 9110 4.3.4: the certificate must be for the host of the URL. RFC 6066 3: literal addresses are not sent
// as SNI.
bool expect_host(SSL* ssl, const std::string& host) {
    X509_VERIFY_PARAM* const checks = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    boost::system::error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) == 1;
    return X509_VERIFY_PARAM_set1_host(checks, host.c_str(), host.size()) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    const_cast<char*>(host.c_str())) == 1;
}

}  // namespace

struct client::state {
    asio::any_io_executor executor;
    tls_context tls;
    client_options options;
    std::shared_ptr<connection_pool> pool;

    asio::awaitable<result<std::unique_ptr<stream>>> connect(const target&) const;
    asio::awaitable<exchange_result> exchange(client_request, const target&, send_failure& sent) const;
    asio::awaitable<exchange_result> converse(client_request, const target&, std::unique_ptr<stream>&) const;
};

asio::awaitable<result<std::unique_ptr<stream>>> client::state::connect(const target& to) const {
    const auto failure = [&to](const boost::system::error_code& failed, const char* step) {
        return error(errc::target_unreachable, to.authority + ": " + step + ": " + failed.message());
    };
    tcp::resolver resolver(executor);
    auto resolving = resolver.async_resolve(to.host, to.port, use_result);
    const auto [unresolved, endpoints] = co_await std::move(resolving);
    if (unresolved) co_return failure(unresolved, "name");

    std::vector<tcp::endpoint> usable;
    for (const auto& entry : endpoints)
        if (!options.permitted || options.permitted(entry.endpoint().address()))
            usable.push_back(entry.endpoint());
    if (usable.empty()) co_return error(errc::fetch_forbidden, to.authority + ": no permitted address");
    tcp::socket socket(executor);
    auto connecting = asio::async_connect(socket, usable, use_result);
    const auto [unconnected, endpoint] = co_await std::move(connecting);
    if (unconnected) co_return failure(unconnected, "connect");
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);

    auto connection = std::make_unique<stream>(std::move(socket), to.secure ? tls : nullptr);
    if (!to.secure) co_return connection;
    const bool named = expect_host(connection->ssl(), to.host);
    ERR_clear_error();
    if (!named) co_return error(errc::target_unreachable, to.authority + ": not a host name");
    auto greeting = connection->async_handshake(asio::ssl::stream_base::client, use_result);
    const auto [unsecured] = co_await std::move(greeting);
    if (unsecured) co_return failure(unsecured, "TLS");
    co_return connection;
}

asio::awaitable<exchange_result> client::state::exchange(client_request request, const target& to,
                                                         send_failure& sent) const {
    auto waiting = pool->acquire((to.secure ? "https://" : "http://") + to.authority);
    auto lease = co_await std::move(waiting);
    auto connection = lease.take_kept();
    if (!connection) {
        auto connected = co_await connect(to);
        if (!connected) co_return client_error{connected.error(), send_failure::not_sent};
        connection = std::move(*connected);
    }
    sent = send_failure::maybe_sent;
    auto outcome = co_await converse(std::move(request), to, connection);
    if (connection) lease.keep(std::move(connection));
    co_return outcome;
}

// Leaves `connection` empty when it cannot be used again.
asio::awaitable<exchange_result> client::state::converse(client_request request, const target& to,
                                                         std::unique_ptr<stream>& connection) const {
    auto used = std::move(connection);
    const auto failure = [&to](const boost::system::error_code& failed) {
        return client_error{error(errc::target_failed, to.authority + ": " + failed.message()),
                            send_failure::maybe_sent};
    };
    const bool head_only = request.method == "HEAD";
    const auto message = to_message(std::move(request), to);
    auto writing = http::async_write(*used, message, use_result);
    const auto [unwritten, written] = co_await std::move(writing);
    if (unwritten) co_return failure(unwritten);

    boost::beast::flat_buffer buffer;
    for (int interim = 0; interim < most_interim_answers; ++interim) {
        http::response_parser<http::string_body> parser;
        parser.header_limit(header_limit);
        parser.body_limit(options.body_limit);
        parser.skip(head_only);
        auto reading = http::async_read(*used, buffer, parser, use_result);
        const auto [unread, got] = co_await std::move(reading);
        if (unread) co_return failure(unread);
        if (parser.get().result_int() / 100 == 1) continue;
        const bool reusable = parser.keep_alive() && buffer.size() == 0;
        auto response = to_response(parser.release());
        if (reusable) connection = std::move(used);
        co_return response;
    }
    co_return client_error{error(errc::target_failed, to.authority + ": no final answer"),
                           send_failure::maybe_sent};
}

client::client(asio::any_io_executor executor, tls_context tls, client_options options)
    : state_(std::make_shared<state>()) {
    state_->executor = std::move(executor);
    state_->tls = std::move(tls);
    state_->options = options;
    state_->pool = std::make_shared<connection_pool>(options.connections, options.keep);
}

client::~client() = default;

asio::awaitable<exchange_result> client::send(client_request request, milliseconds deadline) {
    const auto kept = state_;
    const auto to = parse_target(request.url);
    if (!to) co_return client_error{to.error(), send_failure::not_sent};
    if (to->secure && !kept->tls) {
        co_return client_error{error(errc::config_invalid, "no TLS context for " + request.url),
                               send_failure::not_sent};
    }
    if (!sendable(request)) {
        co_return client_error{error(errc::config_invalid, "a field that HTTP cannot carry"),
                               send_failure::not_sent};
    }
    auto sent = send_failure::not_sent;
    auto limited = async::within(deadline, kept->exchange(std::move(request), *to, sent));
    auto outcome = co_await std::move(limited);
    if (outcome) co_return std::move(*outcome);
    co_return client_error{error(errc::target_timeout, to->authority + ": no answer in time"), sent};
}

}  // namespace gw::net
