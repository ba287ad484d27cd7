#include "intake/sender_check.hpp"

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "support/test_pki.hpp"

namespace gw::intake {
namespace {

const timestamp start{milliseconds(1'800'000'000'000)};

route make_route() {
    route portal;
    portal.portal = "egov";
    static const std::string hash = crypto::hash_password("secret");
    portal.senders = {{"egov", hash}};
    return portal;
}

errc code_of(const result<void>& done) {
    return done ? errc(0) : done.error().code();
}

TEST(PasswordCheck, RightWrongAndUnknown) {
    password_check check;
    const auto portal = make_route();
    EXPECT_TRUE(check.check(portal, "egov", "secret", start));
    EXPECT_TRUE(check.check(portal, "egov", "secret", start)) << "remembered";
    EXPECT_EQ(code_of(check.check(portal, "egov", "Secret", start)), errc::password_wrong);
    EXPECT_EQ(code_of(check.check(portal, "other", "secret", start)), errc::sender_unknown);
    EXPECT_EQ(code_of(check.check(portal, "egov", "", start)), errc::password_wrong);
}

TEST(PasswordCheck, TenFailuresCloseTheDoorUntilTimePasses) {
    password_check check;
    const auto portal = make_route();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(code_of(check.check(portal, "egov", "guess", start)), errc::password_wrong);
    EXPECT_EQ(code_of(check.check(portal, "egov", "guess", start)), errc::password_attempts_exceeded);
    EXPECT_EQ(code_of(check.check(portal, "egov", "secret", start)), errc::password_attempts_exceeded);
    EXPECT_TRUE(check.check(portal, "egov", "secret", start + seconds(60)));
}

TEST(PasswordCheck, ARouteWithoutPasswordStillKnowsItsSenders) {
    password_check check;
    auto portal = make_route();
    portal.password_required = false;
    EXPECT_TRUE(check.check(portal, "egov", "", start));
    EXPECT_EQ(code_of(check.check(portal, "other", "", start)), errc::sender_unknown);
}

TEST(TransportSigner, ByCertificateOrByIssuerBinAndRole) {
    const test_pki::hierarchy pki;
    const auto portal_certificate =
        pki::certificate::from_der(test_pki::issue(pki.ca, test_pki::information_system("960340000514")).der)
            .value();
    auto portal = make_route();
    EXPECT_EQ(code_of(check_transport_signer(portal, *portal_certificate)),
              errc::transport_certificate_unknown);
    portal.certificates = {portal_certificate->sha256()};
    EXPECT_TRUE(check_transport_signer(portal, *portal_certificate));

    portal.certificates.clear();
    portal.rules = {{portal_certificate->issuer(), "960340000514", "information_system"}};
    EXPECT_TRUE(check_transport_signer(portal, *portal_certificate));
    for (const signer_rule& other :
         {signer_rule{"CN=OTHER", "960340000514", ""},
          signer_rule{portal_certificate->issuer(), "151140025060", ""},
          signer_rule{portal_certificate->issuer(), "", ""},
          signer_rule{portal_certificate->issuer(), "960340000514", "first_head"}}) {
        portal.rules = {other};
        EXPECT_EQ(code_of(check_transport_signer(portal, *portal_certificate)),
                  errc::transport_certificate_unknown);
    }
}

TEST(ClientCertificate, OnlyTheListedOneWhenAnyIsListed) {
    auto portal = make_route();
    EXPECT_TRUE(check_client_certificate(portal, ""));
    portal.client_certificates = {crypto::sha256("der")};
    EXPECT_TRUE(check_client_certificate(portal, "der"));
    EXPECT_EQ(code_of(check_client_certificate(portal, "")), errc::client_certificate_required);
    EXPECT_EQ(code_of(check_client_certificate(portal, "other")), errc::client_certificate_required);
}

}  // namespace
}  // namespace gw::intake
