// The admin listener over the real store, worker and trust directory.
#include "admin/admin_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include "base/files.hpp"
#include "net/client.hpp"
#include "support/run_awaitable.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"

namespace gw::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
namespace json = boost::json;

class admin_api_test : public ::testing::Test {
protected:
    admin_api_test() {
        write("root.crt", pki_.root.certificate_pem());
        write("root.crl", pki_.root_crl);
        if (!trust_.load()) throw std::runtime_error("trust");
        health_.add_blocking("store", [this]() -> result<void> {
            store_->probe();
            return {};
        });
        health_.add("crl", [this] { return check_crls(trust_.status(clock_.now())); });
        health_.add("signing_key", [this]() -> result<void> {
            if (key_lost_) return error(errc::signing_key_unavailable, "gateway.key");
            return {};
        });
    }
    ~admin_api_test() override { testing::run_awaitable(context_, worker_.stop(0ms)); }

    void write(const std::string& name, octets_view content) {
        ASSERT_TRUE(replace_file(folder_.file(name), content));
    }
    revocation::trust_directory_options trust_files() {
        revocation::trust_directory_options files;
        files.anchors = {folder_.file("root.crt")};
        files.crls = {folder_.file("root.crl")};
        return files;
    }
    admin_parts parts_over(store::store& store) {
        return {.metrics = metrics_,
                .health = health_,
                .store = store,
                .db = db_,
                .clock = clock_,
                .worker = worker_,
                .trust = trust_,
                .pools = {&db_},
                .listeners = {},
                .version = "0.1.0",
                .started_at = test_pki::day("2026-05-31")};
    }
    net::response ask(const std::string& method, const std::string& path, const octets& body = {},
                      const std::string& type = "application/json") {
        net::request request;
        request.method = method;
        request.path = path;
        request.body = body;
        request.peer = "127.0.0.1:1";
        request.headers.fields = {{"content-type", type}};
        return testing::run_awaitable(context_, api_.handle(std::move(request)));
    }
    json::value part(const net::response& answer, const std::string& name) {
        const json::value body = json::parse(answer.body);
        for (const auto& one : body.at("parts").as_array())
            if (one.at("part").as_string() == name) return one;
        return nullptr;
    }
    // A delivery that failed for good.
    void bury(int n) {
        ASSERT_TRUE(store_->commit({test::accepted_message(n)}).at(0));
        const auto leased = store_->lease_deliveries("akimat", clock_.now(), 60s, 10);
        ASSERT_EQ(leased.size(), 1u);
        ASSERT_TRUE(
            store_->fail_delivery(leased[0].id, 1, clock_.now(), store::delivery_state::failed, "no"));
    }
    std::size_t pending() { return store_->list_deliveries(store::delivery_state::pending, 100).size(); }

    test::temp_folder folder_;
    test_pki::hierarchy pki_;
    boost::asio::io_context context_;
    async::pool db_{"db", 1, 16};
    fixed_clock clock_{test_pki::day("2026-06-01")};
    std::unique_ptr<store::store> store_{
        store::open_sqlite({.path = folder_.file("store.db"), .read_only = false})};
    revocation::trust_holder holder_;
    revocation::trust_directory trust_{trust_files(), holder_};
    delivery::worker worker_{{context_.get_executor(), *store_, db_, clock_, [] { return 0.5; }, {}}, {}};
    health health_;
    bool key_lost_ = false;
    metrics metrics_{{.portals = {"egov"}, .targets = {"akimat"}, .version = "0.1.0"}};
    admin_api api_{parts_over(*store_)};
};

TEST_F(admin_api_test, is_alive) {
    EXPECT_EQ(ask("GET", "/healthz").status, 200u);
    health_.set_draining();
    EXPECT_EQ(ask("GET", "/healthz").status, 200u);
}

TEST_F(admin_api_test, is_ready_when_every_part_is) {
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 200u) << answer.body;
    EXPECT_EQ(json::parse(answer.body).at("ready"), json::value(true));
    EXPECT_EQ(part(answer, "store").at("ok"), json::value(true));
    EXPECT_EQ(part(answer, "crl").at("ok"), json::value(true));
}

TEST_F(admin_api_test, is_not_ready_with_a_stale_list) {
    clock_.set(test_pki::day("2026-12-02"));
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_EQ(part(answer, "crl").at("name"), json::value("revocation_stale"));
    EXPECT_EQ(part(answer, "store").at("ok"), json::value(true));
}

TEST_F(admin_api_test, is_not_ready_without_a_key) {
    key_lost_ = true;
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_EQ(part(answer, "signing_key").at("code"), json::value(8004));
    EXPECT_EQ(part(answer, "signing_key").at("detail"), json::value("gateway.key"));
}

TEST_F(admin_api_test, is_not_ready_when_the_store_cannot_write) {
    const auto read_only = store::open_sqlite({.path = folder_.file("store.db"), .read_only = true});
    health_.add_blocking("archive", [&]() -> result<void> {
        read_only->probe();
        return {};
    });
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_EQ(part(answer, "archive").at("name"), json::value("store_unavailable"));
    EXPECT_EQ(part(answer, "store").at("ok"), json::value(true));
}

TEST_F(admin_api_test, is_not_ready_while_draining) {
    health_.set_draining();
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_EQ(part(answer, "serving").at("name"), json::value("draining"));
}

