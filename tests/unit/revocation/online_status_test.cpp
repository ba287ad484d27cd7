// Lists and answers over HTTP from a server on this machine: what is taken, what is refused and what stays in
// place.
#include "revocation/online_status.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <set>

#include "async/deadline.hpp"
#include "base/files.hpp"
#include "net/server.hpp"
#include "support/run_awaitable.hpp"
#include "support/temp_folder.hpp"
#include "support/test_ocsp.hpp"

namespace gw::revocation {
namespace {

using test_pki::day;

// Says what the test has laid out for a path; remembers what it was asked.
class pretend_server {
public:
    explicit pretend_server(asio::io_context& io)
        : server_(
              io, {}, nullptr, clock_, [this](net::request got) { return answer(std::move(got)); },
              [](errc, std::string_view) { return net::response(); }) {
        server_.start();
    }
    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
    }
    std::string host() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    asio::awaitable<void> stop() { return server_.stop(milliseconds(0)); }

    std::map<std::string, net::response> pages;
    std::vector<net::request> asked;
    milliseconds delay{0};

private:
    asio::awaitable<net::response> answer(net::request got) {
        asked.push_back(got);
        const auto page = pages[got.path];
        if (delay.count() > 0) {
            auto waiting = async::sleep_for(delay);
            co_await std::move(waiting);
        }
        const auto tag = got.headers.find("if-none-match");
        if (tag && *tag == "\"1\"") {
            net::response unchanged;
            unchanged.status = 304;
            co_return unchanged;
        }
        co_return page;
    }

    system_clock clock_;
    net::server server_;
};

net::response page(octets body, unsigned status = 200) {
    net::response made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

class online_status_test : public ::testing::Test {
protected:
    online_status_test() {
        for (const char* folder : {"anchors", "crls"})
            std::filesystem::create_directory(folder_.file(folder));
        must(replace_file(folder_.file("anchors/root.crt"), pki_.root.certificate_pem()));
        must(replace_file(folder_.file("anchors/ca.crt"), pki_.ca.certificate_pem()));
        must(directory_.load());
        options_.crl.folder = folder_.file("crls");
        options_.crl.mirrors = {{subject(pki_.ca), {server_.url("/ca.crl")}, {}}};
        options_.rules.private_addresses = true;
        options_.ocsp.nonce = false;
        clock_.set(day("2026-06-01"));
    }
    ~online_status_test() override {
        testing::run_awaitable(io_, tasks_.stop(milliseconds(0)));
        testing::run_awaitable(io_, server_.stop());
    }
    static void must(const result<void>& done) {
        if (!done) throw std::runtime_error(done.error().to_string());
    }
    trust_directory_options trusted() {
        trust_directory_options chosen;
        chosen.anchors = {folder_.file("anchors")};
        chosen.crls = {folder_.file("crls")};
        return chosen;
    }
    static std::string subject(const test_pki::identity& of) {
        return pki::certificate::from_der(of.der).value()->subject();
    }
    static pki::certificate_ptr decode(const test_pki::identity& of) {
        return pki::certificate::from_der(of.der).value();
    }
    octets list(long number, const std::string& this_update = "2026-05-01") {
        test_pki::crl_spec spec;
        spec.number = number;
        spec.this_update = day(this_update);
        return test_pki::make_crl(pki_.ca, spec);
    }
    online_status& online() {
        if (!online_)
            online_ = std::make_unique<online_status>(options_, io_.get_executor(), nullptr, directory_,
                                                      holder_, pool_, clock_, tasks_);
        return *online_;
    }
    // One round of fetching; the code of the only source, 0 when it went well.
    int fetch(net::response answer) {
        server_.pages["/ca.crl"] = std::move(answer);
        testing::run_awaitable(io_, online().fetch_lists_once());
        const auto problem = online().sources().front().problem;
        return problem ? static_cast<int>(problem->code()) : 0;
    }
    std::string number_in_force() {
        for (const auto& one : holder_.get()->crls())
            if (one->issuer() == subject(pki_.ca)) return one->number();
        return "none";
    }
    std::size_t files_kept() {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.file("crls")))
            if (entry.path().extension() == ".crl") ++count;
        return count;
    }
    // Asks for the leaf's answer as a message would.
    void obtain(const test_pki::identity& leaf, milliseconds limit = milliseconds(5000)) {
        testing::run_awaitable(io_, online().obtain({{decode(leaf), decode(pki_.ca)}}, limit));
    }
    std::vector<pki::ocsp_finding> at_hand(const test_pki::identity& leaf) {
        return online().lookup({}, clock_.now(), false)->find(decode(leaf), decode(pki_.ca));
    }

