// Business signatures: one and several, in all four forms of `data`, and what is refused.
#include "messages.hpp"

namespace gw::dsig::test {
namespace {

const std::string form =
    "<f:form xmlns:f=\"urn:form\" xmlns:unused=\"urn:unused\"><f:iin>850101300123</f:iin><n>1</n></f:form>";
const std::vector<std::string> path = {"SendMessage", "request", "requestData", "data"};

business_result verify(const std::string& document) {
    return the_cast().make_verifier().verify_business(document, the_cast().trust);
}

std::string failure_of(const business_result& result) {
    EXPECT_EQ(result.document.has_value(), !result.failure.has_value());
    return result.failure ? std::string(result.failure->info().name) : "passed";
}

business_result verify_in(const verifier& checked, const verified_octets& body) {
    auto found = checked.find_document(body, path);
    if (found) return checked.verify_business(found.value(), the_cast().trust);
    business_result refused;
    refused.failure = found.error();
    return refused;
}

std::string without_prolog(const std::string& xml) {
    return xml.starts_with("<?xml") ? xml.substr(xml.find("?>") + 2) : xml;
}

business_result verify_in_envelope(const std::string& data) {
    const auto checked = the_cast().make_verifier();
    const auto transport = checked.verify_transport(the_cast().sign(envelope(data)), the_cast().trust, now);
    if (transport.report.failure) throw std::runtime_error(transport.report.failure->to_string());
    return verify_in(checked, *transport.body);
}

TEST(Business, OneSignerPassesAndTheOctetsHoldNoSignature) {
    const auto result = verify(the_cast().sign_document(form, the_cast().applicant));
    ASSERT_EQ(failure_of(result), "passed") << result.failure->to_string();
    ASSERT_EQ(result.reports.size(), 1u);
    EXPECT_EQ(result.reports[0].covered, "document");
    EXPECT_EQ(result.reports[0].signer->iin(), "850101300123");
    EXPECT_EQ(result.document->view().find("Signature"), octets_view::npos);
    EXPECT_NE(result.document->view().find("<f:iin>850101300123</f:iin>"), octets_view::npos);
}

TEST(Business, TwoSignersPassInDocumentOrder) {
    const auto once = the_cast().sign_document(form, the_cast().applicant);
    const auto result = verify(the_cast().sign_document(once, the_cast().employer));
    ASSERT_EQ(failure_of(result), "passed");
    ASSERT_EQ(result.reports.size(), 2u);
    EXPECT_EQ(result.reports[0].signer->iin(), "850101300123");
    EXPECT_EQ(result.reports[1].signer->bin(), "151140025060");
    EXPECT_EQ(result.document->view().find("Signature"), octets_view::npos);
}

TEST(Business, AllFourFormsOfDataPass) {
    const auto text = the_cast().sign_document(form, the_cast().applicant);
    const auto element = without_prolog(text);
    EXPECT_EQ(failure_of(verify_in_envelope(escaped(text))), "passed") << "escaped string";
    EXPECT_EQ(failure_of(verify_in_envelope("<![CDATA[" + text + "]]>")), "passed") << "CDATA";
    EXPECT_EQ(failure_of(verify_in_envelope(element)), "passed") << "raw child";
    // A typed element: xsi:type on data itself, the child unchanged.
    const auto checked = the_cast().make_verifier();
    const auto typed =
        replaced(envelope(element), "<data>",
                 "<data xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:cs=\"urn:cs\" "
                 "xsi:type=\"cs:Request\">");
    const auto transport = checked.verify_transport(the_cast().sign(typed), the_cast().trust, now);
    ASSERT_FALSE(transport.report.failure);
    EXPECT_EQ(failure_of(verify_in(checked, *transport.body)), "passed");
}

// By XML Signature section 4.4.3.3 a reference with URI="" omits comments, so one may be added after signing:
// the reader and the signer could see two values.
TEST(Business, ACommentInsideAValueIsRefusedAndBetweenElementsDropped) {
    const auto good = the_cast().sign_document(form, the_cast().applicant);
    EXPECT_EQ(failure_of(verify(replaced(good, "<n>1", "<n>1<!-- x -->000"))), "markup_inside_value");
    EXPECT_EQ(failure_of(verify(replaced(good, "<n>1", "<n><?x y?>1"))), "markup_inside_value");
    const auto between = verify(replaced(good, "<n>1", "<!-- x --><n>1"));
    ASSERT_EQ(failure_of(between), "passed");
    EXPECT_EQ(between.document->view().find("<!--"), octets_view::npos);
}

TEST(Business, EachRuleFailsForItsOwnCode) {
    const auto good = the_cast().sign_document(form, the_cast().applicant);
    const auto signature = part(good, "<ds:Signature ", "</ds:Signature>");
    EXPECT_EQ(failure_of(verify(form)), "signature_missing");
    EXPECT_EQ(failure_of(verify(replaced(good, "<n>1", "<n>2"))), "digest_mismatch");
    EXPECT_EQ(failure_of(verify(replaced(good, signature, signature + "<late/>"))),
              "signature_structure_invalid");
    EXPECT_EQ(failure_of(verify(replaced(good, signature, "<w>" + signature + "</w>"))),
              "signature_not_unique");
    EXPECT_EQ(failure_of(verify(replaced(good, "<n>1</n>", "<n Id=\"a\"/><n Id=\"a\"/>"))), "id_duplicate");
    EXPECT_EQ(failure_of(verify(replaced(good, "URI=\"\"", "URI=\"http://127.0.0.1:1/\""))),
              "reference_forbidden");
    EXPECT_EQ(failure_of(verify(replaced(good, "URI=\"\"", "URI=\"#x\""))), "reference_unresolved");
    EXPECT_EQ(failure_of(verify(replaced(replaced(good, "URI=\"\"", "URI=\"#x\""), "<n>", "<n Id=\"x\">"))),
              "reference_forbidden");
    EXPECT_EQ(failure_of(verify(replaced(good, part(good, "<ds:Transform ", "/>"), ""))),
              "transform_forbidden");
    EXPECT_EQ(failure_of(verify("not xml")), "xml_not_well_formed");
}

// The enveloped variant of wrapping: a forged root, the signed original inside the signature or beside it.
TEST(Business, WrappingIsRefused) {
    const auto good = without_prolog(the_cast().sign_document(form, the_cast().applicant));
    const auto signature = part(good, "<ds:Signature ", "</ds:Signature>");
    const auto forged = replaced(form, "<n>1", "<n>9");
    const auto original = replaced(good, signature, "");
    EXPECT_EQ(failure_of(verify(replaced(forged, "</f:form>",
                                         replaced(signature, "</ds:KeyInfo>",
                                                  "</ds:KeyInfo><ds:Object>" + original + "</ds:Object>") +
                                             "</f:form>"))),
              "signature_structure_invalid");
    EXPECT_EQ(failure_of(verify(replaced(forged, "</f:form>", good + "</f:form>"))), "signature_not_unique");
    EXPECT_EQ(failure_of(verify(replaced(forged, "</f:form>", signature + "</f:form>"))), "digest_mismatch");
}

TEST(Business, WhatDoesNotBelongIntoDataIsRefused) {
    EXPECT_EQ(failure_of(verify_in_envelope("")), "data_missing");
    EXPECT_EQ(failure_of(verify_in_envelope("plain text")), "data_not_xml");
    EXPECT_EQ(failure_of(verify_in_envelope(form + "and text")), "markup_inside_value");
    EXPECT_EQ(failure_of(verify_in_envelope(escaped("<!DOCTYPE a><a/>"))), "xml_dtd_forbidden");
    EXPECT_EQ(failure_of(verify_in_envelope(form)), "signature_missing");
}

// Between the received element and the octets under the transport signature there may be no difference that a
// namespace trick could make.
TEST(Business, AnInclusiveSignatureInsideAnExclusiveOneKeepsItsNamespaces) {
    const auto element = without_prolog(the_cast().sign_document(form, the_cast().applicant));
    ASSERT_NE(element.find("xmlns:unused"), std::string::npos);
    const auto result = verify_in_envelope(element);
    ASSERT_EQ(failure_of(result), "passed");
    EXPECT_NE(result.document->view().find("xmlns:unused"), octets_view::npos);
}

TEST(Business, ContentUnderTheTransportSignatureAloneIsReadOnlyWhenItIsSigned) {
    const auto checked = the_cast().make_verifier();
    const auto transport = checked.verify_transport(the_cast().sign(envelope(form)), the_cast().trust, now);
    ASSERT_TRUE(transport.body);
    const auto content = checked.signed_content(checked.find_document(*transport.body, path).value());
    ASSERT_TRUE(content);
    EXPECT_TRUE(content.value().view().starts_with("<f:form"));
    const auto body = checked.unsigned_body(envelope(form));
    EXPECT_EQ(checked.signed_content(checked.find_document(body.value(), path).value()).error().code(),
              errc::signature_missing);
}

}  // namespace
}  // namespace gw::dsig::test
