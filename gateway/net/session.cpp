// The life of a connection: handshake, then head, body, handler and answer in turn, then an end that the
// client can read.
#include "net/session.hpp"

#include <fmt/chrono.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <vector>

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "net/chunked.hpp"

namespace gw::net {
namespace {

namespace http = boost::beast::http;
constexpr auto use_result = asio::as_tuple(asio::use_awaitable);

// How long an ending connection listens: closing with unread octets would reset it, and a client that is
// still sending would lose our last answer (RFC 9112 9.6).
constexpr milliseconds linger{2'000};
constexpr std::size_t read_block = 64 * 1024;

std::string endpoint_text(const stream::socket& socket) {
    boost::system::error_code failed;
    const auto endpoint = socket.remote_endpoint(failed);
    if (failed) return "unknown";
    const auto address = endpoint.address().to_string();
    return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                      : fmt::format("{}:{}", address, endpoint.port());
}

// DER of the certificate that the handshake has verified.
octets peer_certificate(SSL* ssl) {
    octets der;
    X509* const certificate = SSL_get1_peer_certificate(ssl);
    if (certificate == nullptr) return der;
    const int size = i2d_X509(certificate, nullptr);
    if (size > 0) {
        der.resize(static_cast<std::size_t>(size));
        auto* out = reinterpret_cast<unsigned char*>(der.data());
        i2d_X509(certificate, &out);
    }
    X509_free(certificate);
    return der;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7); the C locale is never changed in this program.
std::string http_date(timestamp at) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::chrono::system_clock::to_time_t(at)));
}

template <class Message>
void fill_head(Message& message, response& answer, timestamp now, bool keep_alive) {
    message.set(http::field::date, http_date(now));
    if (!answer.content_type.empty()) message.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : answer.fields)
        message.insert(name, value);
    if (answer.status == 503 && message.count(http::field::retry_after) == 0)
        message.set(http::field::retry_after, "5");
    message.keep_alive(keep_alive);
}

}  // namespace

session::session(std::shared_ptr<server_context> shared, stream::socket socket, tls_context tls)
    : shared_(std::move(shared)),
      stream_(std::move(socket), std::move(tls)),
      peer_(endpoint_text(stream_.tcp())) {
    boost::system::error_code ignored;
    stream_.tcp().set_option(asio::ip::tcp::no_delay(true), ignored);
    const std::lock_guard lock(shared_->mutex);
    shared_->sessions.insert(this);
}

session::~session() {
    const std::lock_guard lock(shared_->mutex);
    shared_->sessions.erase(this);
}

void session::drain() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
        boost::system::error_code ignored;
        if (self->idle_) self->stream_.tcp().cancel(ignored);
    });
}

void server_context::drain() {
    stopping = true;
    std::vector<std::shared_ptr<session>>
        open_sessions;  // may be the last owners: let go of without the lock
    {
        const std::lock_guard lock(mutex);
        for (session* const each : sessions) {
            if (auto alive = each->weak_from_this().lock()) open_sessions.push_back(std::move(alive));
        }
    }
    for (const auto& each : open_sessions)
        each->drain();
}

asio::awaitable<void> session::run(std::shared_ptr<session> self) {
    if (self->stream_.secure()) {
        const bool secured = co_await self->handshake();
        if (!secured) co_return;
    }
    bool open = true;
    while (open)
        open = co_await self->serve_request();
    co_await self->close();
}

asio::awaitable<bool> session::handshake() {
    auto limited = async::within(shared_->options.head_timeout, greet());
    const auto greeted = co_await std::move(limited);
    idle_ = false;
    if (!greeted) ++shared_->timeouts;
    if (!greeted || *greeted) {
        const auto reason = greeted ? greeted->message() : std::string("timeout");
        log::debug("tls_handshake_failed", {{"peer", peer_}, {"reason", reason}});
        co_return false;
    }
    client_certificate_ = peer_certificate(stream_.ssl());
    co_return true;
}

asio::awaitable<boost::system::error_code> session::greet() {
    if (shared_->stopping) co_return asio::error::operation_aborted;
    auto hello = stream_.async_handshake(asio::ssl::stream_base::server, use_result);
    const auto [failed] = co_await std::move(hello);
    co_return failed;
}

