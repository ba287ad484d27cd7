// Limits of the server: sizes, octets in flight, connections and times.
#include <gtest/gtest.h>

#include "running_server.hpp"

namespace gw::net {
namespace {

TEST(server_limits, a_head_over_the_limit_gets_431) {
    server_options options;
    options.header_limit = 1024;
    running_server running(options);
    raw_client fits(running.port());
    fits.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(900, 'y') + "\r\n\r\n");
    EXPECT_EQ(status_of(fits.receive_response()), 200u);
    raw_client over(running.port());
    over.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(1u << 20, 'y') + "\r\n\r\n");
    const auto all = over.receive_all();
    EXPECT_EQ(status_of(all), 431u);
    EXPECT_EQ(count_of(all, "HTTP/1.1"), 1u);
}

TEST(server_limits, a_body_over_the_limit_gets_413_before_it_is_sent) {
    server_options options;
    options.body_limit = 10;
    running_server running(options);
    raw_client fits(running.port());
    fits.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789");
    EXPECT_EQ(status_of(fits.receive_response()), 200u);
    raw_client sized(running.port());
    sized.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    EXPECT_EQ(status_of(sized.receive_all()), 413u);
    raw_client chunked(running.port());
    chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n");
    EXPECT_EQ(status_of(chunked.receive_all()), 413u);
    raw_client behind(running.port());
    behind.send(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto all = behind.receive_all();
    EXPECT_EQ(status_of(all), 413u);
    EXPECT_FALSE(says(all, "smuggled"));
}

TEST(server_limits, octets_in_flight_are_bounded_and_given_back) {
    server_options options;
    options.bytes_in_flight = 100'000;
    running_server running(options);
    const auto post = [&](const std::string& path, std::size_t size) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(size, 'z');
    };
    raw_client holder(running.port());
    holder.send(post("/wait", 60'000));
    running.waiting.entered.get_future().wait();
    EXPECT_EQ(running.server().metrics().bytes_in_flight, 60'000u);

    raw_client sized(running.port());
    sized.send(post("/", 50'000));
    const auto refused = sized.receive_all();
    EXPECT_EQ(status_of(refused), 503u);
    EXPECT_TRUE(says(refused, "Retry-After: "));
    EXPECT_TRUE(says(refused, "overloaded"));
    raw_client chunked(running.port());
    chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nc350\r\n" +
                 std::string(50'000, 'z'));
    EXPECT_EQ(status_of(chunked.receive_all()), 503u);

    running.waiting.open.set_value();
    EXPECT_EQ(status_of(holder.receive_response()), 200u);
    raw_client again(running.port());
    again.send(post("/keep", 50'000));
    EXPECT_EQ(status_of(again.receive_response()), 200u);
    auto kept = running.last.get_future().get();
    EXPECT_EQ(running.server().metrics().bytes_in_flight, 50'000u);  // as long as anybody holds the request
    kept.budget.reset();
    EXPECT_EQ(running.server().metrics().bytes_in_flight, 0u);
}

TEST(server_limits, a_content_length_alone_reserves_nothing) {
    server_options options;
    options.bytes_in_flight = 200'000;
    running_server running(options);
    raw_client claims(running.port());
    claims.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 30000000\r\n\r\n");
    EXPECT_EQ(status_of(claims.receive_response()), 100u);
    raw_client honest(running.port());
    honest.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'z'));
    EXPECT_EQ(status_of(honest.receive_response()), 200u);
}

TEST(server_limits, a_large_body_passes_whole) {
    running_server running;
    raw_client client(running.port());
    const std::string body(3u << 20, 'b');
    std::thread sender([&] {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
    });
    const auto response = client.receive_response();
    sender.join();
    EXPECT_TRUE(response.ends_with("[" + body + "]"));
}

TEST(server_limits, connections_over_the_limit_are_closed_at_once) {
    server_options options;
    options.connections = 1;
    running_server running(options);
    raw_client first(running.port());
    first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(first.receive_response()), 200u);
    raw_client second(running.port());
    EXPECT_TRUE(second.ended());
    first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(first.receive_response()), 200u);
    EXPECT_EQ(running.server().metrics().connections, 1u);
}

TEST(server_limits, a_head_that_began_and_does_not_end_gets_408) {
    server_options options;
    options.head_timeout = 50ms;
    running_server running(options);
    raw_client silent(running.port());
    EXPECT_EQ(silent.receive_all(), "");  // nothing began: nothing is answered
    raw_client slow(running.port());
    slow.send("GET / HTTP/1.1\r\nHo");
    EXPECT_EQ(status_of(slow.receive_all()), 408u);
    EXPECT_GE(running.server().metrics().timeouts, 1u);
}

TEST(server_limits, a_body_that_does_not_end_gets_408) {
    server_options options;
    options.body_timeout = 50ms;
    running_server running(options);
    raw_client sized(running.port());
    sized.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
    EXPECT_EQ(status_of(sized.receive_all()), 408u);
    raw_client chunked(running.port());
    chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    EXPECT_EQ(status_of(chunked.receive_all()), 408u);
    EXPECT_EQ(running.server().metrics().bytes_in_flight, 0u);
}

TEST(server_limits, an_idle_connection_ends_silently) {
    server_options options;
    options.idle_timeout = 50ms;
    running_server running(options);
    raw_client client(running.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(client.receive_response()), 200u);
    EXPECT_EQ(client.receive_all(), "");
}

TEST(server_limits, a_client_that_does_not_read_is_let_go) {
    server_options options;
    options.write_timeout = 50ms;
    options.header_limit = 1024;
    running_server running(options);
    raw_client client(running.port());
    const std::string body(16u << 20, 'b');  // more than the buffers of both sockets hold
    client.send("POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    running.last.get_future().wait();
    running.stop(30s).get();  // returns because the connection was given up, long before the grace ends
    EXPECT_EQ(running.server().metrics().open_connections, 0u);
}

}  // namespace
}  // namespace gw::net
