// HTTPS client with kept connections: for delivery, and for the sandbox and `message send`. Redirects are not
// followed: a target that moves is for its operator to know.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http_types.hpp"
#include "net/tls.hpp"

namespace gw::net {

namespace asio = boost::asio;

struct client_request {
    std::string method = "POST";
    std::string url;  // http://host[:port]/path?query or https://
    std::string content_type;
    octets body;
    std::vector<std::pair<std::string, std::string>> fields;
};
struct client_response {
    unsigned status = 0;
    net::headers headers;
    octets body;
};
// Whether the request may have reached the peer: decides if a repeat is safe.
enum class send_failure { not_sent, maybe_sent };
struct client_error {
    gw::error
        error;  // target_unreachable, target_timeout, target_failed; config_invalid for a wrong url or field
    send_failure sent = send_failure::maybe_sent;
};
[[noreturn]] inline void throw_exception_from_error(const client_error& e,
                                                    const boost::source_location& where) {
    gw::throw_exception_from_error(e.error, where);
}

// Safe to use from any thread; at most `connections` at a time per host, kept for `keep`. Host name and
// certificate are verified. Response bodies over `body_limit` are an error.
struct client_options {
    std::size_t connections = 8;
    std::size_t body_limit = 8u << 20;
    milliseconds keep{30'000};
    // Which addresses may be connected to once a name has been resolved; empty: any.
    std::function<bool(const asio::ip::address&)> permitted;
};
class client {
public:
    client(asio::any_io_executor, tls_context, client_options);
    ~client();
    asio::awaitable<boost::system::result<client_response, client_error>> send(client_request,
                                                                               milliseconds deadline);

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace gw::net