asio::awaitable<bool> session::serve_request() {
    head_reader reader(shared_->options.header_limit);
    idle_ = true;
    auto waiting = async::within(first_ ? shared_->options.head_timeout : shared_->options.idle_timeout,
                                 feed(reader, true));
    const auto begun = co_await std::move(waiting);
    idle_ = false;
    first_ = false;
    // Nobody waits for an answer yet: an idle connection ends without one.
    if (!begun || (begun->has_value() && !**begun)) co_return false;
    if (begun->has_error()) {
        const bool open = co_await refuse(begun->error());
        co_return open;
    }
    const bool arrived = co_await await_head(reader);
    if (!arrived) co_return false;

    request_head head = reader.take();
    auto share = std::make_shared<octet_share>(shared_->budget);
    auto body = co_await receive_body(head, share);
    // What follows a request that was announced as the last one is a sign that the two sides disagree about
    // its length.
    if (body && !head.keep_alive && more_than_line_ends()) {
        body = error(errc::http_framing_invalid, "octets after the last request of the connection");
    }
    if (!body) {
        const bool open = co_await refuse(body.error());
        co_return open;
    }
    ++shared_->requests;
    const bool head_only = head.method == "HEAD";
    const bool http_1_0 = head.http_1_0;
    const bool keep_alive = head.keep_alive;
    request got;
    got.method = std::move(head.method);
    got.path = std::move(head.path);
    got.query = std::move(head.query);
    got.headers = std::move(head.headers);
    got.body = std::move(*body);
    got.budget = std::move(share);
    got.peer = peer_;
    got.client_certificate = client_certificate_;
    got.received_at = shared_->time.now();
    auto answer = co_await handle(std::move(got));
    const bool open = co_await write(std::move(answer), head_only, http_1_0, keep_alive);
    co_return open;
}

// The rest of a head that has begun.
asio::awaitable<bool> session::await_head(head_reader& reader) {
    if (reader.complete()) co_return true;
    auto reading = async::within(shared_->options.head_timeout, feed(reader, false));
    const auto arrived = co_await std::move(reading);
    if (arrived && arrived->has_value() && **arrived) co_return true;
    error found(errc::http_timeout, "the head did not arrive in time");
    if (arrived) {
        found = arrived->has_error() ? arrived->error()
                                     : error(errc::http_framing_invalid, "the head ended early");
    }
    co_await refuse(std::move(found));
    co_return false;
}

// False when the connection ended first.
asio::awaitable<result<bool>> session::feed(head_reader& reader, bool until_begun) {
    for (;;) {
        const auto used = reader.feed(buffered());
        if (!used) co_return used.error();
        consume(*used);
        if (reader.complete() || (until_begun && reader.begun())) co_return true;
        const bool more = co_await fill();
        if (!more) co_return false;
    }
}

asio::awaitable<result<octets>> session::receive_body(request_head head, std::shared_ptr<octet_share> share) {
    if (head.body == body_framing::none) co_return octets();
    if (head.content_length > shared_->options.body_limit) {
        co_return error(errc::body_too_large, "Content-Length is over the limit");
    }
    // Most bodies come with their head: there is nothing to wait for.
    if (head.body == body_framing::sized && !buffered().empty() && buffered().size() >= head.content_length) {
        auto body = co_await read_sized(head.content_length, std::move(share));
        co_return body;
    }
    auto reading = async::within(shared_->options.body_timeout, read_body(std::move(head), std::move(share)));
    auto read = co_await std::move(reading);
    if (!read) co_return error(errc::http_timeout, "the body did not arrive in time");
    co_return std::move(*read);
}

asio::awaitable<result<octets>> session::read_body(request_head head, std::shared_ptr<octet_share> share) {
    if (head.expects_continue && buffered().empty()) co_await send_continue();
    if (head.body == body_framing::chunked) {
        auto body = co_await read_chunked(std::move(share));
        co_return body;
    }
    auto body = co_await read_sized(head.content_length, std::move(share));
    co_return body;
}

asio::awaitable<result<octets>> session::read_sized(std::uint64_t length,
                                                    std::shared_ptr<octet_share> share) {
    const auto size = static_cast<std::size_t>(length);
    octets body(buffered().substr(0, size));
    consume(body.size());
    if (!share->grow_to(body.size())) co_return errc::overloaded;
    while (body.size() < size) {
        const std::size_t had = body.size();
        const std::size_t block = std::min(size - had, read_block);
        if (!share->grow_to(had + block)) co_return errc::overloaded;
        body.resize(had + block);
        auto reading = stream_.async_read_some(asio::buffer(body.data() + had, block), use_result);
        const auto [failed, got] = co_await std::move(reading);
        if (failed) co_return error(errc::http_body_incomplete, "the connection ended inside the body");
        body.resize(had + got);
    }
    co_return body;
}

