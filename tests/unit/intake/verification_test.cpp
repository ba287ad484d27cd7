// The verdict on a whole message: arithmetic and trust together, for each state of certificate and revocation
// list.
#include "intake/verification.hpp"

#include <boost/json.hpp>

#include "intake/verdict_json.hpp"
#include "support/test_ocsp.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::intake {
namespace {

using dsig::test::envelope;
using dsig::test::escaped;
using dsig::test::now;
using dsig::test::party;
using dsig::test::the_cast;

const std::string form = "<f:form xmlns:f=\"urn:form\"><f:n>1</f:n></f:form>";

pki::crl_ptr list(const test_pki::identity& issuer, const test_pki::crl_spec& spec = {}) {
    return pki::crl::from_der(test_pki::make_crl(issuer, spec)).value();
}

pki::trust_ptr trust_with(std::vector<pki::crl_ptr> lists) {
    const auto& pki = the_cast().pki;
    return std::make_shared<const pki::trust>(std::vector{pki::certificate::from_der(pki.root.der).value()},
                                              std::vector{pki::certificate::from_der(pki.ca.der).value()},
                                              std::move(lists));
}

pki::trust_ptr good_trust() {
    return trust_with({list(the_cast().pki.root), list(the_cast().pki.ca)});
}

message_verdict verify(const std::string& message, const requirement& wanted, const pki::trust_ptr& trust) {
    static pki::certificate_cache cache(100);
    static const dsig::verifier verifier(dsig::options{}, cache);
    return verify_message(message, wanted, {verifier, trust, {}, {}, nullptr, false}, now);
}

std::string name_of(const message_verdict& verdict) {
    return verdict.failure ? std::string(verdict.failure->info().name) : "passed";
}

std::string signed_by(const party& applicant) {
    return the_cast().sign(envelope(escaped(the_cast().sign_document(form, applicant))));
}

constexpr requirement both{true, true, false};
constexpr requirement whatever{false, false, true};

// The transport signature with an Object behind its KeyInfo.
std::string stapled(const std::vector<octets>& answers) {
    std::string message = the_cast().sign(envelope("<a/>"));
    std::string values;
    for (const octets& one : answers)
        values += "<x:EncapsulatedOCSPValue>" + to_base64(one) + "</x:EncapsulatedOCSPValue>";
    const std::string object =
        "<ds:Object><x:QualifyingProperties "
        "xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\"><x:UnsignedProperties>"
        "<x:UnsignedSignatureProperties><x:RevocationValues><x:OCSPValues>" +
        values +
        "</x:OCSPValues></x:RevocationValues></x:UnsignedSignatureProperties></x:UnsignedProperties>"
        "</x:QualifyingProperties></ds:Object>";
    const std::string end = "</ds:KeyInfo>";
    return message.insert(message.find(end) + end.size(), object);
}

TEST(Verification, BothSignaturesPassAndTheDocumentMayBeRead) {
    const auto verdict = verify(signed_by(the_cast().applicant), both, good_trust());
    ASSERT_EQ(name_of(verdict), "passed") << verdict.failure->to_string();
    EXPECT_TRUE(verdict.transport_passed);
    ASSERT_TRUE(verdict.document);
    EXPECT_EQ(verdict.signatures.size(), 2u);
    EXPECT_EQ(verdict.indication(), indication::total_passed);
}

TEST(Verification, EachStateOfTheListHasItsOwnCode) {
    const auto message = signed_by(the_cast().applicant);
    test_pki::crl_spec stale;
    stale.next_update = test_pki::day("2026-05-20");
    test_pki::crl_spec revoking;
    revoking.revoked = {{the_cast().applicant.identity.der, test_pki::day("2026-05-10"), 1}};
    test_pki::crl_spec revoking_portal;
    revoking_portal.revoked = {{the_cast().portal.identity.der, test_pki::day("2026-05-10"), 1}};
    test_pki::crl_spec revoking_later;
    revoking_later.revoked = {{the_cast().applicant.identity.der, test_pki::day("2026-06-10"), 1}};
    const auto root_list = list(the_cast().pki.root);

    EXPECT_EQ(name_of(verify(message, both, trust_with({}))), "revocation_unavailable");
    EXPECT_EQ(name_of(verify(message, both, trust_with({root_list}))), "revocation_unavailable");
    EXPECT_EQ(name_of(verify(message, both, trust_with({root_list, list(the_cast().pki.ca, stale)}))),
              "revocation_stale");
    EXPECT_EQ(
        name_of(verify(message, both, trust_with({root_list, list(the_cast().pki.ca, revoking_later)}))),
        "passed");

    const auto applicant_revoked =
        verify(message, both, trust_with({root_list, list(the_cast().pki.ca, revoking)}));
    EXPECT_EQ(name_of(applicant_revoked), "certificate_revoked");
    EXPECT_TRUE(applicant_revoked.business_at_fault);
    EXPECT_TRUE(applicant_revoked.transport_passed);
    EXPECT_FALSE(applicant_revoked.document);

    const auto portal_revoked =
        verify(message, both, trust_with({root_list, list(the_cast().pki.ca, revoking_portal)}));
    EXPECT_EQ(name_of(portal_revoked), "certificate_revoked");
    EXPECT_FALSE(portal_revoked.business_at_fault);
    EXPECT_FALSE(portal_revoked.transport_passed);
    EXPECT_FALSE(portal_revoked.body) << "nothing of a refused envelope is read";
}

TEST(Verification, EachStateOfTheCertificateHasItsOwnCode) {
    const auto& pki = the_cast().pki;
    auto expired = test_pki::person("850101300123");
    expired.not_before = test_pki::day("2025-01-01");
    expired.not_after = test_pki::day("2026-01-01");
    auto early = test_pki::person("850101300123");
    early.not_before = test_pki::day("2026-07-01");
    auto authentication = test_pki::person("850101300123");
    authentication.extended_key_usage = {test_pki::role::client_auth, test_pki::role::individual};
    auto weak = test_pki::person("850101300123");
    weak.kind = test_pki::key_kind::rsa1024;
    const test_pki::hierarchy foreign;
    const std::pair<party, std::string> cases[] = {
        {dsig::test::make_party(pki.ca, expired), "certificate_expired"},
        {dsig::test::make_party(pki.ca, early), "certificate_not_yet_valid"},
        {dsig::test::make_party(pki.ca, authentication), "key_usage_wrong"},
        {dsig::test::make_party(pki.ca, weak), "key_too_weak"},
        {dsig::test::make_party(foreign.ca, test_pki::person("850101300123")), "certificate_chain_not_found"},
    };
    for (const auto& [who, code] : cases)
        EXPECT_EQ(name_of(verify(signed_by(who), both, good_trust())), code);
}

TEST(Verification, WhatIsRequiredMustBeThere) {
    const auto transport_only = the_cast().sign(envelope(escaped(form)));
    const auto business_only = envelope(escaped(the_cast().sign_document(form, the_cast().applicant)));
    EXPECT_EQ(name_of(verify(transport_only, {true, false, false}, good_trust())), "passed");
    EXPECT_EQ(name_of(verify(transport_only, both, good_trust())), "signature_missing");
    EXPECT_EQ(name_of(verify(business_only, both, good_trust())), "signature_missing");
    const auto unsigned_carrier = verify(business_only, {false, true, false}, good_trust());
    EXPECT_EQ(name_of(unsigned_carrier), "passed");
    EXPECT_FALSE(unsigned_carrier.body->is_signed());
}

TEST(Verification, JudgesWhatIsThere) {
    const auto document = the_cast().sign_document(form, the_cast().applicant);
    EXPECT_EQ(name_of(verify(signed_by(the_cast().applicant), whatever, good_trust())), "passed");
    EXPECT_EQ(name_of(verify(the_cast().sign(envelope(escaped(form))), whatever, good_trust())), "passed");
    EXPECT_EQ(name_of(verify(document, whatever, good_trust())), "passed");
    EXPECT_EQ(name_of(verify(envelope(escaped(document)), whatever, good_trust())), "passed");
    EXPECT_EQ(name_of(verify(envelope(escaped(form)), whatever, good_trust())), "signature_missing");
    EXPECT_EQ(name_of(verify(form, whatever, good_trust())), "signature_missing");
    const auto broken = dsig::test::replaced(document, "<f:n>1", "<f:n>2");
    EXPECT_EQ(name_of(verify(the_cast().sign(envelope(escaped(broken))), whatever, good_trust())),
              "digest_mismatch");
}

// design.md section 6 promises these names to other programs.
TEST(Verification, JsonHasThePromisedShape) {
    const auto json =
        boost::json::parse(to_json(verify(signed_by(the_cast().applicant), both, good_trust()))).as_object();
    for (const char* key : {"indication", "sub_indication", "code", "message", "signatures"})
        EXPECT_TRUE(json.contains(key));
    EXPECT_EQ(json.at("indication").as_string(), "TOTAL-PASSED");
    EXPECT_EQ(json.at("code").as_int64(), 0);
    for (const auto& one : json.at("signatures").as_array())
        for (const char* key : {"scope", "indication", "sub_indication", "code", "signature_ok", "references",
                                "covered", "algorithm", "signer", "path", "revocation"})
            EXPECT_TRUE(one.as_object().contains(key)) << key;
    const auto& business = json.at("signatures").as_array().at(1).as_object();
    EXPECT_EQ(business.at("signer").as_object().at("iin").as_string(), "850101300123");
    EXPECT_EQ(business.at("path").as_array().size(), 3u);
    EXPECT_EQ(business.at("revocation").as_array().size(), 2u);
}

TEST(VerdictJson, describesNoListWhereThereIsNone) {
    const auto json =
        boost::json::parse(to_json(verify(signed_by(the_cast().applicant), both, trust_with({}))));
    const auto& revocation = json.at("signatures").at(0).at("revocation").at(0).as_object();
    EXPECT_EQ(revocation.at("status"), boost::json::value("unknown"));
    for (const char* name : {"issuer", "number", "sha256", "this_update", "next_update"})
        EXPECT_FALSE(revocation.contains(name)) << name;
    const auto good =
        boost::json::parse(to_json(verify(signed_by(the_cast().applicant), both, good_trust())));
    EXPECT_TRUE(good.at("signatures").at(0).at("revocation").at(0).as_object().contains("this_update"));
}

TEST(VerdictJson, holdsNoSignatureWhereNothingCouldBeOne) {
    for (const char* text : {"no XML at all", "<a><b></a>", "\xff\xfe"}) {
        const auto verdict = verify(text, whatever, good_trust());
        ASSERT_TRUE(verdict.failure) << text;
        EXPECT_TRUE(verdict.signatures.empty()) << text;
    }
    EXPECT_EQ(name_of(verify("no XML at all", both, good_trust())), "xml_not_well_formed");
}

TEST(Verification, AStapledAnswerMakesUpForAMissingList) {
    const auto& pki = the_cast().pki;
    const auto without_list = trust_with({list(pki.root)});
    const requirement transport{true, false, false};
    const auto responder = test_pki::issue(pki.ca, test_pki::ocsp_responder());
    const auto& portal = the_cast().portal.identity.der;
    const octets good = test_pki::make_ocsp(responder, pki.ca, portal);
    EXPECT_EQ(name_of(verify(stapled({}), transport, without_list)), "revocation_unavailable");
    const auto passed = verify(stapled({good}), transport, without_list);
    ASSERT_EQ(name_of(passed), "passed") << passed.failure->to_string();
    EXPECT_NE(to_json(passed).find("\"stapled_ocsp\""), std::string::npos);

    test_pki::ocsp_spec revoked;
    revoked.status = 1;
    EXPECT_EQ(name_of(verify(stapled({good, test_pki::make_ocsp(responder, pki.ca, portal, revoked)}),
                             transport, without_list)),
              "certificate_revoked");
    const auto stranger = test_pki::self_signed(test_pki::ocsp_responder());
    EXPECT_EQ(
        name_of(verify(stapled({test_pki::make_ocsp(stranger, pki.ca, portal)}), transport, without_list)),
        "ocsp_responder_unauthorised");
    EXPECT_EQ(name_of(verify(stapled({"rubbish"}), transport, without_list)), "revocation_unavailable");
    EXPECT_EQ(name_of(verify(stapled({"rubbish"}), transport, good_trust())), "passed") << "it is not needed";
}

TEST(Verification, AnObjectHoldsStapledAnswersAndNothingElse) {
    const std::string message = stapled({"x"});
    const auto with = [&message](const std::string& text, const std::string& instead) {
        std::string changed = message;
        changed.replace(changed.find(text), text.size(), instead);
        return name_of(verify(changed, {true, false, false}, good_trust()));
    };
    EXPECT_EQ(with("<x:OCSPValues>", "<x:OCSPValues>"), "passed");
    EXPECT_EQ(with("<x:OCSPValues>", "<x:Other/><x:OCSPValues>"), "signature_structure_invalid");
    EXPECT_EQ(with("<x:UnsignedProperties>", "<x:SignedProperties/><x:UnsignedProperties>"),
              "signature_structure_invalid");
    EXPECT_EQ(with("</ds:Object>", "</ds:Object><ds:Object/>"), "signature_structure_invalid");
    EXPECT_EQ(with("</x:QualifyingProperties>", "</x:QualifyingProperties><a/>"),
              "signature_structure_invalid");
    EXPECT_EQ(with(to_base64("x"), "?"), "signature_structure_invalid");
    EXPECT_EQ(with("http://uri.etsi.org/01903/v1.3.2#", "urn:other"), "signature_structure_invalid");
}

}  // namespace
}  // namespace gw::intake
