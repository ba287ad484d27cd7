// The server over plain HTTP: exchanges, their order, and how connections end.
#include "net/server.hpp"

#include <gtest/gtest.h>

#include "running_server.hpp"

namespace gw::net {
namespace {

TEST(server, answers_and_keeps_the_connection) {
    running_server running;
    raw_client client(running.port());
    for (int i = 0; i < 3; ++i) {
        client.send("POST /a?q HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        const auto response = client.receive_response();
        EXPECT_TRUE(response.starts_with("HTTP/1.1 200 OK\r\n")) << response;
        EXPECT_TRUE(response.ends_with("\r\n\r\nPOST /a q [abc]")) << response;
        EXPECT_TRUE(says(response, "Content-Type: text/plain\r\n"));
        EXPECT_TRUE(says(response, " GMT\r\n"));
        EXPECT_FALSE(says(response, "Connection: close"));
    }
    EXPECT_EQ(running.server().metrics().connections, 1u);
    EXPECT_EQ(running.server().metrics().requests, 3u);
}

TEST(server, takes_keep_alive_from_the_request) {
    running_server running;
    raw_client closing(running.port());
    closing.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(says(closing.receive_all(), "Connection: close\r\n"));

    raw_client old(running.port());
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.receive_all().starts_with("HTTP/1.0 200"));

    raw_client old_kept(running.port());
    old_kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(says(old_kept.receive_response(), "Connection: keep-alive\r\n"));
    old_kept.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old_kept.receive_all().starts_with("HTTP/1.0 200"));
}

TEST(server, answers_pipelined_requests_in_order) {
    running_server running;
    raw_client client(running.port());
    client.send(
        "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
        "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n"
        "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto all = client.receive_all();
    const auto first = all.find("POST /1  [a]"), second = all.find("POST /2  [b]"),
               third = all.find("GET /3  []");
    EXPECT_TRUE(first < second && second < third && third != std::string::npos) << all;
}

TEST(server, a_bad_request_after_a_good_one_is_answered_once_and_ends_the_connection) {
    running_server running;
    raw_client client(running.port());
    client.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\n folded\r\n\r\nGET /3 HTTP/1.1\r\nHost: "
        "x\r\n\r\n");
    const auto all = client.receive_all();
    EXPECT_EQ(count_of(all, "HTTP/1.1 200"), 1u);
    EXPECT_EQ(count_of(all, "HTTP/1.1 400"), 1u);
    EXPECT_TRUE(all.ends_with("http_framing_invalid: a line begins with white space")) << all;
    EXPECT_EQ(running.server().metrics().framing_errors, 1u);
}

TEST(server, the_octets_behind_a_refused_body_are_not_a_request) {
    running_server running;
    for (const std::string lengths :
         {"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "Content-Length: 6\r\nContent-Length: 5\r\n",
          "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding:\tchunked\r\n\tx\r\n",
          "Content-Length: 5, 6\r\n"}) {
        raw_client client(running.port());
        client.send("POST / HTTP/1.1\r\nHost: x\r\n" + lengths +
                    "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto all = client.receive_all();
        EXPECT_EQ(status_of(all), 400u) << lengths;
        EXPECT_EQ(count_of(all, "HTTP/1.1"), 1u) << lengths;
        EXPECT_FALSE(says(all, "smuggled")) << lengths;
    }
}

TEST(server, octets_after_the_announced_last_request_are_refused_but_not_an_empty_line) {
    running_server running;
    raw_client client(running.port());
    client.send(
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na\r\n\r\nGET / "
        "HTTP/1.1");
    EXPECT_EQ(status_of(client.receive_all()), 400u);
    raw_client sloppy(running.port());
    sloppy.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na\r\n");
    EXPECT_EQ(status_of(sloppy.receive_all()), 200u);
}

TEST(server, sends_100_continue_only_when_the_client_waits_for_it) {
    running_server running;
    const std::string head =
        "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    raw_client waiting(running.port());
    waiting.send(head);
    EXPECT_EQ(waiting.receive_response(), "HTTP/1.1 100 Continue\r\n\r\n");
    waiting.send("ab");
    EXPECT_TRUE(says(waiting.receive_response(), "[ab]"));

    raw_client eager(running.port());
    eager.send(head + "ab");
    EXPECT_EQ(status_of(eager.receive_response()), 200u);
}

TEST(server, a_head_request_gets_the_length_without_the_body) {
    running_server running;
    raw_client client(running.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto all = client.receive_all();
    EXPECT_TRUE(says(all, "Content-Length: 11\r\n")) << all;
    EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

TEST(server, a_handler_that_throws_ends_its_connection_only) {
    running_server running;
    raw_client client(running.port());
    client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto all = client.receive_all();
    EXPECT_EQ(status_of(all), 500u);
    EXPECT_FALSE(says(all, "handler failed"));
    raw_client next(running.port());
    next.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(next.receive_response()), 200u);
}

TEST(server, early_ends_are_answered_where_a_request_has_begun) {
    running_server running;
    raw_client silent(running.port());
    silent.end_sending();
    EXPECT_EQ(silent.receive_all(), "");
    raw_client in_head(running.port());
    in_head.send("GET / HT");
    in_head.end_sending();
    EXPECT_TRUE(says(in_head.receive_all(), "http_framing_invalid: the head ended early"));
    raw_client in_body(running.port());
    in_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
    in_body.end_sending();
    EXPECT_TRUE(says(in_body.receive_all(), "http_body_incomplete"));
    raw_client in_chunk(running.port());
    in_chunk.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    in_chunk.end_sending();
    EXPECT_TRUE(says(in_chunk.receive_all(), "http_body_incomplete"));
}

TEST(server, a_client_that_ended_sending_still_gets_its_answer) {
    running_server running;
    raw_client client(running.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");
    client.end_sending();
    EXPECT_EQ(status_of(client.receive_all()), 200u);
}

TEST(server, tells_the_handler_who_and_when) {
    running_server running;
    raw_client client(running.port());
    client.send("POST /keep HTTP/1.1\r\nHost: x\r\nSOAPAction: \"\"\r\nContent-Length: 1\r\n\r\na");
    EXPECT_EQ(status_of(client.receive_response()), 200u);
    const auto got = running.last.get_future().get();
    EXPECT_TRUE(got.peer.starts_with("127.0.0.1:")) << got.peer;
    EXPECT_EQ(got.headers.find("soapaction"), "\"\"");
    EXPECT_GT(got.received_at.time_since_epoch().count(), 0);
    EXPECT_TRUE(got.client_certificate.empty());
}

TEST(server, refuses_an_address_that_is_taken) {
    running_server running;
    server_options same;
    same.port = running.port();
    asio::io_context context;
    const system_clock clock;
    EXPECT_THROW(server(context, same, nullptr, clock, nullptr, nullptr), infrastructure_error);
    same.address = "no address";
    EXPECT_THROW(server(context, same, nullptr, clock, nullptr, nullptr), infrastructure_error);
}

TEST(server, stop_ends_idle_connections_and_lets_requests_in_progress_finish) {
    running_server running;
    raw_client idle(running.port()), fresh(running.port());
    std::optional<raw_client> busy(running.port());
    idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(idle.receive_response()), 200u);
    busy->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    running.waiting.entered.get_future().wait();

    auto stopped = running.stop(30s);
    EXPECT_TRUE(idle.ended());
    EXPECT_TRUE(fresh.ended());
    EXPECT_EQ(stopped.wait_for(0s), std::future_status::timeout);
    running.waiting.open.set_value();
    const auto answer = busy->receive_all();
    busy.reset();
    EXPECT_EQ(status_of(answer), 200u);
    EXPECT_TRUE(says(answer, "Connection: close\r\n"));
    stopped.get();
    EXPECT_EQ(running.server().metrics().open_connections, 0u);
    EXPECT_FALSE(raw_client(running.port()).connected());
}

TEST(server, stop_cuts_what_outlives_the_grace) {
    running_server running;
    raw_client slow(running.port());
    slow.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(status_of(slow.receive_response()), 100u);  // now it is in the body
    running.stop(20ms).get();
    EXPECT_EQ(running.server().metrics().open_connections, 0u);
    EXPECT_EQ(running.server().metrics().bytes_in_flight, 0u);
}

}  // namespace
}  // namespace gw::net
