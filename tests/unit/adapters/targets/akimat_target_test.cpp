// A case on its whole way: outbox in SQLite, worker, TLS, a back office in this process that keeps what it
// has by key.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "adapters/targets/akimat/akimat_target.hpp"
#include "base/files.hpp"
#include "delivery/body_signature.hpp"
#include "delivery/worker.hpp"
#include "net/server.hpp"
#include "support/run_awaitable.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"

namespace gw::akimat {
namespace {

using namespace std::chrono_literals;
using store::delivery_state;
namespace asio = boost::asio;

const std::string secret = "0123456789abcdef0123456789abcdef";

// Keys and certificates of the office and of the gateway as its client, in files.
class office_files {
public:
    office_files() {
        auto server = test_pki::certificate_spec();
        server.subject = {{"CN", "office"}, {"C", "KZ"}};
        server.not_before = test_pki::day("2020-01-01");
        server.not_after = test_pki::day("2039-01-01");
        server.extended_key_usage = {test_pki::role::server_auth};
        server.extensions = {{"subjectAltName", "DNS:localhost,IP:127.0.0.1"}};
        auto client = server;
        client.subject = {{"CN", "gateway"}, {"C", "KZ"}};
        client.extended_key_usage = {test_pki::role::client_auth};
        client.extensions.clear();
        const auto root = test_pki::self_signed(test_pki::authority("OFFICE CA"));
        const auto stranger = test_pki::self_signed(test_pki::authority("STRANGER CA"));
        write("ca.pem", root.certificate_pem());
        write("stranger.pem", stranger.certificate_pem());
        write_identity("server", test_pki::issue(root, server));
        write_identity("client", test_pki::issue(root, client));
    }
    std::string path(const std::string& name) const { return folder_.file(name); }

private:
    void write(const std::string& name, const octets& content) {
        if (!replace_file(folder_.file(name), content)) throw std::runtime_error(name);
    }
    void write_identity(const std::string& name, const test_pki::identity& of) {
        write(name + ".crt", of.certificate_pem());
        write(name + ".key", of.private_key_pem());
    }
    test::temp_folder folder_;
};

// What a back office is asked to do: keep one case per key, whatever happens to the answers.
class back_office {
public:
    explicit back_office(asio::io_context& context)
        : never_(context, asio::steady_timer::time_point::max()) {}

    asio::awaitable<net::response> handle(net::request request) {
        last = request;
        const std::string key(request.headers.find("idempotency-key").value_or(""));
        net::response answer;
        answer.content_type = "application/json";
        answer.status = status;
        ++requests;
        if (status < 300) {
            cases.emplace(key, request.body);
            ++seen[key];
            answer.body = R"({"reference":"ЖТ-1"})";
        }
        if (silent) {
            boost::system::error_code ended;
            auto waiting = never_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
            co_await std::move(waiting);
        }
        co_return answer;
    }
    void let_go() { never_.cancel(); }

    unsigned status = 201;
    bool silent = false;  // takes the case and never says so
    int requests = 0;
    std::map<std::string, octets> cases;
    std::map<std::string, int> seen;
    net::request last;

private:
    asio::steady_timer never_;
};

class akimat_target_test : public ::testing::Test {
protected:
    akimat_target_test()
        : store_(store::open_sqlite({.path = folder_.file("store.db"), .read_only = false})) {}
    ~akimat_target_test() override {
        office_.let_go();
        stop_worker(10s);
        close_office();
    }

    void open_office() {
        net::server_tls_options tls{files().path("server.crt"), files().path("server.key"), "",
                                    net::client_certificates::none};
        if (mutual_) {
            tls.client_ca_file = files().path("ca.pem");
            tls.client_certificates = net::client_certificates::required;
        }
        net::server_options options;
        options.port = port_;
        server_ = std::make_unique<net::server>(
            context_, options, net::make_server_tls(tls).value(), clock_,
            [this](net::request request) { return office_.handle(std::move(request)); },
            [](errc, std::string_view) {
                net::response answer;
                answer.status = 400;
                return answer;
            });
        server_->start();
        port_ = server_->port();
    }
    void close_office() {
        if (!server_) return;
        testing::run_awaitable(context_, server_->stop(0ms));
        server_.reset();
    }
    void start_worker() {
        client_ = std::make_shared<net::client>(
            context_.get_executor(), net::make_client_tls(client_tls_).value(), net::client_options{});
        office to{"akimat", "https://localhost:" + std::to_string(port_) + "/cases", secret};
        std::vector<delivery::served_target> targets;
        targets.push_back({make_target(to, client_, clock_), options_});
        worker_ = std::make_unique<delivery::worker>(
            delivery::worker_parts{context_.get_executor(), *store_, db_, clock_, [] { return 0.5; },
                                   [this](const delivery::attempt_report&) { ++settled_; }},
            std::move(targets));
        worker_->start();
    }
    void stop_worker(milliseconds grace) {
        if (!worker_) return;
        testing::run_awaitable(context_, worker_->stop(grace));
        worker_.reset();
        client_.reset();
    }
    void commit(int n) { ASSERT_TRUE(store_->commit({test::accepted_message(n)}).at(0)); }
    template <class Condition>
    void run_until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + 20s;
        context_.restart();
        while (!condition() && std::chrono::steady_clock::now() < give_up)
            context_.run_one_for(100ms);
        ASSERT_TRUE(condition());
    }
    void run_until_settled(int attempts) {
        run_until([&] { return settled_ >= attempts && worker_->status().at(0).in_flight == 0; });
    }
    void advance(milliseconds time) {
        clock_.set(clock_.now() + time);
        worker_->notify("akimat");
    }
    store::delivery_record row() { return store_->list_deliveries(std::nullopt, 1).at(0); }
    static const office_files& files() {
        static const office_files made;
        return made;
    }