    test::temp_folder folder_;
    test_pki::hierarchy pki_;
    fixed_clock clock_{day("2026-06-01")};
    asio::io_context io_{1};
    pretend_server server_{io_};
    trust_holder holder_;
    trust_directory directory_{trusted(), holder_};
    async::pool pool_{"test", 1, 16};
    async::task_group tasks_{io_.get_executor()};
    online_options options_;
    std::unique_ptr<online_status> online_;
};

TEST_F(online_status_test, a_good_list_goes_into_force_and_on_disk) {
    EXPECT_EQ(fetch(page(list(2))), 0);
    EXPECT_EQ(number_in_force(), "2");
    EXPECT_EQ(files_kept(), 1u);
    EXPECT_EQ(fetch(page(list(3, "2026-05-02"))), 0);
    EXPECT_EQ(number_in_force(), "3");
}

TEST_F(online_status_test, what_is_wrong_leaves_the_last_good_list) {
    ASSERT_EQ(fetch(page(list(5))), 0);
    const octets good = list(6, "2026-05-02");
    EXPECT_NE(fetch(page("")), 0);
    EXPECT_NE(fetch(page("<html>busy</html>")), 0);
    EXPECT_NE(fetch(page(good.substr(0, good.size() / 2))), 0);
    EXPECT_EQ(fetch(page(list(4, "2026-04-01"))), static_cast<int>(errc::crl_rolled_back));
    EXPECT_EQ(fetch(page("", 503)), static_cast<int>(errc::crl_unreachable));
    test_pki::hierarchy stranger;
    EXPECT_NE(fetch(page(stranger.ca_crl)), 0);
    EXPECT_EQ(number_in_force(), "5");
    trust_holder restarted;
    trust_directory again(trusted(), restarted);
    must(again.load());
    ASSERT_EQ(restarted.get()->crls().size(), 1u) << "a cold start finds it on disk";
    EXPECT_EQ(restarted.get()->crls().front()->number(), "5");
    EXPECT_EQ(online().sources().front().failures, 6u);
}

// Also when the server says that it has nothing newer.
TEST_F(online_status_test, a_delta_without_its_base_is_not_well) {
    options_.crl.mirrors.front().deltas = {server_.url("/delta.crl")};
    test_pki::crl_spec spec;
    spec.number = 3;
    spec.this_update = day("2026-05-02");
    spec.extensions = {{"2.5.29.27", "critical,DER:02010B"}};  // base 11
    auto delta = page(test_pki::make_crl(pki_.ca, spec));
    delta.fields = {{"ETag", "\"1\""}};
    server_.pages["/delta.crl"] = delta;
    const auto problem_of_delta = [this] {
        for (const auto& one : online().sources())
            if (one.kind == "delta" && one.problem) return static_cast<int>(one.problem->code());
        return 0;
    };
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(fetch(page(list(10))), 0);
        EXPECT_EQ(problem_of_delta(), static_cast<int>(errc::crl_base_missing)) << round;
    }
    EXPECT_EQ(fetch(page(list(11, "2026-05-02"))), 0);
    EXPECT_EQ(problem_of_delta(), 0);
}

