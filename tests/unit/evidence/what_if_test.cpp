// What if: other lists, other rules, other anchors; the store stays as it is.
#include "evidence/what_if.hpp"

#include "unit/evidence/office.hpp"

namespace gw::evidence {
namespace {

class what_if_test : public office {
protected:
    what_if_test() {
        bring_into_force(cast().pki.ca_crl);
        for (int n = 1; n <= 3; ++n)
            keep(judged(n, message()));
    }
    std::vector<changed_verdict> changes(const what_if& question) {
        std::vector<changed_verdict> all;
        const auto before = store_->head().hash;
        const auto totals = revalidate(
            *store_, question, [&](const changed_verdict& one) { all.push_back(one); },
            [&](const what_if_totals& so_far) { progress_ = so_far; });
        EXPECT_TRUE(totals) << totals.error().to_string();
        if (totals) totals_ = *totals;
        EXPECT_EQ(store_->head().hash, before);
        EXPECT_EQ(totals_.messages, totals_.same + totals_.changed + totals_.skipped);
        EXPECT_EQ(totals_.changed, all.size());
        EXPECT_EQ(progress_.messages, totals_.messages);
        return all;
    }
    what_if_totals totals_, progress_;
};

TEST_F(what_if_test, by_the_same_rules_nothing_changes) {
    EXPECT_TRUE(changes({}).empty());
    EXPECT_EQ(totals_.same, 3u);
}

TEST_F(what_if_test, a_list_that_revokes_before_the_receipt_changes_the_verdicts) {
    what_if question;
    question.lists = {list_of(cast().pki.root_crl),
                      list_of(list_that_revokes(cast().applicant.identity.der, test_pki::day("2026-05-30")))};
    const auto changed = changes(question);
    ASSERT_EQ(changed.size(), 3u);
    EXPECT_EQ(changed[0].recorded.code, 0);
    EXPECT_EQ(changed[0].now.code, static_cast<int>(errc::certificate_revoked));
    EXPECT_EQ(changed[0].now.indication, "TOTAL-FAILED");
    EXPECT_THAT(changed[0].now.message, testing::HasSubstr("certificate_revoked"));
    question.since = dsig::test::now + seconds(3);
    EXPECT_EQ(changes(question).size(), 1u);
    question.lists = {list_of(cast().pki.root_crl),
                      list_of(list_that_revokes(cast().applicant.identity.der, test_pki::day("2026-06-20")))};
    EXPECT_TRUE(changes(question).empty()) << "revoked after the receipt";
    question.at = test_pki::day("2026-06-30");
    EXPECT_EQ(changes(question).size(), 1u) << "asked as of later";
}

TEST_F(what_if_test, other_rules) {
    what_if question;
    question.policy_json = R"({"max_crl_age":"24h"})";
    const auto changed = changes(question);
    ASSERT_EQ(changed.size(), 3u);
    EXPECT_EQ(changed[0].now.code, static_cast<int>(errc::revocation_stale));
    question.policy_json = R"({"profile":"rfc5280"})";
    EXPECT_TRUE(changes(question).empty());
    question.policy_json = R"({"max_crl_agee":"24h"})";
    EXPECT_EQ(revalidate(*store_, question, {}, {}).error().code(), errc::config_invalid);
}

TEST_F(what_if_test, other_anchors) {
    what_if question;
    question.anchors = {pki::certificate::from_der(test_pki::hierarchy().root.der).value()};
    const auto changed = changes(question);
    ASSERT_EQ(changed.size(), 3u);
    EXPECT_EQ(changed[0].now.code, static_cast<int>(errc::certificate_chain_not_found));
}

TEST_F(what_if_test, refusals_for_other_reasons_are_judged_by_their_signatures) {
    keep(judged(4, message(), static_cast<int>(errc::sender_unknown)));
    keep(test::strangers_message(5));
    auto old = judged(6, message());
    old.evidence.clear();
    keep(old);
    EXPECT_TRUE(changes({}).empty());
    EXPECT_EQ(totals_.same, 4u);
    EXPECT_EQ(totals_.skipped, 2u);
}

}  // namespace
}  // namespace gw::evidence