asio::awaitable<result<octets>> session::read_chunked(std::shared_ptr<octet_share> share) {
    chunked_reader reader(shared_->options.body_limit);
    octets body;
    for (;;) {
        const auto used = reader.feed(buffered(), body);
        if (!used) co_return used.error();
        consume(*used);
        if (!share->grow_to(body.size())) co_return errc::overloaded;
        if (reader.complete()) co_return body;
        const bool more = co_await fill();
        if (!more) co_return error(errc::http_body_incomplete, "the connection ended inside the body");
    }
}

// What a handler throws ends its request, never the process.
asio::awaitable<response> session::handle(request got) {
    std::string failure;
    try {
        auto working = shared_->handle(std::move(got));
        auto answer = co_await std::move(working);
        co_return answer;
    } catch (const std::exception& e) {
        failure = e.what();
    }
    log::error("request_failed", {{"peer", peer_}, {"error", failure}});
    auto answer = shared_->respond(errc::internal, {});
    answer.close = true;
    co_return answer;
}

// Answers once; the connection ends after it.
asio::awaitable<bool> session::refuse(error found) {
    const auto& row = found.info();
    if (found.code() == errc::http_timeout) ++shared_->timeouts;
    if (row.http_status == 400) ++shared_->framing_errors;
    log::warning("http_refused", {{"peer", peer_}, {"code", row.name}, {"detail", found.detail()}});
    auto answer = shared_->respond(found.code(), found.detail());
    answer.close = true;
    const bool open = co_await write(std::move(answer), false, false, false);
    co_return open;
}

asio::awaitable<bool> session::write(response answer, bool head_only, bool http_1_0, bool keep_alive) {
    const unsigned version = http_1_0 ? 10 : 11;
    const bool stays = keep_alive && !answer.close && !shared_->stopping;
    const auto status = static_cast<http::status>(answer.status);
    bool written = false;
    if (head_only) {
        http::response<http::empty_body> message(status, version);
        fill_head(message, answer, shared_->time.now(), stays);
        message.content_length(answer.body.size());
        written = co_await transmit(message);
    } else {
        http::response<http::string_body> message(status, version);
        fill_head(message, answer, shared_->time.now(), stays);
        message.body() = std::move(answer.body);
        message.prepare_payload();
        written = co_await transmit(message);
    }
    answered_last_ = written && !stays;
    co_return written&& stays;
}

template <class Message>
asio::awaitable<bool> session::transmit(Message& message) {
    auto writing = http::async_write(stream_, message, use_result);
    auto limited = async::within(shared_->options.write_timeout, std::move(writing));
    const auto written = co_await std::move(limited);
    co_return written && !std::get<0>(*written);
}

// Reads into the empty buffer; false when the connection ended or the server stops while nothing is asked. A
// missing close_notify is an expected end like any other: whether a message is whole is decided by its own
// framing.
asio::awaitable<bool> session::fill() {
    if (idle_ && shared_->stopping) co_return false;
    auto reading = stream_.async_read_some(asio::buffer(buffer_), use_result);
    const auto [failed, got] = co_await std::move(reading);
    from_ = 0;
    to_ = failed ? 0 : got;
    co_return !failed;
}

asio::awaitable<void> session::send_continue() {
    static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    auto writing = asio::async_write(stream_, asio::buffer(interim), use_result);
    co_await std::move(writing);  // a failure shows at the next read
}

bool session::more_than_line_ends() const {
    return buffered().find_first_not_of("\r\n") != octets_view::npos;
}

asio::awaitable<void> session::close() {
    if (stream_.secure()) {
        // As if the peer's close_notify were here: ours is sent, and nobody waits for one that may never
        // come.
        SSL_set_shutdown(stream_.ssl(), SSL_RECEIVED_SHUTDOWN);
        auto farewell = stream_.async_shutdown(use_result);
        auto limited = async::within(linger, std::move(farewell));
        co_await std::move(limited);
    }
    boost::system::error_code ignored;
    stream_.tcp().shutdown(stream::socket::shutdown_send, ignored);
    if (answered_last_) {
        auto discarding = async::within(linger, discard());
        co_await std::move(discarding);
    }
    stream_.tcp().close(ignored);
}

asio::awaitable<void> session::discard() {
    for (;;) {
        auto reading = stream_.tcp().async_read_some(asio::buffer(buffer_), use_result);
        const auto [failed, got] = co_await std::move(reading);
        if (failed) co_return;
    }
}

}  // namespace gw::net