TEST_F(online_status_test, a_list_over_the_limit_is_not_read) {
    options_.crl_limit = 100;
    EXPECT_EQ(fetch(page(list(2))), static_cast<int>(errc::crl_unreachable));
    EXPECT_EQ(number_in_force(), "none");
}

TEST_F(online_status_test, an_unchanged_list_is_not_moved_again) {
    auto tagged = page(list(2));
    tagged.fields = {{"ETag", "\"1\""}, {"Last-Modified", "Fri, 01 May 2026 12:00:00 GMT"}};
    ASSERT_EQ(fetch(tagged), 0);
    EXPECT_EQ(fetch(tagged), 0);
    ASSERT_EQ(server_.asked.size(), 2u);
    EXPECT_EQ(server_.asked[1].headers.find("if-none-match"), "\"1\"");
    EXPECT_EQ(server_.asked[1].headers.find("if-modified-since"), "Fri, 01 May 2026 12:00:00 GMT");
    EXPECT_EQ(online().sources().front().octets, 0u);
}

TEST_F(online_status_test, private_addresses_must_be_permitted) {
    options_.rules.private_addresses = false;
    EXPECT_EQ(fetch(page(list(2))), static_cast<int>(errc::fetch_forbidden));
    EXPECT_TRUE(server_.asked.empty());
}

TEST_F(online_status_test, redirects_are_not_followed) {
    auto moved = page("", 302);
    moved.fields = {{"Location", server_.url("/elsewhere.crl")}};
    server_.pages["/elsewhere.crl"] = page(list(2));
    EXPECT_EQ(fetch(moved), static_cast<int>(errc::crl_unreachable));
    EXPECT_EQ(server_.asked.size(), 1u);
}

struct ocsp_online_test : online_status_test {
    test_pki::identity leaf = leaf_with(server_.url("/ocsp"));
    test_pki::identity responder = test_pki::issue(pki_.ca, test_pki::ocsp_responder());

    ocsp_online_test() { options_.rules.hosts = {server_.host()}; }
    test_pki::identity leaf_with(const std::string& url) {
        auto spec = test_pki::person("850101300123");
        spec.extensions.emplace_back("authorityInfoAccess", "OCSP;URI:" + url);
        return test_pki::issue(pki_.ca, spec);
    }
    void answer_with(const test_pki::ocsp_spec& spec = {}) {
        server_.pages["/ocsp"] = page(test_pki::make_ocsp(responder, pki_.ca, leaf.der, spec));
    }
    std::optional<errc> failure_at_hand() {
        const auto found = at_hand(leaf);
        return found.empty() || !found.back().failure ? std::nullopt
                                                      : std::optional(found.back().failure->code());
    }
};

TEST_F(ocsp_online_test, an_answer_is_asked_for_once_and_kept) {
    answer_with();
    const auto before = online().lookup({}, clock_.now(), true);
    before->find(decode(leaf), decode(pki_.ca));
    EXPECT_TRUE(before->wants_more(false));
    obtain(leaf);
    ASSERT_EQ(server_.asked.size(), 1u);
    EXPECT_EQ(server_.asked[0].method, "POST");
    EXPECT_EQ(server_.asked[0].headers.find("content-type"), "application/ocsp-request");
    ASSERT_EQ(at_hand(leaf).size(), 1u);
    EXPECT_TRUE(at_hand(leaf).front().answer);
    const auto after = online().lookup({}, clock_.now(), true);
    after->find(decode(leaf), decode(pki_.ca));
    EXPECT_FALSE(after->wants_more(false));
    EXPECT_FALSE(after->wants_more(true)) << "it has just been asked";
    const auto doubted = online().lookup({}, clock_.now() + seconds(60), true);
    doubted->find(decode(leaf), decode(pki_.ca));
    EXPECT_FALSE(doubted->wants_more(false));
    EXPECT_TRUE(doubted->wants_more(true)) << "an answer that did not help is asked for again";
    EXPECT_EQ(doubted->questions(true).size(), 1u);
    const auto aged = online().lookup({}, day("2026-06-03"), true);
    aged->find(decode(leaf), decode(pki_.ca));
    EXPECT_TRUE(aged->wants_more(false)) << "an aged answer is asked for again";
}

