// A store with judged messages, as the gateway leaves them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "evidence/checkpoint.hpp"
#include "intake/evidence.hpp"
#include "intake/verdict_json.hpp"
#include "intake/verification_policy.hpp"
#include "store/sqlite/database.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::evidence {

inline const std::string form = "<f:form xmlns:f=\"urn:form\"><f:n>1</f:n></f:form>";

inline pki::crl_ptr list_of(const octets& der) {
    return pki::crl::from_der(der).value();
}

class office : public testing::Test {
protected:
    office() { identity_.key.reset(portal_key()); }

    static dsig::test::cast& cast() { return dsig::test::the_cast(); }
    static std::string message() {
        return cast().sign(
            dsig::test::envelope(dsig::test::escaped(cast().sign_document(form, cast().applicant))));
    }
    // What is in force: root and authority with their lists; another list may take the place of the
    // authority's.
    void bring_into_force(const octets& authority_list) {
        const auto& pki = cast().pki;
        lists_ = {pki.root_crl, authority_list};
        auto root = pki::certificate::from_der(pki.root.der).value();
        auto ca = pki::certificate::from_der(pki.ca.der).value();
        for (const auto& one : {root, ca})
            store_->put_evidence({"certificate", octets(one->der()), one->sha256()});
        for (const auto& one : lists_)
            store_->put_evidence({"crl", one, crypto::sha256(one)});
        trust_ = std::make_shared<const pki::trust>(std::vector{root}, std::vector{ca},
                                                    std::vector{list_of(lists_[0]), list_of(lists_[1])});
        store_->put_evidence({"trust", trust_->manifest(), crypto::sha256(trust_->manifest())});
    }
    octets list_that_revokes(const octets& certificate, timestamp at, long number = 2, int reason = 1) const {
        test_pki::crl_spec spec;
        spec.number = number;
        spec.revoked = {{certificate, at, reason}};
        return test_pki::make_crl(cast().pki.ca, spec);
    }

    // As the processor records a message; `code` is of a refusal that is not of its signatures.
    store::message_record judged(int n, const octets& raw, int code = 0) {
        auto record = test::refused_message(n);
        record.received_at = dsig::test::now + seconds(n);
        test::set_body(record, raw);
        const auto verdict = intake::judge_again(raw, policy_, trust_, record.received_at);
        record.code = verdict.failure ? static_cast<int>(verdict.failure->code()) : code;
        record.indication = to_string(verdict.indication());
        record.verdict_json = intake::to_json(verdict);
        intake::evidence_cache cache;
        record.evidence = cache.collect(verdict, *trust_, policy_);
        return record;
    }
    message_id keep(const store::message_record& record) {
        const auto outcome = store_->commit({record}).front();
        EXPECT_TRUE(outcome) << outcome.error().to_string();
        return record.id;
    }
    void sign(timestamp at = dsig::test::now + seconds(3600)) {
        const auto made = make_checkpoint(*store_, identity_, at);
        ASSERT_TRUE(made) << made.error().to_string();
    }
    // As somebody with access to the database would.
    void tamper(const std::string& sql) {
        store_.reset();
        {
            store::sqlite::database db(file_, store::sqlite::access::read_write);
            db.execute(sql);
        }
        store_ = store::open_sqlite({file_});
    }

    test::temp_folder folder_;
    const std::string file_ = folder_.file("gateway.db");
    std::unique_ptr<store::store> store_ = store::open_sqlite({file_});
    intake::verification_policy policy_{"egov", true, true, {}, {}};
    std::vector<octets> lists_;
    pki::trust_ptr trust_;
    intake::signing_identity identity_{{}, cast().portal.certificate, {}};

private:
    static EVP_PKEY* portal_key() {
        EVP_PKEY* key = cast().portal.identity.key.get();
        EVP_PKEY_up_ref(key);
        return key;
    }
};

}  // namespace gw::evidence
