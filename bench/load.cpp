#include "bench/load.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <stdexcept>

#include "net/tls.hpp"

namespace bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using tls_stream = asio::ssl::stream<tcp::socket>;
using clock = std::chrono::steady_clock;

double milliseconds_since(clock::time_point start) {
    return std::chrono::duration<double, std::milli>(clock::now() - start).count();
}

// The gateway always answers with a length (RFC 9112 6.2).
std::size_t content_length(std::string_view head) {
    static constexpr std::string_view name = "content-length:";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (at == head.end()) throw std::runtime_error("an answer without a length: " + std::string(head));
    return std::stoul(std::string(at + name.size(), head.end()));
}

class driver {
public:
    driver(std::span<const post> posts, const load_options& options) : posts_(posts), options_(options) {
        gw::net::client_tls_options tls;
        tls.ca_file = options.ca.string();
        auto made = gw::net::make_client_tls(tls);
        if (!made) throw std::runtime_error(made.error().to_string());
        tls_ = std::move(made.value());
    }

    load_result run() {
        std::exception_ptr failure;
        for (std::size_t i = 0; i < options_.connections; ++i)
            asio::co_spawn(io_, connection(), [&](std::exception_ptr raised) {
                if (!raised) return;
                failure = raised;
                io_.stop();
            });
        io_.run();
        if (failure) std::rethrow_exception(failure);
        result_.seconds = milliseconds_since(start_) / 1000;
        std::sort(result_.milliseconds.begin(), result_.milliseconds.end());
        return std::move(result_);
    }

private:
    asio::awaitable<void> connection() {
        tls_stream stream(io_, *tls_);
        const tcp::endpoint peer(asio::ip::address_v4::loopback(), options_.port);
        co_await stream.next_layer().async_connect(peer, asio::use_awaitable);
        stream.next_layer().set_option(tcp::no_delay(true));
        co_await stream.async_handshake(tls_stream::client, asio::use_awaitable);
        std::string answer;
        while (next_ < posts_.size()) {
            const std::size_t mine = next_++;
            if (mine == options_.warm_up) start();
            const auto sent = clock::now();
            const auto request = asio::buffer(posts_[mine].request);
            co_await asio::async_write(stream, request, asio::use_awaitable);
            auto reading = read_answer(stream, answer);
            co_await std::move(reading);
            if (mine >= options_.warm_up) result_.milliseconds.push_back(milliseconds_since(sent));
            if (answer.find("SCSS001") == std::string::npos)
                throw std::runtime_error("not accepted: " + answer);
        }
    }

    asio::awaitable<void> read_answer(tls_stream& stream, std::string& answer) {
        answer.clear();
        auto buffer = asio::dynamic_buffer(answer);
        const std::size_t head =
            co_await asio::async_read_until(stream, buffer, "\r\n\r\n", asio::use_awaitable);
        const std::size_t whole = head + content_length(std::string_view(answer).substr(0, head));
        if (answer.size() < whole) {
            const auto rest = asio::transfer_exactly(whole - answer.size());
            co_await asio::async_read(stream, buffer, rest, asio::use_awaitable);
        }
    }

    void start() {
        start_ = clock::now();
        if (options_.on_start) options_.on_start();
    }

    std::span<const post> posts_;
    const load_options& options_;
    gw::net::tls_context tls_;
    asio::io_context io_{1};
    std::size_t next_ = 0;
    clock::time_point start_{};
    load_result result_;
};

}  // namespace

load_result drive(std::span<const post> posts, const load_options& options) {
    return driver(posts, options).run();
}

}  // namespace bench