    test::temp_folder folder_;
    std::unique_ptr<store::store> store_;
    asio::io_context context_;
    async::pool db_{"db", 1, 100};
    fixed_clock clock_{test::second(1000)};
    back_office office_{context_};
    std::uint16_t port_ = 0;
    bool mutual_ = false;
    net::client_tls_options client_tls_{files().path("ca.pem"), "", ""};
    delivery::worker_options options_{
        .concurrency = 4, .deadline = 10s, .lease = 120s, .poll = 3'600'000ms, .retry = {}, .breaker = {}};
    int settled_ = 0;
    std::unique_ptr<net::server> server_;
    std::shared_ptr<net::client> client_;
    std::unique_ptr<delivery::worker> worker_;
};

TEST_F(akimat_target_test, a_case_arrives_signed_and_its_reference_comes_back) {
    open_office();
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::delivered);
    EXPECT_EQ(row().target_reference, "ЖТ-1");
    EXPECT_EQ(office_.cases, (std::map<std::string, octets>{{row().id.str(), R"({"number":"SKO-000001"})"}}));
    EXPECT_EQ(office_.last.path, "/cases");
    EXPECT_EQ(office_.last.headers.find("x-shep-case-number"), "SKO-000001");
    EXPECT_EQ(office_.last.headers.find("x-shep-signature"),
              delivery::sign_body(secret, clock_.now(), R"({"number":"SKO-000001"})"));
}

TEST_F(akimat_target_test, an_office_that_was_down_gets_the_case_once) {
    open_office();
    close_office();  // the port is known now, and nobody listens
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::pending);
    EXPECT_TRUE(row().last_error.starts_with("target_unreachable")) << row().last_error;
    open_office();
    advance(60s);
    run_until_settled(2);
    EXPECT_EQ(row().state, delivery_state::delivered);
    EXPECT_EQ(office_.requests, 1);
}

TEST_F(akimat_target_test, a_lost_answer_is_asked_for_again_with_the_same_key) {
    options_.deadline = 300ms;
    open_office();
    office_.silent = true;
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::pending);
    EXPECT_TRUE(row().last_error.starts_with("target_timeout")) << row().last_error;
    office_.silent = false;
    advance(60s);
    run_until_settled(2);
    EXPECT_EQ(row().state, delivery_state::delivered);
    EXPECT_EQ(office_.cases.size(), 1u);
    EXPECT_EQ(office_.seen.at(row().id.str()), 2);
}

TEST_F(akimat_target_test, a_refused_case_waits_for_an_administrator) {
    open_office();
    office_.status = 422;
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::failed);
    EXPECT_EQ(row().last_error, "target_refused: HTTP status 422");
    office_.status = 201;
    EXPECT_EQ(store_->requeue_deliveries({}, clock_.now()), 1u);
    worker_->notify_all();
    run_until_settled(2);
    EXPECT_EQ(row().state, delivery_state::delivered);
}

TEST_F(akimat_target_test, a_busy_office_is_left_alone_for_a_while) {
    open_office();
    office_.status = 503;
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::pending);
    EXPECT_EQ(row().last_error, "target_failed: HTTP status 503");
    office_.status = 201;
    advance(60s);
    run_until_settled(2);
    EXPECT_EQ(row().state, delivery_state::delivered);
}

TEST_F(akimat_target_test, a_conflict_says_that_the_office_has_it) {
    open_office();
    office_.status = 409;
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::delivered);
}

TEST_F(akimat_target_test, a_gateway_that_dies_while_sending_delivers_after_the_lease) {
    open_office();
    office_.silent = true;
    commit(1);
    start_worker();
    run_until([&] { return office_.requests == 1; });
    stop_worker(0ms);
    EXPECT_EQ(row().state, delivery_state::in_flight);
    office_.silent = false;
    start_worker();
    advance(119s);
    run_until([&] { return db_.queued() == 0; });
    EXPECT_EQ(office_.requests, 1);
    advance(2s);
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::delivered);
    EXPECT_EQ(office_.cases.size(), 1u);
}

TEST_F(akimat_target_test, an_office_may_ask_for_our_certificate) {
    mutual_ = true;
    client_tls_.certificate_file = files().path("client.crt");
    client_tls_.key_file = files().path("client.key");
    open_office();
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::delivered);
    EXPECT_FALSE(office_.last.client_certificate.empty());
}

TEST_F(akimat_target_test, nothing_is_sent_without_the_certificate_that_the_office_asks_for) {
    mutual_ = true;
    open_office();
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::pending);
    EXPECT_EQ(office_.requests, 0);
}

TEST_F(akimat_target_test, nothing_is_sent_to_a_server_that_our_authority_does_not_vouch_for) {
    client_tls_.ca_file = files().path("stranger.pem");
    open_office();
    commit(1);
    start_worker();
    run_until_settled(1);
    EXPECT_EQ(row().state, delivery_state::pending);
    EXPECT_TRUE(row().last_error.starts_with("target_unreachable")) << row().last_error;
    EXPECT_EQ(office_.requests, 0);
}

}  // namespace
}  // namespace gw::akimat
