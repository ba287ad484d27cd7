// Parked messages over the real store, with a clock of our own: they go on when fresh data come, are refused
// when the data say so, and do not wait for ever.
#include "intake/parking.hpp"

#include <gmock/gmock.h>

#include "intake/verdict_json.hpp"
#include "intake/verification_policy.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::intake {
namespace {

using dsig::test::the_cast;

const std::string form = "<f:form xmlns:f=\"urn:form\"><f:n>1</f:n></f:form>";

pki::crl_ptr list(const test_pki::identity& issuer, const test_pki::crl_spec& spec = {}) {
    return pki::crl::from_der(test_pki::make_crl(issuer, spec)).value();
}

class parking_test : public testing::Test {
protected:
    void bring_into_force(std::optional<test_pki::crl_spec> of_authority) {
        const auto& pki = the_cast().pki;
        std::vector<pki::crl_ptr> lists{list(pki.root)};
        if (of_authority) lists.push_back(list(pki.ca, *of_authority));
        trust_ = std::make_shared<const pki::trust>(
            std::vector{pki::certificate::from_der(pki.root.der).value()},
            std::vector{pki::certificate::from_der(pki.ca.der).value()}, std::move(lists));
    }
    // The new verdict, as a route of the asynchronous channel will make it.
    store::message_record judge(const octets& raw, timestamp received_at) {
        ++judged_;
        auto record = test::accepted_message(++ids_);
        test::set_body(record, raw);
        record.received_at = received_at;
        const auto verdict = judge_again(raw, {"egov", true, true, {}, {}}, trust_, received_at);
        record.verdict_json = to_json(verdict);
        record.indication = to_string(verdict.indication());
        if (verdict.failure) {
            record.code = static_cast<int>(verdict.failure->code());
            record.svc_case.reset();
            record.outbox.clear();
            record.key.reset();
        } else {
            record.key = claim_;
        }
        return record;
    }
    message_id park_message() {
        const auto& who = the_cast();
        const octets raw =
            who.sign(dsig::test::envelope(dsig::test::escaped(who.sign_document(form, who.applicant))));
        auto record = judge(raw, start_);
        EXPECT_TRUE(may_wait(record));
        park(record, "egov-async", rules_);
        EXPECT_TRUE(store_->commit({record}).front());
        return record.id;
    }
    store::parked_state state_of(const message_id& id) { return store_->find_parked(id)->state; }

