// One connection of the server: requests one after the other, on one strand, until either side ends it.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "net/body_budget.hpp"
#include "net/framing.hpp"
#include "net/server.hpp"
#include "net/stream.hpp"

namespace gw::net {

class session;

// What the sessions of one server share.
struct server_context {
    server_context(server_options o, const clock& c, handler h, error_responder r)
        : options(std::move(o)),
          time(c),
          handle(std::move(h)),
          respond(std::move(r)),
          budget(std::make_shared<octet_budget>(options.bytes_in_flight)) {}

    const server_options options;
    const clock& time;
    const handler handle;
    const error_responder respond;
    const std::shared_ptr<octet_budget> budget;

    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> connections{0}, requests{0}, framing_errors{0}, timeouts{0};

    std::mutex mutex;
    std::set<session*> sessions;  // each is alive while it is in here
    std::size_t open() {
        const std::lock_guard lock(mutex);
        return sessions.size();
    }
    // Stopping comes first: a session that is not on the list yet sees it before it waits for its client.
    void drain();
};

class session : public std::enable_shared_from_this<session> {
public:
    session(std::shared_ptr<server_context>, stream::socket, tls_context);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    static asio::awaitable<void> run(std::shared_ptr<session>);
    // Ends the connection if it is between requests. Any thread.
    void drain();

private:
    asio::awaitable<bool> handshake();
    asio::awaitable<boost::system::error_code> greet();
    asio::awaitable<bool> serve_request();  // whether the connection goes on
    asio::awaitable<bool> await_head(head_reader&);
    asio::awaitable<result<bool>> feed(head_reader&, bool until_begun);
    asio::awaitable<result<octets>> receive_body(request_head, std::shared_ptr<octet_share>);
    asio::awaitable<result<octets>> read_body(request_head, std::shared_ptr<octet_share>);
    asio::awaitable<result<octets>> read_sized(std::uint64_t length, std::shared_ptr<octet_share>);
    asio::awaitable<result<octets>> read_chunked(std::shared_ptr<octet_share>);
    asio::awaitable<response> handle(request);
    asio::awaitable<bool> refuse(error);
    asio::awaitable<bool> write(response, bool head_only, bool http_1_0, bool keep_alive);
    template <class Message>
    asio::awaitable<bool> transmit(Message&);
    asio::awaitable<bool> fill();
    asio::awaitable<void> send_continue();
    asio::awaitable<void> close();
    asio::awaitable<void> discard();

    octets_view buffered() const { return {buffer_.data() + from_, to_ - from_}; }
    void consume(std::size_t octets) { from_ += octets; }
    bool more_than_line_ends() const;

    const std::shared_ptr<server_context> shared_;
    stream stream_;
    std::string peer_;
    octets client_certificate_;
    bool idle_ = true;
    bool first_ = true;
    bool answered_last_ = false;  // the client still has an answer to read
    std::array<char, 8192> buffer_;
    std::size_t from_ = 0, to_ = 0;
};

}  // namespace gw::net