TEST_F(ocsp_online_test, many_who_wait_are_one_question) {
    answer_with();
    server_.delay = milliseconds(50);
    auto all = [this]() -> asio::awaitable<void> {
        std::vector<ocsp_question> questions(20, ocsp_question{decode(leaf), decode(pki_.ca)});
        auto asking = online().obtain(std::move(questions), milliseconds(5000));
        co_await std::move(asking);
    };
    testing::run_awaitable(io_, all());
    EXPECT_EQ(server_.asked.size(), 1u);
    EXPECT_EQ(online().answers_cached(), 1u);
}

TEST_F(ocsp_online_test, nobody_waits_longer_than_allowed) {
    answer_with();
    server_.delay = milliseconds(60'000);
    const auto began = std::chrono::steady_clock::now();
    obtain(leaf, milliseconds(30));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
    EXPECT_TRUE(at_hand(leaf).empty());
}

TEST_F(ocsp_online_test, each_failure_has_its_code_and_is_not_repeated_at_once) {
    const auto other = test_pki::issue(pki_.ca, test_pki::person("850101300124"));
    test_pki::ocsp_spec with_nonce;
    with_nonce.nonce = "not the one that we sent";
    struct {
        net::response answer;
        errc code;
    } const cases[] = {
        {page("", 500), errc::ocsp_unreachable},
        {page("<html>busy</html>"), errc::ocsp_malformed},
        {page(""), errc::ocsp_malformed},
        {page(test_pki::make_ocsp_failure(3)), errc::ocsp_try_later},
        {page(test_pki::make_ocsp_failure(6)), errc::ocsp_refused},
        {page(test_pki::make_ocsp(responder, pki_.ca, other.der)), errc::ocsp_other_certificate},
        {page(test_pki::make_ocsp(responder, pki_.ca, leaf.der, with_nonce)), errc::ocsp_nonce_mismatch},
        {page(octets(100'000, 'x')), errc::ocsp_unreachable},
    };
    options_.ocsp.nonce = true;
    for (const auto& one : cases) {
        server_.pages["/ocsp"] = one.answer;
        obtain(leaf);
        EXPECT_EQ(failure_at_hand(), one.code) << describe(one.code).name;
        const auto lookup = online().lookup({}, clock_.now(), true);
        lookup->find(decode(leaf), decode(pki_.ca));
        EXPECT_FALSE(lookup->wants_more(true)) << "it has just been asked";
        clock_.set(clock_.now() + seconds(60));
    }
    answer_with();
    obtain(leaf);
    EXPECT_FALSE(failure_at_hand()) << "an answer does away with the failures";
}

TEST_F(ocsp_online_test, a_certificate_cannot_send_us_anywhere) {
    leaf = leaf_with("http://169.254.169.254/latest");
    obtain(leaf);
    EXPECT_EQ(failure_at_hand(), errc::fetch_forbidden);
    leaf = leaf_with("ldap://127.0.0.1/x");
    obtain(leaf);
    EXPECT_EQ(failure_at_hand(), errc::ocsp_unreachable);
    EXPECT_TRUE(server_.asked.empty());
}

TEST_F(ocsp_online_test, a_configured_responder_goes_before_that_of_the_certificate) {
    leaf = leaf_with("http://elsewhere.example/ocsp");
    options_.ocsp.responders = {{subject(pki_.ca), server_.url("/ocsp")}};
    answer_with();
    obtain(leaf);
    EXPECT_FALSE(failure_at_hand());
    EXPECT_EQ(server_.asked.size(), 1u);
}

}  // namespace
}  // namespace gw::revocation
