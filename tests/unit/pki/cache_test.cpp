// What is remembered, for how long, and how much of it.
#include "fixture.hpp"
#include "pki/certificate_cache.hpp"
#include "pki/lru.hpp"

#include <thread>

namespace gw::pki {
namespace {

using test_pki::day;

TEST(lru, forgets_what_was_used_longest_ago) {
    lru<std::string, std::string_view, int> all(2);
    all.put("a", 1);
    all.put("b", 2);
    EXPECT_EQ(all.find("a"), 1);
    all.put("c", 3);
    EXPECT_FALSE(all.find("b").has_value());
    EXPECT_EQ(all.find("a"), 1);
    EXPECT_EQ(all.find("c"), 3);
    all.put("c", 4);
    EXPECT_EQ(all.find("c"), 4);
    EXPECT_EQ(all.size(), 2u);
}

TEST(certificate_cache, decodes_once) {
    certificate_cache cache(2);
    const auto one = test_pki::self_signed({});
    const auto first = cache.get(one.der).value();
    EXPECT_EQ(cache.get(octets(one.der)).value(), first) << "the same object";
    cache.get(test_pki::self_signed({}).der).value();
    cache.get(test_pki::self_signed({}).der).value();
    EXPECT_NE(cache.get(one.der).value(), first) << "forgotten";
    EXPECT_EQ(code_of(cache.get("rubbish")), errc::certificate_malformed);
}

struct verdict_cache_test : testing::Test {
    judged_pki all;
    certificate_ptr leaf = decode(test_pki::issue(all.pki.ca, test_pki::person("850101300123")));
    verdict_cache cache{100};
};

TEST_F(verdict_cache_test, remembers_until_the_earliest_date) {
    const trust_ptr known = all.snapshot();
    const auto first = cache.evaluate(leaf, known, all.rules, all.at);
    ASSERT_TRUE(first->passed());
    EXPECT_EQ(cache.evaluate(leaf, known, all.rules, all.at + seconds(1)), first);
    EXPECT_NE(cache.evaluate(leaf, known, all.rules, all.at - seconds(1)), first)
        << "before the moment it was made for";
    const auto stale = cache.evaluate(leaf, known, all.rules, day("2026-12-02"));
    EXPECT_EQ(stale->failure->code(), errc::revocation_stale);
}

TEST_F(verdict_cache_test, another_snapshot_policy_or_leaf_is_another_verdict) {
    const trust_ptr known = all.snapshot();
    const auto first = cache.evaluate(leaf, known, all.rules, all.at);
    policy other = all.rules;
    other.profile = profile::rfc5280;
    EXPECT_NE(cache.evaluate(leaf, known, other, all.at), first);
    test_pki::crl_spec spec;
    spec.revoked = {{octets(leaf->der()), day("2026-04-01"), 1}};
    all.lists[1] = test_pki::make_crl(all.pki.ca, spec);
    const auto revoked = cache.evaluate(leaf, all.snapshot(), all.rules, all.at);
    EXPECT_EQ(revoked->failure->code(), errc::certificate_revoked);
    EXPECT_EQ(cache.evaluate(leaf, all.snapshot(), all.rules, all.at), revoked)
        << "a certain no is remembered";
    const auto second = decode(test_pki::issue(all.pki.ca, test_pki::person("850101300124")));
    EXPECT_TRUE(cache.evaluate(second, known, all.rules, all.at)->passed());
}

// Texts run together must not make one key of two policies.
TEST_F(verdict_cache_test, policies_that_read_alike_are_not_the_same) {
    const trust_ptr known = all.snapshot();
    const auto differ = [&](const policy& one, const policy& other) {
        return cache.evaluate(leaf, known, one, all.at) != cache.evaluate(leaf, known, other, all.at);
    };
    policy reason = all.rules, off = all.rules;
    reason.grace_reason = "r!small_key";
    off.grace_reason = "r";
    off.rules_off = {"small_key"};
    EXPECT_TRUE(differ(reason, off));
    reason.grace_reason = "r 1.2.3,1.2.4;5";
    off.rules_off.clear();
    off.certificate_policies = {"1.2.3"};
    off.roles = {"1.2.4"};
    off.most_authorities = 5;
    EXPECT_TRUE(differ(reason, off));
    policy one = all.rules, two = all.rules;
    one.roles = {"a,b"};
    two.roles = {"a", "b"};
    EXPECT_TRUE(differ(one, two));
    one.roles = {"a"};
    two.roles.clear();
    two.rules_off = {"a"};
    EXPECT_TRUE(differ(one, two));
    one = two = all.rules;
    one.certificate_policies = {"a", ""};
    two.certificate_policies = {"", "a"};
    EXPECT_TRUE(differ(one, two));
    one = two = all.rules;
    two.max_crl_age = seconds(-1);
    EXPECT_TRUE(differ(one, two)) << "an age that is there and one that is not";
    two = all.rules;
    two.most_authorities = 0;
    EXPECT_TRUE(differ(one, two));
    EXPECT_FALSE(differ(all.rules, policy(all.rules)));
}

TEST_F(verdict_cache_test, what_may_change_is_not_remembered) {
    all.lists.clear();
    const trust_ptr known = all.snapshot();
    const auto first = cache.evaluate(leaf, known, all.rules, all.at);
    EXPECT_EQ(first->failure->code(), errc::revocation_unavailable);
    EXPECT_NE(cache.evaluate(leaf, known, all.rules, all.at), first);
}

TEST_F(verdict_cache_test, many_threads_agree) {
    const trust_ptr known = all.snapshot();
    verdict_cache small(1);
    certificate_cache decoded(1);
    const octets other = test_pki::issue(all.pki.ca, test_pki::person("850101300124")).der;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 50; ++round) {
                const auto one = (i + round) % 2 == 0 ? leaf : decoded.get(other).value();
                EXPECT_TRUE(small.evaluate(one, known, all.rules, all.at)->passed());
            }
        });
    }
    for (std::thread& one : threads)
        one.join();
}

TEST_F(verdict_cache_test, a_hit_is_cheap) {
    const trust_ptr known = all.snapshot();
    certificate_cache decoded(10);
    decoded.get(leaf->der()).value();
    cache.evaluate(leaf, known, all.rules, all.at);
    constexpr int rounds = 20000;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < rounds; ++i)
        cache.evaluate(decoded.get(leaf->der()).value(), known, all.rules, all.at);
    const auto spent = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start);
    std::cout << "certificate and verdict from the caches: " << spent.count() / rounds << " us\n";
    EXPECT_LT(spent.count() / rounds, 100)
        << "a real evaluation takes longer than this even in a debug build";
}

}  // namespace
}  // namespace gw::pki
