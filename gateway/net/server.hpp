// The HTTP/1.1 server: listener, TLS, one coroutine per connection on its own strand. Request heads and
// chunks are read by net/framing and net/chunked alone, Beast writes the answers; any read error is answered
// at most once and ends the connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "async/task_group.hpp"
#include "net/http_types.hpp"
#include "net/tls.hpp"

namespace gw::net {

namespace asio = boost::asio;

struct server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                    // 0: any free port
    std::size_t header_limit = 16 * 1024;      // octets of the head
    std::size_t body_limit = 32u << 20;        // octets of one body
    std::size_t bytes_in_flight = 512u << 20;  // octets of all bodies that are being read or worked on
    std::size_t connections = 4096;
    milliseconds head_timeout{15'000};  // for the head to arrive, and the TLS handshake
    milliseconds body_timeout{60'000};
    milliseconds idle_timeout{75'000};  // between requests of one connection
    milliseconds write_timeout{60'000};
};

using handler = std::function<asio::awaitable<response>(request)>;
// Makes the answer when HTTP itself is at fault (400, 408, 413, 431, 503) and when a handler throws (500);
// the connection closes after it. A 503 gets a Retry-After if it has none. `detail` is our own wording,
// without text of the sender.
using error_responder = std::function<response(errc, std::string_view detail)>;

struct server_metrics {
    std::uint64_t connections = 0, requests = 0, framing_errors = 0, timeouts = 0;
    std::size_t open_connections = 0, bytes_in_flight = 0;
};

// The context outlives the server, and stop() has completed before it is destroyed.
class server {
public:
    // `tls` empty: plain HTTP. Throws infrastructure_error when the address cannot be bound.
    server(asio::io_context&, server_options, tls_context tls, const clock&, handler, error_responder);
    ~server();
    void start();
    std::uint16_t port() const noexcept;
    // New connections use the new context; open ones keep theirs. Only for a server that was made with TLS.
    void replace_tls(tls_context);
    // Stops accepting, ends idle connections, lets requests in progress finish within `grace`, then closes
    // everything.
    asio::awaitable<void> stop(milliseconds grace);
    server_metrics metrics() const;

private:
    struct state;
    std::shared_ptr<state> state_;
    async::task_group tasks_;
};

}  // namespace gw::net
