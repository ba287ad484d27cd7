// A server on a free port with threads of its own, and a plain blocking client to speak to it octet by octet.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "async/pool.hpp"
#include "net/server.hpp"

namespace gw::net {

using namespace std::chrono_literals;

// Speaks raw octets. Waits at most ten seconds for anything, so that a broken server fails a test and does
// not hang it.
class raw_client {
public:
    explicit raw_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval limit{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~raw_client() { ::close(socket_); }
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    bool connected() const { return connected_; }
    void send(const std::string& octets) { ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL); }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }
    // Everything up to the end of the connection; "(timeout)" at the end when it did not come.
    std::string receive_all() {
        while (receive_some()) {
        }
        return std::exchange(received_, {});
    }
    // One response with Content-Length, or what came before the connection ended.
    std::string receive_response() {
        for (;;) {
            const auto head = received_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const auto field = received_.find("Content-Length: ");
                const std::size_t length = field < head ? std::stoul(received_.substr(field + 16)) : 0;
                if (received_.size() >= head + 4 + length) {
                    auto response = received_.substr(0, head + 4 + length);
                    received_.erase(0, head + 4 + length);
                    return response;
                }
            }
            if (!receive_some()) return std::exchange(received_, {});
        }
    }
    bool ended() { return receive_all().empty(); }

private:
    bool receive_some() {
        char block[4096];
        const auto got = ::recv(socket_, block, sizeof block, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) received_ += "(timeout)";
        if (got <= 0) return false;
        received_.append(block, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    bool connected_ = false;
    std::string received_;
};

// Lets a handler wait until the test says so.
struct gate {
    std::promise<void> entered, open;
};

class running_server {
public:
    explicit running_server(server_options options = {}, tls_context tls = nullptr)
        : server_(
              std::in_place, context_, std::move(options), std::move(tls), clock_,
              [this](request got) { return answer(std::move(got)); },
              [](errc code, std::string_view detail) { return refuse(code, detail); }) {
        server_->start();
        for (int i = 0; i < 2; ++i)
            threads_.emplace_back([this] { context_.run(); });
    }
    ~running_server() {
        stop(0ms).get();
        work_.reset();
        for (auto& thread : threads_)
            thread.join();
    }

    net::server& server() { return *server_; }
    std::uint16_t port() const { return server_->port(); }
    asio::io_context& context() { return context_; }
    std::future<void> stop(milliseconds grace) {
        return asio::co_spawn(context_, server_->stop(grace), asio::use_future);
    }
    gate waiting;                // of the one request to /wait
    std::promise<request> last;  // the request to /keep

private:
    asio::awaitable<response> answer(request got) {
        if (got.path == "/wait") {
            auto wait = [this] {
                waiting.entered.set_value();
                waiting.open.get_future().wait();
            };
            auto waited = pool_.run(wait);
            co_await std::move(waited);
        }
        if (got.path == "/throw") throw std::runtime_error("handler failed");
        response made;
        made.content_type = "text/plain";
        made.body = got.method + " " + got.path + " " + got.query + " [" + got.body + "]";
        made.fields.emplace_back("X-Peer-Certificate", std::to_string(got.client_certificate.size()));
        if (got.path == "/keep") last.set_value(std::move(got));
        co_return made;
    }
    static response refuse(errc code, std::string_view detail) {
        response made;
        made.status = describe(code).http_status;
        made.content_type = "text/plain";
        made.body = std::string(describe(code).name) + ": " + std::string(detail);
        return made;
    }

    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(context_);
    system_clock clock_;
    async::pool pool_{"test", 1, 4};
    std::optional<net::server> server_;
    std::vector<std::thread> threads_;
};

inline unsigned status_of(const std::string& response) {
    return response.starts_with("HTTP/1.") && response.size() > 12
               ? static_cast<unsigned>(std::stoul(response.substr(9, 3)))
               : 0;
}
inline bool says(const std::string& response, const std::string& part) {
    return response.find(part) != std::string::npos;
}
inline std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

}  // namespace gw::net
