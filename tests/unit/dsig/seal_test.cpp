// Answers signed as they are written must be what a verifier computes from them.
#include <gtest/gtest.h>

#include "crypto/keys.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::dsig::test {
namespace {

constexpr const char* content =
    "<t:R xmlns:t=\"urn:t\"><response><text>Өтініш &lt;&amp;&gt;&#xD;</text></response>"
    "<Answer xmlns=\"urn:a\"><Code>0</Code></Answer></t:R>";

transport_result verified(const octets& message) {
    return the_cast().make_verifier().verify_transport(message, the_cast().trust, now);
}

TEST(Seal, WhatIsSealedVerifiesAndIsItsOwnCanonicalForm) {
    const auto sealed = seal_body(content, the_cast().portal.as_signer());
    ASSERT_TRUE(sealed);
    const auto checked = verified(sealed.value());
    ASSERT_FALSE(checked.report.failure) << checked.report.failure->to_string();
    EXPECT_EQ(checked.report.covered, "Body");
    // Exclusive canonicalisation changed nothing: the digested octets stand in the message.
    EXPECT_NE(sealed.value().find(checked.body->view()), octets::npos);
    EXPECT_NE(checked.body->view().find(content), octets_view::npos);
}

TEST(Seal, AChangedLetterIsNoticed) {
    const auto sealed = seal_body(content, the_cast().portal.as_signer());
    ASSERT_TRUE(sealed);
    const auto checked = verified(replaced(sealed.value(), "<Code>0<", "<Code>1<"));
    ASSERT_TRUE(checked.report.failure);
    EXPECT_EQ(checked.report.failure->code(), errc::digest_mismatch);
}

TEST(Seal, OnlyTheUsualFormIsSealed) {
    const auto signer = the_cast().portal.as_signer();
    EXPECT_TRUE(can_seal(signer, key_info_form::key_identifier));
    EXPECT_FALSE(can_seal(signer, key_info_form::issuer_serial));
    const crypto::pkey edwards(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    ASSERT_TRUE(edwards);
    EXPECT_FALSE(can_seal({edwards.get(), signer.certificate}, key_info_form::key_identifier));
    EXPECT_EQ(seal_body(content, {edwards.get(), signer.certificate}).error().code(), errc::key_unusable);
}

TEST(Seal, EveryKindOfKeyGivesAValueOfItsSize) {
    for (const char* curve : {"P-256", "P-384"}) {
        const crypto::pkey key(EVP_EC_gen(curve));
        const auto sealed = seal_body(content, {key.get(), the_cast().portal.certificate});
        ASSERT_TRUE(sealed) << curve;
        options pinned;
        pinned.pinned_key = key.get();
        const auto checked =
            the_cast().make_verifier(pinned).verify_transport(sealed.value(), the_cast().trust, now);
        EXPECT_FALSE(checked.report.failure) << curve;
    }
}

}  // namespace
}  // namespace gw::dsig::test
