// The policy as evidence: written, read again, changed in part, and refused when it is not understood.
#include "intake/verification_policy.hpp"

#include <gmock/gmock.h>

namespace gw::intake {
namespace {

TEST(VerificationPolicy, is_read_as_it_was_written) {
    verification_policy policy{"egov", false, true, {}, {}};
    policy.signers.profile = pki::profile::rfc5280;
    policy.signers.revocation = pki::revocation_mode::skip;
    policy.signers.purpose = pki::purpose::any;
    policy.signers.max_crl_age = seconds(3600);
    policy.signers.certificate_policies = {"1.2.3", "2.5.29.32.0"};
    policy.signers.require_explicit_policy = true;
    policy.signers.roles = {"information_system"};
    policy.signers.most_authorities = 2;
    policy.signers.rules_off = {"rsa_below_3072"};
    policy.arithmetic.timestamp_skew = milliseconds(90'000);
    policy.arithmetic.permit_sha1 = true;
    policy.arithmetic.limits.depth = 7;
    const auto text = to_json(policy);
    const auto read = read_policy(text);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(to_json(*read), text);
    EXPECT_EQ(read->signers, policy.signers);
    EXPECT_FALSE(read->transport_signature);
    EXPECT_EQ(read->arithmetic.limits.depth, 7u);
}

TEST(VerificationPolicy, what_it_leaves_out_stays) {
    verification_policy base;
    base.signers.max_crl_age = seconds(60);
    base.business_signature = false;
    EXPECT_EQ(read_policy(R"({"profile":"rfc5280"})", base)->signers.max_crl_age, seconds(60));
    EXPECT_FALSE(read_policy("{}", base)->business_signature);
    EXPECT_FALSE(read_policy(R"({"max_crl_age":null})", base)->signers.max_crl_age);
}

TEST(VerificationPolicy, a_rule_that_is_not_understood_is_refused) {
    for (const char* bad :
         {"", "[]", "{", R"({"profil":"nca"})", R"({"profile":"nsa"})", R"({"profile":1})",
          R"({"transport_signature":"yes"})", R"({"max_crl_age":"1 day"})", R"({"xml_depth":-1})",
          R"({"xml_depth":1000000})", R"({"certificate_policies":"1.2"})", R"({"certificate_policies":[1]})",
          R"({"timestamp_skew":300})", R"({"rules_off":["no_such_rule"]})"}) {
        const auto read = read_policy(bad);
        ASSERT_FALSE(read) << bad;
        EXPECT_EQ(read.error().code(), errc::config_invalid) << bad;
    }
}

TEST(VerificationPolicy, roles_are_of_applicants_and_not_of_who_signs_the_transport) {
    pki::policy route;
    route.roles = {"first_head"};
    route.rules_off = {"small_key"};
    const auto transport = transport_policy(route);
    EXPECT_TRUE(transport.roles.empty());
    EXPECT_EQ(transport.rules_off, route.rules_off);
}

}  // namespace
}  // namespace gw::intake