    const timestamp start_ = dsig::test::now;
    const parking_rules rules_{seconds(600), seconds(3600), seconds(60), 16};
    test::temp_folder folder_;
    std::unique_ptr<store::store> store_ = store::open_sqlite({folder_.file("gateway.db")});
    pki::trust_ptr trust_;
    int ids_ = 0, judged_ = 0;
    store::duplicate_key claim_{"egov-sender", "permit", "m-1", {}};
    std::vector<std::pair<message_id, int>> ended_;
    parking parking_{
        {*store_, [this](const store::parked_message& one) { return judge(one.raw, one.received_at); },
         [this](const store::parked_message& one, const store::message_record& verdict) {
             ended_.emplace_back(one.id, verdict.code);
         }},
        rules_};
};

TEST_F(parking_test, goes_on_as_soon_as_fresh_data_are_in_force) {
    bring_into_force({});
    const auto id = park_message();
    EXPECT_EQ(parking_.next_due(), start_ + seconds(600));
    EXPECT_EQ(parking_.check_due(start_ + seconds(10)), 0u) << "it is not due";
    bring_into_force(test_pki::crl_spec{});
    EXPECT_EQ(parking_.fresh_data(start_ + seconds(20)), 1u);
    EXPECT_EQ(parking_.check_due(start_ + seconds(20)), 1u);
    EXPECT_THAT(ended_, testing::ElementsAre(std::pair{id, 0}));
    EXPECT_EQ(state_of(id), store::parked_state::ended);
    EXPECT_EQ(store_->status().cases, 1u);
    EXPECT_FALSE(parking_.next_due());
    EXPECT_FALSE(store_->verify_journal().broken);
}

TEST_F(parking_test, is_refused_when_the_data_say_so) {
    bring_into_force({});
    const auto id = park_message();
    test_pki::crl_spec revoking;
    revoking.revoked = {{the_cast().applicant.identity.der, test_pki::day("2026-05-10"), 1}};
    bring_into_force(revoking);
    parking_.fresh_data(start_);
    parking_.check_due(start_);
    EXPECT_THAT(ended_, testing::ElementsAre(std::pair{id, static_cast<int>(errc::certificate_revoked)}));
    EXPECT_EQ(store_->status().cases, 0u);
}

TEST_F(parking_test, the_timer_looks_again_and_gives_up_in_the_end) {
    bring_into_force({});
    const auto id = park_message();
    for (int minutes = 10; minutes < 60; minutes += 10) {
        ASSERT_EQ(parking_.next_due(), start_ + std::chrono::minutes(minutes));
        EXPECT_EQ(parking_.check_due(start_ + std::chrono::minutes(minutes)), 1u);
        EXPECT_EQ(state_of(id), store::parked_state::waiting);
    }
    EXPECT_TRUE(ended_.empty());
    EXPECT_EQ(parking_.check_due(start_ + std::chrono::minutes(60)), 1u);
    EXPECT_THAT(ended_, testing::ElementsAre(std::pair{id, static_cast<int>(errc::revocation_unavailable)}));
    EXPECT_EQ(state_of(id), store::parked_state::ended);
    EXPECT_EQ(parking_.check_due(start_ + std::chrono::hours(24)), 0u);
}

TEST_F(parking_test, survives_a_restart_in_the_middle_of_a_check) {
    bring_into_force({});
    const auto id = park_message();
    ASSERT_EQ(store_->lease_parked(start_ + seconds(600), rules_.lease, 1).size(), 1u);
    store_->checkpoint();  // the process ends here: nobody finishes the check
    EXPECT_EQ(parking_.check_due(start_ + seconds(601)), 0u);
    bring_into_force(test_pki::crl_spec{});
    EXPECT_EQ(parking_.check_due(start_ + seconds(660)), 1u);
    EXPECT_THAT(ended_, testing::ElementsAre(std::pair{id, 0}));
}

// The portal sent it once more meanwhile and that one went through.
TEST_F(parking_test, does_not_go_on_beside_the_same_message) {
    bring_into_force({});
    const auto id = park_message();
    bring_into_force(test_pki::crl_spec{});
    auto twin = test::accepted_message(50);
    twin.key = claim_;
    ASSERT_TRUE(store_->commit({twin}).front());
    parking_.fresh_data(start_);
    parking_.check_due(start_);
    EXPECT_THAT(ended_, testing::ElementsAre(std::pair{id, static_cast<int>(errc::duplicate_conflict)}));
    EXPECT_EQ(store_->status().cases, 1u);
    EXPECT_EQ(state_of(id), store::parked_state::ended);
}

TEST(MayWait, only_what_time_can_mend) {
    auto record = test::refused_message(1);
    const auto with = [&](errc code) {
        record.code = static_cast<int>(code);
        return may_wait(record);
    };
    EXPECT_TRUE(with(errc::revocation_stale));
    EXPECT_TRUE(with(errc::revocation_unavailable));
    EXPECT_FALSE(with(errc::certificate_revoked)) << "final";
    EXPECT_FALSE(with(errc::certificate_chain_not_found)) << "INDETERMINATE, but waiting does not help";
    EXPECT_FALSE(with(errc::store_unavailable)) << "later, but no verdict";
    record.code = 0;
    EXPECT_FALSE(may_wait(record));
    record.stranger = true;
    EXPECT_FALSE(with(errc::revocation_stale));
}

}  // namespace
}  // namespace gw::intake
