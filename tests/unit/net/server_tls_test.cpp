// TLS: which files make a context, which handshakes the server takes, and what the handler learns from them.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <fstream>

#include "tls_fixture.hpp"

namespace gw::net {
namespace {

// A blocking TLS client, by OpenSSL alone.
class tls_client {
public:
    tls_client(std::uint16_t port, tls_context context, int version = 0, const char* ciphers = nullptr)
        : context_(std::move(context)), ssl_(SSL_new(context_->native_handle())) {
        if (version != 0) {
            SSL_set_min_proto_version(ssl_, version);
            SSL_set_max_proto_version(ssl_, version);
        }
        if (ciphers != nullptr) SSL_set_cipher_list(ssl_, ciphers);
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        const timeval limit{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const bool connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
        SSL_set_fd(ssl_, socket_);
        secure_ = connected && SSL_connect(ssl_) == 1;
    }
    ~tls_client() {
        SSL_free(ssl_);
        ::close(socket_);
    }
    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    bool secure() const { return secure_; }
    std::string version() const { return SSL_get_version(ssl_); }
    std::string peer_name() const {
        X509* const certificate = SSL_get1_peer_certificate(ssl_);
        char name[100] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
        X509_free(certificate);
        return name;
    }
    // The whole answer to one GET; empty when the connection broke.
    std::string get() {
        send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        return receive_all();
    }
    void send(const std::string& octets) { SSL_write(ssl_, octets.data(), static_cast<int>(octets.size())); }
    std::string receive_all() {
        std::string all;
        char block[4096];
        for (int got = 0; (got = SSL_read(ssl_, block, sizeof block)) > 0;) {
            all.append(block, static_cast<std::size_t>(got));
        }
        ended_cleanly_ = (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
        return all;
    }
    bool ended_cleanly() const { return ended_cleanly_; }

private:
    tls_context context_;
    SSL* ssl_;
    int socket_ = -1;
    bool secure_ = false, ended_cleanly_ = false;
};

class server_tls_test : public tls_fixture {};

TEST_F(server_tls_test, takes_1_2_and_1_3_and_says_goodbye) {
    running_server running({}, server_tls());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        tls_client client(running.port(), client_tls(), version);
        ASSERT_TRUE(client.secure());
        EXPECT_EQ(status_of(client.get()), 200u);
        EXPECT_TRUE(client.ended_cleanly());
    }
}

TEST_F(server_tls_test, refuses_1_1_and_suites_without_forward_secrecy) {
    running_server running({}, server_tls());
    auto lax = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
    EXPECT_FALSE(tls_client(running.port(), lax, TLS1_1_VERSION, "ALL:@SECLEVEL=0").secure());
    EXPECT_FALSE(tls_client(running.port(), lax, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA").secure());
    EXPECT_FALSE(tls_client(running.port(), lax, TLS1_2_VERSION, "AES128-GCM-SHA256").secure());
    EXPECT_TRUE(tls_client(running.port(), lax, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256").secure());
}

TEST_F(server_tls_test, plain_http_on_a_tls_port_ends) {
    running_server running({}, server_tls());
    raw_client client(running.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(says(client.receive_all(), "HTTP/1.1"));
    EXPECT_EQ(running.server().metrics().requests, 0u);
}

TEST_F(server_tls_test, a_handshake_that_does_not_end_is_cut) {
    server_options options;
    options.head_timeout = 50ms;
    running_server running(options, server_tls());
    raw_client client(running.port());
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(running.server().metrics().timeouts, 1u);
}

TEST_F(server_tls_test, a_required_client_certificate_reaches_the_handler) {
    running_server running({}, server_tls("server", client_certificates::required));
    tls_client known(running.port(), client_tls("client"));
    EXPECT_FALSE(says(known.get(), "X-Peer-Certificate: 0\r\n"));
    EXPECT_EQ(tls_client(running.port(), client_tls()).get(), "");
    EXPECT_EQ(tls_client(running.port(), client_tls("foreign")).get(), "");
    EXPECT_EQ(running.server().metrics().requests, 1u);
}

TEST_F(server_tls_test, an_optional_client_certificate_may_be_missing_but_not_foreign) {
    running_server running({}, server_tls("server", client_certificates::optional));
    EXPECT_TRUE(says(tls_client(running.port(), client_tls()).get(), "X-Peer-Certificate: 0\r\n"));
    const auto known = tls_client(running.port(), client_tls("client")).get();
    EXPECT_EQ(status_of(known), 200u);
    EXPECT_FALSE(says(known, "X-Peer-Certificate: 0\r\n"));
    EXPECT_EQ(tls_client(running.port(), client_tls("foreign")).get(), "");
}

TEST_F(server_tls_test, a_context_is_taken_over_for_new_connections) {
    running_server running({}, server_tls("server"));
    tls_client before(running.port(), client_tls());
    running.server().replace_tls(server_tls("elsewhere"));
    tls_client after(running.port(), client_tls());
    EXPECT_EQ(before.peer_name(), "localhost");
    EXPECT_EQ(after.peer_name(), "elsewhere.kz");
    EXPECT_EQ(status_of(before.get()), 200u);  // an open connection keeps what it has
    EXPECT_EQ(status_of(after.get()), 200u);
}

TEST_F(server_tls_test, a_connection_cut_without_close_notify_hurts_nobody) {
    running_server running({}, server_tls());
    {
        tls_client client(running.port(), client_tls());
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    }
    EXPECT_EQ(status_of(tls_client(running.port(), client_tls()).get()), 200u);
    EXPECT_EQ(running.server().metrics().requests, 1u);
}

TEST_F(server_tls_test, times_and_limits_hold_under_tls) {
    server_options options;
    options.head_timeout = 200ms;
    options.body_limit = 100;
    running_server running(options, server_tls());
    tls_client slow(running.port(), client_tls());
    slow.send("POST / HTTP/1.1\r\nHo");
    EXPECT_EQ(status_of(slow.receive_all()), 408u);
    tls_client large(running.port(), client_tls());
    large.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n");
    EXPECT_EQ(status_of(large.receive_all()), 413u);
    EXPECT_TRUE(large.ended_cleanly());
}

TEST_F(server_tls_test, stop_ends_idle_tls_connections) {
    running_server running({}, server_tls());
    tls_client idle(running.port(), client_tls());
    ASSERT_TRUE(idle.secure());
    raw_client in_handshake(running.port());
    auto stopped = running.stop(30s);
    EXPECT_TRUE(in_handshake.ended());
    EXPECT_EQ(idle.get(), "");
    stopped.get();
}

TEST_F(server_tls_test, contexts_are_refused_for_the_right_reason) {
    const auto refusal = [](const server_tls_options& options) {
        const auto made = make_server_tls(options);
        EXPECT_TRUE(made.has_error());
        return made ? errc::internal : made.error().code();
    };
    auto options = server_options_of("server");
    EXPECT_TRUE(make_server_tls(options).has_value());
    options.certificate_file = file("none.pem");
    EXPECT_EQ(refusal(options), errc::config_unreadable);
    options.certificate_file = file("server.key");
    EXPECT_EQ(refusal(options), errc::config_unreadable);
    options = server_options_of("server");
    options.key_file = file("none.key");
    EXPECT_EQ(refusal(options), errc::key_unusable);
    options.key_file = file("locked.key");
    EXPECT_EQ(refusal(options), errc::key_unusable);
    options.key_file = file("client.key");
    EXPECT_EQ(refusal(options), errc::config_invalid);
    options = server_options_of("server");
    options.client_certificates = client_certificates::required;
    EXPECT_TRUE(make_server_tls(options).has_value());
    options.client_ca_file = file("server.key");
    EXPECT_EQ(refusal(options), errc::config_unreadable);
    options.client_ca_file.clear();
    EXPECT_EQ(refusal(options), errc::config_invalid);

    client_tls_options client;
    client.ca_file = file("none.pem");
    EXPECT_EQ(make_client_tls(client).error().code(), errc::config_unreadable);
    client.ca_file = file("ca.pem");
    client.certificate_file = file("client.pem");
    EXPECT_EQ(make_client_tls(client).error().code(), errc::config_invalid);
    client.key_file = file("client.key");
    EXPECT_TRUE(make_client_tls(client).has_value());
    EXPECT_TRUE(make_client_tls({}).has_value());
}

}  // namespace
}  // namespace gw::net
