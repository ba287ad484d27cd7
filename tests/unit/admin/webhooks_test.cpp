// Webhooks: signed, in order, repeated until taken, given up in the end; the place survives.
#include "admin/webhooks.hpp"

#include <gtest/gtest.h>

#include "delivery/body_signature.hpp"
#include "unit/admin/office.hpp"

namespace gw::admin {
namespace {

using namespace std::chrono_literals;
using answer = boost::system::result<net::client_response, net::client_error>;

answer status(unsigned code) {
    net::client_response response;
    response.status = code;
    return response;
}
answer unreachable() {
    return net::client_error{errc::target_unreachable, net::send_failure::not_sent};
}

class webhooks : public ::testing::Test {
protected:
    webhooks() {
        at_.add_case("SKO-1", "akimat-sko");
        at_.add_case("ZHI-1", "akimat-zhitikara");
        hook_.name = "sko";
        hook_.provider = "akimat-sko";
        hook_.url = "https://office.example/events";
        hook_.secret = std::string(32, 's');
    }
    void happen(const std::string& name, const std::string& text) {
        store::case_change change;
        change.id = case_id("id-" + name);
        change.event = {at_.clock.now(), "claimed", "office", text};
        ASSERT_TRUE(at_.store->change_case(change));
    }
    std::size_t run() {
        const hook_parts parts{
            *at_.store, at_.db, at_.clock, [] { return 0.5; },
            [this](net::client_request request, milliseconds) { return send(std::move(request)); }};
        return gw::testing::run_awaitable(at_.context, run_hook_once(parts, hook_, 10));
    }
    asio::awaitable<answer> send(net::client_request request) {
        sent_.push_back(std::move(request));
        const auto said = answers_.empty() ? status(204) : answers_.front();
        if (!answers_.empty()) answers_.erase(answers_.begin());
        co_return said;
    }

    test::office at_;
    webhook hook_;
    std::vector<net::client_request> sent_;
    std::vector<answer> answers_;
};

TEST_F(webhooks, a_new_hook_begins_with_what_comes) {
    happen("SKO-1", "before");
    EXPECT_EQ(run(), 0u);
    happen("ZHI-1", "of another office");
    happen("SKO-1", "one");
    happen("SKO-1", "two");
    EXPECT_EQ(run(), 2u);
    ASSERT_EQ(sent_.size(), 2u);
    EXPECT_NE(sent_[0].body.find("\"text\":\"one\""), octets::npos);
    EXPECT_NE(sent_[1].body.find("\"text\":\"two\""), octets::npos);
    EXPECT_EQ(run(), 0u);
}

TEST_F(webhooks, signs_what_it_sends_and_names_it) {
    run();
    happen("SKO-1", "one");
    run();
    ASSERT_EQ(sent_.size(), 1u);
    const auto field = [&](std::string_view name) {
        for (const auto& [key, value] : sent_[0].fields)
            if (key == name) return value;
        return std::string();
    };
    EXPECT_EQ(field("X-Shep-Signature"), delivery::sign_body(hook_.secret, at_.clock.now(), sent_[0].body));
    EXPECT_EQ(field("X-Shep-Event"), "claimed");
    EXPECT_EQ(field("Idempotency-Key"), "sko-" + std::to_string(at_.store->last_event()));
}

TEST_F(webhooks, repeats_with_the_same_key_until_taken) {
    run();
    happen("SKO-1", "one");
    happen("SKO-1", "two");
    answers_ = {unreachable(), status(503)};
    EXPECT_EQ(run(), 1u);
    EXPECT_EQ(run(), 0u) << "its time has not come";
    at_.clock.set(at_.clock.now() + 1min);
    EXPECT_EQ(run(), 1u);
    at_.clock.set(at_.clock.now() + 1min);
    EXPECT_EQ(run(), 2u);
    ASSERT_EQ(sent_.size(), 4u);
    EXPECT_EQ(sent_[0].fields[1], sent_[2].fields[1]);
    EXPECT_EQ(sent_[0].body, sent_[2].body);
    EXPECT_EQ(at_.store->find_hook("sko")->attempts, 0);
}

TEST_F(webhooks, passes_over_what_is_refused_for_good) {
    run();
    happen("SKO-1", "one");
    happen("SKO-1", "two");
    answers_ = {status(422), status(409)};
    EXPECT_EQ(run(), 2u);
    EXPECT_EQ(at_.store->find_hook("sko")->after, at_.store->last_event());
}

TEST_F(webhooks, gives_up_after_its_tries) {
    hook_.retry.tries = 3;
    run();
    happen("SKO-1", "one");
    answers_ = {status(500), status(500), status(500), status(500)};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(run(), 1u) << i;
        at_.clock.set(at_.clock.now() + 1h);
    }
    EXPECT_EQ(run(), 0u);
    EXPECT_EQ(at_.store->find_hook("sko")->after, at_.store->last_event());
}

TEST_F(webhooks, judges_answers) {
    for (const unsigned taken : {200u, 204u, 409u})
        EXPECT_EQ(judge_hook(status(taken)), hook_outcome::taken) << taken;
    for (const unsigned later : {302u, 401u, 403u, 404u, 408u, 425u, 429u, 500u, 503u})
        EXPECT_EQ(judge_hook(status(later)), hook_outcome::failed) << later;
    for (const unsigned refused : {400u, 405u, 422u})
        EXPECT_EQ(judge_hook(status(refused)), hook_outcome::refused) << refused;
    EXPECT_EQ(judge_hook(unreachable()), hook_outcome::failed);
}

}  // namespace
}  // namespace gw::admin