TEST_F(admin_api_test, a_check_that_breaks_is_a_part_that_is_not_ready) {
    health_.add("catalogue", []() -> result<void> { throw std::runtime_error("broken"); });
    EXPECT_EQ(part(ask("GET", "/readyz"), "catalogue").at("name"), json::value("internal"));
}

TEST_F(admin_api_test, shows_metrics) {
    bury(1);
    const auto answer = ask("GET", "/metrics");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(answer.body, HasSubstr("shep_gateway_delivery_queue{state=\"failed\"} 1"));
    EXPECT_THAT(answer.body, HasSubstr("shep_gateway_pool_queue{pool=\"db\"} 0"));
    EXPECT_THAT(answer.body, HasSubstr("shep_gateway_ready{part=\"crl\"} 1"));
    EXPECT_THAT(answer.body, HasSubstr("shep_gateway_crl_usable{"));
}

TEST_F(admin_api_test, shows_its_status) {
    bury(1);
    const auto body = json::parse(ask("GET", "/admin/v1/status").body);
    EXPECT_EQ(body.at("version"), json::value("0.1.0"));
    EXPECT_EQ(body.at("started_at"), json::value("2026-05-31T12:00:00Z"));
    EXPECT_EQ(body.at("readiness").at("ready"), json::value(true));
    EXPECT_EQ(body.at("store").at("failed_deliveries"), json::value(1));
    EXPECT_EQ(body.at("revocation").at(0).at("number"), json::value("1"));
    EXPECT_EQ(body.at("revocation").at(0).at("problem"), json::value(nullptr));
}

TEST_F(admin_api_test, requeues_one_dead_letter) {
    bury(1);
    bury(2);
    const auto answer =
        ask("POST", "/admin/v1/deliveries/retry", R"({"id":")" + test::delivery_no(1).str() + "\"}");
    EXPECT_EQ(answer.status, 200u) << answer.body;
    EXPECT_EQ(answer.body, R"({"requeued":1})");
    EXPECT_EQ(pending(), 1u);
}

TEST_F(admin_api_test, requeues_every_dead_letter) {
    bury(1);
    bury(2);
    EXPECT_EQ(ask("POST", "/admin/v1/deliveries/retry", "{}").body, R"({"requeued":2})");
    EXPECT_EQ(pending(), 2u);
}

TEST_F(admin_api_test, a_delivery_that_is_not_dead_is_not_found) {
    const auto answer =
        ask("POST", "/admin/v1/deliveries/retry", R"({"id":")" + test::delivery_no(7).str() + "\"}");
    EXPECT_EQ(answer.status, 404u);
    EXPECT_THAT(answer.body, HasSubstr("api_not_found"));
}

TEST_F(admin_api_test, a_mistaken_request_never_requeues_everything) {
    bury(1);
    for (const char* body : {"", "[]", "null", R"({"ids":[]})", R"({"id":""})", R"({"id":7})",
                             R"({"id":null})", R"({"id":"x","all":true})"}) {
        const auto answer = ask("POST", "/admin/v1/deliveries/retry", body);
        EXPECT_EQ(answer.status, 400u) << body;
        EXPECT_THAT(answer.body, HasSubstr("api_request_invalid"));
    }
    EXPECT_EQ(pending(), 0u);
}

TEST_F(admin_api_test, a_form_of_a_web_page_cannot_steer) {
    bury(1);
    EXPECT_EQ(ask("POST", "/admin/v1/deliveries/retry", "{}", "text/plain").status, 400u);
    EXPECT_EQ(pending(), 0u);
}

TEST_F(admin_api_test, a_store_that_cannot_write_is_said) {
    const auto read_only = store::open_sqlite({.path = folder_.file("store.db"), .read_only = true});
    const admin_api api(parts_over(*read_only));
    net::request request;
    request.method = "POST";
    request.path = "/admin/v1/deliveries/retry";
    request.body = "{}";
    request.headers.fields = {{"content-type", "application/json"}};
    const auto answer = testing::run_awaitable(context_, api.handle(std::move(request)));
    EXPECT_EQ(answer.status, 503u);
    EXPECT_THAT(answer.body, HasSubstr("store_unavailable"));
}

TEST_F(admin_api_test, knows_its_paths_and_methods) {
    EXPECT_EQ(ask("GET", "/admin").status, 404u);
    EXPECT_EQ(ask("POST", "/metrics").status, 405u);
    EXPECT_EQ(ask("GET", "/admin/v1/deliveries/retry").status, 405u);
}

TEST_F(admin_api_test, answers_over_http) {
    net::server server(context_, {}, {}, clock_, api_.handler(),
                       [](errc, std::string_view) { return net::response(); });
    server.start();
    {
        net::client client(context_.get_executor(), {}, {});
        net::client_request request;
        request.method = "GET";
        request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/readyz";
        const auto answer = testing::run_awaitable(context_, client.send(request, 10s));
        ASSERT_TRUE(answer) << answer.error().error.to_string();
        EXPECT_EQ(answer->status, 200u);
        EXPECT_THAT(answer->body, HasSubstr(R"("ready":true)"));
    }
    testing::run_awaitable(context_, server.stop(0ms));
}

}  // namespace
}  // namespace gw::admin
