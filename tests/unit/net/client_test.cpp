// The client against our server: reuse, verification of the host, limits, and what a failure says about
// sending.
#include "net/client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>

#include "support/run_awaitable.hpp"
#include "tls_fixture.hpp"

namespace gw::net {
namespace {

using outcome = boost::system::result<client_response, client_error>;
using tcp = asio::ip::tcp;

class client_test : public tls_fixture {
protected:
    outcome send(client& through, client_request request, milliseconds deadline = 10s) {
        return gw::testing::run_awaitable(context_, through.send(std::move(request), deadline));
    }
    client make(tls_context tls = nullptr, client_options options = {}) {
        return client(context_.get_executor(), std::move(tls), options);
    }
    static client_request to(const std::string& url, const std::string& body = {}) {
        client_request request;
        request.url = url;
        request.body = body;
        return request;
    }
    static std::string url_of(const running_server& running, const std::string& path,
                              const std::string& scheme = "http") {
        return scheme + "://127.0.0.1:" + std::to_string(running.port()) + path;
    }
    static errc code_of(const outcome& got) { return got ? errc::internal : got.error().error.code(); }

    asio::io_context context_;
};

TEST_F(client_test, sends_and_reads_and_keeps_the_connection) {
    running_server running;
    client through = make();
    for (int i = 0; i < 3; ++i) {
        auto request = to(url_of(running, "/a?b=c"), "hello");
        request.content_type = "application/json";
        request.fields.emplace_back("Idempotency-Key", "k");
        const auto got = send(through, request);
        ASSERT_TRUE(got.has_value());
        EXPECT_EQ(got->status, 200u);
        EXPECT_EQ(got->body, "POST /a b=c [hello]");
        EXPECT_EQ(got->headers.find("content-type"), "text/plain");
    }
    EXPECT_EQ(running.server().metrics().connections, 1u);
}

TEST_F(client_test, an_answer_of_any_status_is_a_response) {
    running_server running;
    client through = make();
    const auto got = send(through, to(url_of(running, "/throw")));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->status, 500u);
    EXPECT_EQ(send(through, to(url_of(running, "/"))).value().status, 200u);
    EXPECT_EQ(running.server().metrics().connections, 2u);  // the 500 came with Connection: close
}

TEST_F(client_test, other_methods_and_a_head_without_body) {
    running_server running;
    client through = make();
    auto request = to(url_of(running, "/a"));
    request.method = "GET";
    EXPECT_EQ(send(through, request)->body, "GET /a  []");
    request.method = "HEAD";
    const auto head = send(through, request);
    EXPECT_EQ(head->body, "");
    EXPECT_EQ(head->headers.find("content-length"), "11");
}

TEST_F(client_test, a_kept_connection_that_the_peer_ended_is_not_used) {
    server_options options;
    options.idle_timeout = 20ms;
    running_server running(options);
    client through = make();
    EXPECT_TRUE(send(through, to(url_of(running, "/"))).has_value());
    while (running.server().metrics().open_connections > 0)
        std::this_thread::yield();
    EXPECT_TRUE(send(through, to(url_of(running, "/"))).has_value());
    EXPECT_EQ(running.server().metrics().connections, 2u);
}

TEST_F(client_test, speaks_tls_and_keeps_the_connection) {
    running_server running({}, server_tls());
    client through = make(client_tls());
    for (const char* host : {"localhost", "127.0.0.1"}) {
        const auto url = "https://" + std::string(host) + ":" + std::to_string(running.port()) + "/";
        for (int i = 0; i < 2; ++i) {
            const auto got = send(through, to(url, "x"));
            ASSERT_TRUE(got.has_value()) << got.error().error.to_string();
            EXPECT_EQ(got->body, "POST /  [x]");
        }
    }
    EXPECT_EQ(running.server().metrics().connections, 2u);  // one per name
}

TEST_F(client_test, shows_its_certificate) {
    running_server running({}, server_tls("server", client_certificates::required));
    client known = make(client_tls("client"));
    const auto got = send(known, to(url_of(running, "/", "https")));
    ASSERT_TRUE(got.has_value());
    EXPECT_NE(got->headers.find("x-peer-certificate"), "0");
    client unknown = make(client_tls());
    EXPECT_FALSE(send(unknown, to(url_of(running, "/", "https"))).has_value());
    EXPECT_EQ(running.server().metrics().requests, 1u);
}

TEST_F(client_test, refuses_a_certificate_for_another_host_or_from_a_foreign_authority) {
    running_server wrong_host({}, server_tls("elsewhere"));
    client through = make(client_tls());
    for (const char* host : {"localhost", "127.0.0.1"}) {
        const auto url = "https://" + std::string(host) + ":" + std::to_string(wrong_host.port()) + "/";
        const auto got = send(through, to(url, "secret"));
        EXPECT_EQ(code_of(got), errc::target_unreachable);
        EXPECT_EQ(got.error().sent, send_failure::not_sent);
    }
    running_server foreign({}, server_tls("foreign"));
    EXPECT_EQ(code_of(send(through, to(url_of(foreign, "/", "https")))), errc::target_unreachable);
    EXPECT_EQ(wrong_host.server().metrics().requests + foreign.server().metrics().requests, 0u);
}

TEST_F(client_test, a_closed_port_is_unreachable_and_nothing_was_sent) {
    std::uint16_t closed = 0;
    {
        tcp::acceptor taken(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        closed = taken.local_endpoint().port();
    }
    client through = make();
    const auto got = send(through, to("http://127.0.0.1:" + std::to_string(closed) + "/"));
    EXPECT_EQ(code_of(got), errc::target_unreachable);
    EXPECT_EQ(got.error().sent, send_failure::not_sent);
}

TEST_F(client_test, a_slow_answer_is_a_timeout_after_sending) {
    running_server running;
    client through = make();
    const auto got = send(through, to(url_of(running, "/wait")), 50ms);
    EXPECT_EQ(code_of(got), errc::target_timeout);
    EXPECT_EQ(got.error().sent, send_failure::maybe_sent);
    running.waiting.open.set_value();
}

TEST_F(client_test, a_peer_that_never_speaks_tls_is_a_timeout_before_sending) {
    tcp::acceptor silent(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    client through = make(client_tls());
    const auto got =
        send(through, to("https://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/"), 50ms);
    EXPECT_EQ(code_of(got), errc::target_timeout);
    EXPECT_EQ(got.error().sent, send_failure::not_sent);
}

TEST_F(client_test, a_connection_cut_after_sending_may_have_been_served) {
    tcp::acceptor rude(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    rude.async_accept([](const boost::system::error_code&, tcp::socket) {});  // closes at once
    client through = make();
    const auto got =
        send(through, to("http://127.0.0.1:" + std::to_string(rude.local_endpoint().port()) + "/"));
    EXPECT_EQ(code_of(got), errc::target_failed);
    EXPECT_EQ(got.error().sent, send_failure::maybe_sent);
}

TEST_F(client_test, an_answer_over_the_limit_is_a_failure) {
    running_server running;
    client_options options;
    options.body_limit = 30;
    client through = make(nullptr, options);
    EXPECT_TRUE(send(through, to(url_of(running, "/"), "short")).has_value());
    EXPECT_EQ(code_of(send(through, to(url_of(running, "/"), std::string(40, 'x')))), errc::target_failed);
}

TEST_F(client_test, redirects_are_not_followed) {
    tcp::acceptor moved(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    static constexpr std::string_view answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: "
        "0\r\n\r\n";
    tcp::socket accepted(context_);
    moved.async_accept(accepted, [&](const boost::system::error_code&) {
        asio::async_write(accepted, asio::buffer(answer),
                          [](const boost::system::error_code&, std::size_t) {});
    });
    client through = make();
    const auto got =
        send(through, to("http://127.0.0.1:" + std::to_string(moved.local_endpoint().port()) + "/"));
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->status, 302u);
}

TEST_F(client_test, what_cannot_be_sent_is_refused) {
    client through = make();
    for (const char* url :
         {"", "localhost", "ftp://localhost/", "http:///a", "http://user:secret@localhost/", "http://a b/"}) {
        const auto got = send(through, to(url));
        EXPECT_EQ(code_of(got), errc::config_invalid) << url;
        EXPECT_EQ(got.error().sent, send_failure::not_sent);
        EXPECT_EQ(got.error().error.detail().find("secret"), std::string::npos);
    }
    EXPECT_EQ(code_of(send(through, to("https://localhost/"))), errc::config_invalid);  // no TLS context
    auto request = to("http://localhost/");
    request.fields.emplace_back("X", "a\r\nInjected: b");
    EXPECT_EQ(code_of(send(through, request)), errc::config_invalid);
    request.fields = {{"X Y", "a"}};
    EXPECT_EQ(code_of(send(through, request)), errc::config_invalid);
    request.fields.clear();
    request.method = "GET /";
    EXPECT_EQ(code_of(send(through, request)), errc::config_invalid);
}

TEST_F(client_test, a_host_gets_no_more_connections_than_allowed) {
    running_server running;
    client_options options;
    options.connections = 2;
    client through = make(nullptr, options);
    int answered = 0;
    for (int i = 0; i < 20; ++i) {
        asio::co_spawn(asio::make_strand(context_), through.send(to(url_of(running, "/"), "x"), 10s),
                       [&](const std::exception_ptr&, outcome got) { answered += got.has_value() ? 1 : 0; });
    }
    context_.restart();
    context_.run();
    EXPECT_EQ(answered, 20);
    EXPECT_LE(running.server().metrics().connections, 2u);
}

TEST_F(client_test, one_that_waits_for_a_connection_may_run_out_of_time_and_passes_its_turn_on) {
    running_server running;
    client_options options;
    options.connections = 1;
    client through = make(nullptr, options);
    std::optional<outcome> first, second, third;
    const auto start = [&](const std::string& path, milliseconds deadline, std::optional<outcome>& into) {
        asio::co_spawn(asio::make_strand(context_), through.send(to(url_of(running, path)), deadline),
                       [&into](const std::exception_ptr&, outcome got) { into = std::move(got); });
    };
    start("/wait", 10s, first);
    start("/", 20ms, second);
    start("/", 10s, third);
    context_.restart();
    while (!second)
        context_.run_one();
    EXPECT_EQ(code_of(*second), errc::target_timeout);
    EXPECT_EQ(second->error().sent, send_failure::not_sent);
    EXPECT_FALSE(first || third);
    running.waiting.open.set_value();
    context_.run();
    EXPECT_TRUE(first && first->has_value());
    EXPECT_TRUE(third && third->has_value());
    EXPECT_EQ(running.server().metrics().connections, 1u);
}

TEST_F(client_test, is_safe_on_several_threads) {
    running_server running({}, server_tls());
    auto work = asio::make_work_guard(context_);
    client_options options;
    options.connections = 3;
    client through = make(client_tls(), options);
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([this] { context_.run(); });
    std::vector<std::future<outcome>> sent;
    for (int i = 0; i < 30; ++i) {
        sent.push_back(asio::co_spawn(asio::make_strand(context_),
                                      through.send(to(url_of(running, "/", "https"), "x"), 20s),
                                      asio::use_future));
    }
    for (auto& each : sent)
        EXPECT_TRUE(each.get().has_value());
    work.reset();
    for (auto& thread : threads)
        thread.join();
}

}  // namespace
}  // namespace gw::net
