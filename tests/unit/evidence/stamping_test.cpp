// Time stamps over batches: ordered for the rows since the last one, kept when they hold, exported and
// checked.
#include "evidence/time_stamps.hpp"

#include <filesystem>

#include "base/files.hpp"
#include "evidence/examiner.hpp"
#include "evidence/exporter.hpp"
#include "evidence/head.hpp"
#include "evidence/journal_audit.hpp"
#include "evidence/layout.hpp"
#include "support/test_tsa.hpp"
#include "unit/evidence/office.hpp"

namespace gw::evidence {
namespace {

using testing::HasSubstr;

class stamping_test : public office {
protected:
    stamping_test() { bring_into_force(cast().pki.ca_crl); }

    stamp_order ordered() {
        const auto order = order_time_stamp(*store_, "");
        EXPECT_TRUE(order && *order);
        return **order;
    }
    result<kept_stamp> answered(const stamp_order& order, timestamp at, timestamp now) {
        return keep_time_stamp(*store_, order, test_pki::answer_stamp_request(authority_, order.request, at),
                               rules_, now, known_lists_);
    }
    static pki::crl_ptr decode(const octets& list) { return pki::crl::from_der(list).value(); }

    const timestamp now_ = dsig::test::now;
    test_pki::identity authority_ = test_pki::issue(cast().pki.ca, test_pki::stamping_authority());
    octets anchors_ = cast().pki.root.certificate_pem() + cast().pki.ca.certificate_pem();
    stamp_rules rules_{anchors_, seconds(300), false};
    std::vector<pki::crl_ptr> known_lists_{decode(cast().pki.root_crl), decode(cast().pki.ca_crl)};
};

TEST_F(stamping_test, covers_the_rows_since_the_last_one) {
    EXPECT_FALSE(*order_time_stamp(*store_, ""));
    keep(test::refused_message(1));
    keep(test::refused_message(2));
    ASSERT_TRUE(answered(ordered(), now_, now_));
    EXPECT_FALSE(*order_time_stamp(*store_, "")) << "nothing new";
    keep(test::refused_message(3));
    const auto second = ordered();
    EXPECT_EQ(second.number, 2u);
    EXPECT_EQ(second.first, 3u);
    ASSERT_TRUE(answered(second, now_, now_));
    EXPECT_EQ(store_->find_time_stamp(1)->number, 1u);
    EXPECT_EQ(store_->find_time_stamp(3)->number, 2u);
    const auto seen = audit_journal(*store_, nullptr);
    EXPECT_FALSE(seen.broken) << seen.why;
    EXPECT_EQ(seen.time_stamps, 2u);
    EXPECT_EQ(seen.stamped, 3u);
}

TEST_F(stamping_test, what_does_not_hold_is_not_kept) {
    keep(test::refused_message(1));
    const auto order = ordered();
    EXPECT_EQ(answered(order, now_ - seconds(301), now_).error().code(), errc::time_stamp_invalid)
        << "clocks differ";
    EXPECT_FALSE(answered(order, now_ + seconds(301), now_));
    const auto other = ordered();  // another nonce
    EXPECT_FALSE(keep_time_stamp(*store_, order,
                                 test_pki::answer_stamp_request(authority_, other.request, now_), rules_,
                                 now_, known_lists_));
    EXPECT_FALSE(store_->last_time_stamp());
    EXPECT_EQ(order_time_stamp(*store_, "nonsense").error().code(), errc::config_invalid);
}

TEST_F(stamping_test, an_authority_that_is_revoked_stamps_nothing) {
    keep(test::refused_message(1));
    known_lists_.back() = decode(list_that_revokes(authority_.der, now_ - seconds(60)));
    const auto refused = answered(ordered(), now_, now_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), errc::time_stamp_invalid);
    EXPECT_THAT(refused.error().detail(), HasSubstr("certificate_revoked"));
}

// RFC 3161 section 4: after a compromise no stamp of the key counts, whatever date it bears.
TEST_F(stamping_test, an_authority_that_is_revoked_later_loses_its_stamps_unless_in_good_order) {
    keep(test::refused_message(1));
    constexpr int unspecified = 0, key_compromise = 1, superseded = 4, hold = 6;
    for (const int reason : {unspecified, key_compromise, hold}) {
        known_lists_.back() = decode(list_that_revokes(authority_.der, now_ + seconds(60), 2, reason));
        const auto refused = answered(ordered(), now_, now_);
        ASSERT_FALSE(refused) << reason;
        EXPECT_THAT(refused.error().detail(), HasSubstr("certificate_revoked"));
    }
    known_lists_.back() = decode(list_that_revokes(authority_.der, now_ + seconds(60), 2, superseded));
    const auto kept = answered(ordered(), now_, now_);
    ASSERT_TRUE(kept);
    EXPECT_FALSE(kept->revocation);
}

TEST_F(stamping_test, a_later_list_tells_the_examiner_more) {
    const auto id = keep(judged(1, message()));
    ASSERT_TRUE(answered(ordered(), now_, now_));
    sign();
    const auto folder = folder_.file("export");
    ASSERT_TRUE(export_message(*store_, id, folder));
    EXPECT_TRUE(examine(folder, {})->intact());
    independent_knowledge later;
    later.stamp_lists = {decode(list_that_revokes(authority_.der, now_ + seconds(86'400)))};
    const auto seen = examine(folder, later);
    ASSERT_EQ(seen->findings.size(), 1u);
    EXPECT_THAT(seen->findings.front().what, HasSubstr("revoked"));
    later.stamp_lists = {
        decode(list_that_revokes(test_pki::issue(cast().pki.ca, {}).der, now_ + seconds(86'400)))};
    EXPECT_TRUE(examine(folder, later)->intact()) << "another certificate's entry";
}

TEST_F(stamping_test, an_authority_of_which_nothing_is_known_stamps_where_that_is_permitted) {
    keep(test::refused_message(1));
    known_lists_.clear();
    rules_.require_revocation = true;
    EXPECT_THAT(answered(ordered(), now_, now_).error().detail(), HasSubstr("revocation_unavailable"));
    rules_.require_revocation = false;
    const auto kept = answered(ordered(), now_, now_);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->revocation->code(), errc::revocation_unavailable);
}

// By the lists of the export, whatever was known when it was kept.
TEST_F(stamping_test, the_examiner_judges_the_authority_again) {
    bring_into_force(list_that_revokes(authority_.der, now_ - seconds(60)));
    const auto revoked = keep(judged(1, message()));
    known_lists_.clear();
    ASSERT_TRUE(answered(ordered(), now_, now_));
    sign();
    ASSERT_TRUE(export_message(*store_, revoked, folder_.file("revoked")));
    const auto seen = examine(folder_.file("revoked"), {});
    ASSERT_EQ(seen->findings.size(), 1u);
    EXPECT_EQ(seen->findings.front().file, layout::stamp_token);
    EXPECT_THAT(seen->findings.front().what, HasSubstr("revoked"));
}

TEST_F(stamping_test, what_is_not_known_of_the_authority_is_a_note_or_a_finding) {
    const auto other = test_pki::hierarchy();
    authority_ = test_pki::issue(other.ca, test_pki::stamping_authority());
    rules_.anchors_pem = other.root.certificate_pem() + other.ca.certificate_pem();
    const auto id = keep(judged(1, message()));
    ASSERT_TRUE(answered(ordered(), now_, now_));
    sign();
    const auto folder = folder_.file("export");
    ASSERT_TRUE(export_message(*store_, id, folder));
    const auto seen = examine(folder, {});
    EXPECT_TRUE(seen->intact());
    EXPECT_EQ(seen->time_stamp->revocation->code(), errc::revocation_unavailable);
    EXPECT_THAT(seen->notes, testing::Contains(HasSubstr("not known")));
    independent_knowledge strict;
    strict.require_stamp_revocation = true;
    EXPECT_EQ(examine(folder, strict)->findings.size(), 1u);
}

TEST_F(stamping_test, is_exported_and_checked) {
    const auto id = keep(judged(1, message()));
    keep(test::refused_message(2));
    keep(test::refused_message(3));
    ASSERT_TRUE(answered(ordered(), now_ + seconds(60), now_));
    sign();
    const auto folder = folder_.file("export");
    ASSERT_TRUE(export_message(*store_, id, folder));
    const auto seen = examine(folder, {});
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->intact()) << seen->findings.front().what;
    EXPECT_TRUE(seen->reproduced());
    ASSERT_TRUE(seen->time_stamp);
    EXPECT_EQ(seen->time_stamp->at, now_ + seconds(60));
    EXPECT_THAT(seen->time_stamp->authority, HasSubstr("TEST TSA"));
    EXPECT_FALSE(seen->time_stamp->revocation);

    independent_knowledge known;
    known.stamp_anchors_pem = anchors_;
    EXPECT_TRUE(examine(folder, known)->intact());
    known.stamp_anchors_pem = test_pki::hierarchy().root.certificate_pem();
    ASSERT_EQ(examine(folder, known)->findings.size(), 1u);
    EXPECT_EQ(examine(folder, known)->findings.front().file, layout::stamp_token);
}

TEST_F(stamping_test, the_noted_head_carries_the_newest_one) {
    for (int n = 1; n <= 3; ++n)
        keep(test::refused_message(n));
    ASSERT_TRUE(answered(ordered(), now_, now_));
    sign();
    const auto file = export_head(*store_);
    ASSERT_TRUE(file);
    const auto noted = read_head(*file);
    ASSERT_TRUE(noted && noted->stamp);
    EXPECT_EQ(noted->stamp->last, 3u);
    EXPECT_TRUE(check_head(*store_, *noted));
    auto other = *noted;
    other.stamp->first = 2;
    EXPECT_THAT(check_head(*store_, other).error().detail(), HasSubstr("not those that were stamped"));
    other.stamp->first = 9;
    EXPECT_FALSE(check_head(*store_, other));
    other.stamp->token = "x";
    EXPECT_EQ(check_head(*store_, other).error().code(), errc::evidence_changed);
}

TEST_F(stamping_test, rows_that_were_replaced_below_it_show) {
    for (int n = 1; n <= 3; ++n)
        keep(test::refused_message(n));
    ASSERT_TRUE(answered(ordered(), now_, now_));
    tamper("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2");
    EXPECT_THAT(audit_journal(*store_, nullptr).why, HasSubstr("not those that were stamped"));
}

TEST_F(stamping_test, a_time_stamp_that_was_removed_shows) {
    for (int n = 1; n <= 2; ++n) {
        keep(test::refused_message(n));
        ASSERT_TRUE(answered(ordered(), now_, now_));
    }
    tamper("DELETE FROM time_stamp WHERE number = 1");
    EXPECT_THAT(audit_journal(*store_, nullptr).why, HasSubstr("time stamp was removed"));
}

}  // namespace
}  // namespace gw::evidence
