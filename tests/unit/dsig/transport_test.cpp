// The transport signature: what passes, and each rule with the one message that fails for exactly its code.
#include <functional>
#include <map>

#include "messages.hpp"

namespace gw::dsig::test {
namespace {

const std::string data = "&lt;form>&lt;a>1&lt;/a>&lt;/form>";

transport_result verify(const std::string& message, const options& opts = {}) {
    return the_cast().make_verifier(opts).verify_transport(message, the_cast().trust, now);
}

std::string failure_of(const std::string& message, const options& opts = {}) {
    const auto result = verify(message, opts);
    EXPECT_EQ(result.body.has_value(), !result.report.failure.has_value());
    return result.report.failure ? std::string(result.report.failure->info().name) : "passed";
}

TEST(Transport, PassesInEveryFormOfKeyInfo) {
    for (const auto form : {key_info_form::key_identifier, key_info_form::binary_security_token,
                            key_info_form::x509_data, key_info_form::issuer_serial}) {
        const auto result = verify(the_cast().sign(envelope(data), form));
        ASSERT_FALSE(result.report.failure) << static_cast<int>(form) << result.report.failure->to_string();
        EXPECT_TRUE(result.report.signature_ok);
        EXPECT_EQ(result.report.covered, "Body");
        EXPECT_EQ(result.report.signer->sha256(), the_cast().portal.certificate->sha256());
        EXPECT_TRUE(result.body->is_signed());
        EXPECT_TRUE(
            result.body->view().starts_with("<S:Body xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\""));
        EXPECT_NE(result.body->view().find("&lt;form&gt;"), octets_view::npos);
    }
}

// As zeep 4 writes it: the template's empty X509IssuerSerial beside the certificate.
TEST(Transport, AnEmptyIssuerSerialNamesNothing) {
    const auto message = the_cast().sign(envelope(data), key_info_form::x509_data);
    EXPECT_EQ(failure_of(replaced(message, "<ds:X509Certificate>",
                                  "<ds:X509IssuerSerial></ds:X509IssuerSerial><ds:X509Certificate>")),
              "passed");
    const auto certificate = part(message, "<ds:X509Certificate>", "</ds:X509Certificate>");
    EXPECT_EQ(failure_of(replaced(message, certificate, "<ds:X509IssuerSerial/>")), "key_info_unusable");
    EXPECT_EQ(failure_of(replaced(message, certificate,
                                  "<ds:X509IssuerSerial><ds:X509IssuerName/></ds:X509IssuerSerial>")),
              "key_info_unusable");
}

TEST(Transport, PassesWithRsaAndBothCurves) {
    for (const auto kind :
         {test_pki::key_kind::rsa2048, test_pki::key_kind::p256, test_pki::key_kind::p384}) {
        auto spec = test_pki::information_system("960340000514");
        spec.kind = kind;
        const auto portal = make_party(the_cast().pki.ca, spec);
        const auto message = sign_envelope(envelope(data), portal.as_signer());
        ASSERT_TRUE(message);
        EXPECT_EQ(failure_of(message.value()), "passed");
    }
}

TEST(Transport, PassesWithByteOrderMarkAndLineBreaksOfJavaSigners) {
    std::string message = the_cast().sign(envelope(data));
    const std::string value = part(message, "<ds:SignatureValue>", "</ds:SignatureValue>");
    message = replaced(message, value, replaced(value, value.substr(24, 8), value.substr(24, 8) + "&#13;\n"));
    EXPECT_EQ(failure_of("\xef\xbb\xbf" + message), "passed");
}

TEST(Transport, ReadsTheBodyAndNothingElseOfTheEnvelope) {
    const std::string message = replaced(the_cast().sign(envelope(data)), "<S:Body", "<!-- noise --><S:Body");
    EXPECT_EQ(failure_of(message), "passed");
}

using spoil = std::function<std::string(std::string)>;
struct rule {
    std::string name, code;
    spoil change;
};

std::string with_header(std::string message, const std::string& block) {
    return replaced(std::move(message), "<S:Header>", "<S:Header>" + block);
}
// The signed Body moved to `open`…`close` inside the header, a forged one in its place.
std::string wrapped(const std::string& message, const std::string& before, const std::string& open,
                    const std::string& close, const std::string& forged_id) {
    const std::string body = part(message, "<S:Body", "</S:Body>");
    std::string forged = replaced(body, "&lt;a&gt;1", "&lt;a&gt;9");
    const std::string id_full =
        " " + body.substr(body.find("wsu:Id=\""),
                          body.find('"', body.find("wsu:Id=\"") + 8) - body.find("wsu:Id=\"") + 1);
    forged = replaced(forged, id_full, forged_id == "same" ? id_full : forged_id);
    std::string out = replaced(message, body, forged);
    return replaced(out, before, open + body + close + before);
}

const std::vector<rule>& rules() {
    static const std::vector<rule> all = {
        // 1xxx
        {"cut off", "xml_not_well_formed", [](auto m) { return m.substr(0, m.size() / 2); }},
        {"not XML", "xml_not_well_formed", [](auto) { return "hello"; }},
        {"empty", "xml_not_well_formed", [](auto) { return ""; }},
        {"second root", "xml_not_well_formed", [](auto m) { return m + "<x/>"; }},
        {"NUL", "xml_not_well_formed",
         [](auto m) { return replaced(m, "7ea6369f", std::string("7e\0a", 4)); }},
        {"invalid UTF-8", "xml_not_well_formed",
         [](auto m) { return replaced(m, "7ea6369f", "7e\xff\xfe"); }},
        {"duplicate attribute", "xml_not_well_formed",
         [](auto m) { return replaced(m, "<requestData", "<requestData a=\"1\" a=\"2\""); }},
        {"DTD", "xml_dtd_forbidden",
         [](auto m) { return replaced(m, "<S:Envelope", "<!DOCTYPE x [<!ENTITY e \"v\">]><S:Envelope"); }},
        {"external DTD", "xml_dtd_forbidden",
         [](auto m) {
             return replaced(m, "<S:Envelope", "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x\"><S:Envelope");
         }},
        {"deep", "xml_too_deep",
         [](auto m) {
             std::string open, close;
             for (int i = 0; i < 200; ++i)
                 open += "<d>", close += "</d>";
             return replaced(m, "<requestData>", "<requestData>" + open + close);
         }},
        {"many attributes", "xml_too_many_attributes",
         [](auto m) {
             std::string attributes;
             for (int i = 0; i < 100; ++i)
                 attributes += " a" + std::to_string(i) + "=\"1\"";
             return replaced(m, "<requestData>", "<requestData" + attributes + ">");
         }},
        {"UTF-16 label", "xml_encoding_unsupported", [](auto m) { return replaced(m, "UTF-8", "UTF-16"); }},
        {"UTF-16", "xml_encoding_unsupported", [](auto) { return std::string("\xff\xfe<\0a\0/\0>\0", 10); }},
        {"undefined prefix", "xml_name_invalid",
         [](auto m) { return replaced(m, "<requestData>", "<requestData q:a=\"1\">"); }},
        {"relative namespace", "xml_name_invalid",
         [](auto m) { return replaced(m, "<requestData>", "<requestData xmlns:a=\"1\">"); }},
        {"other root", "soap_not_an_envelope", [](auto) { return "<a xmlns=\"urn:b\"/>"; }},
        {"SOAP 1.2", "soap_version_mismatch",
         [](auto m) {
             return replaced(m, "http://schemas.xmlsoap.org/soap/envelope/",
                             "http://www.w3.org/2003/05/soap-envelope");
         }},
        {"unknown mustUnderstand", "soap_must_understand",
         [](auto m) { return with_header(m, "<t:T xmlns:t=\"urn:t\" S:mustUnderstand=\"1\"/>"); }},
        {"two bodies", "soap_structure_invalid",
         [](auto m) { return replaced(m, "</S:Body>", "</S:Body><S:Body>forged</S:Body>"); }},
        {"body first", "soap_structure_invalid",
         [](auto m) {
             const auto body = part(m, "<S:Body", "</S:Body>");
             return replaced(replaced(m, body, ""), "<S:Header>", body + "<S:Header>");
         }},
        {"comment in a value", "markup_inside_value",
         [](auto m) { return replaced(m, "7ea6", "7ea6<!-- x -->"); }},
        // 2xxx: where the signature is
        {"unsigned", "signature_missing", [](auto) { return envelope(data); }},
        {"signature taken out", "signature_missing",
         [](auto m) { return replaced(m, part(m, "<ds:Signature ", "</ds:Signature>"), ""); }},
        {"two signatures", "signature_not_unique",
         [](auto m) {
             const auto signature = part(m, "<ds:Signature ", "</ds:Signature>");
             return replaced(m, signature, signature + signature);
         }},
        {"signature beside Security", "signature_not_unique",
         [](auto m) {
             const auto signature = part(m, "<ds:Signature ", "</ds:Signature>");
             return with_header(replaced(m, signature, ""),
                                replaced(signature, "<ds:Signature ",
                                         "<ds:Signature xmlns:wsse=\"" + std::string(names::wsse) + "\" "));
         }},
        {"two Security headers", "signature_not_unique",
         [](auto m) { return with_header(m, std::string("<w:Security xmlns:w=\"") + names::wsse + "\"/>"); }},
        // 2xxx: ids and references
        {"same id twice", "id_duplicate",
         [](auto m) {
             const auto at = m.find("wsu:Id=\"");
             const auto id = m.substr(at + 8, m.find('"', at + 8) - at - 8);
             return replaced(m, "<requestData>", "<requestData Id=\"" + id + "\">");
         }},
        {"same id as ID and xml:id", "id_duplicate",
         [](auto m) {
             return replaced(replaced(m, "<requestData>", "<requestData ID=\"q\">"), "<messageId>",
                             "<messageId xml:id=\"q\">");
         }},
        {"unresolved", "reference_unresolved",
         [](auto m) { return replaced(m, "wsu:Id=\"id-", "wsu:Id=\"no-"); }},
        {"absent URI", "reference_forbidden", [](auto m) { return replaced(m, " URI=\"#", " x=\"#"); }},
        {"whole document", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#id-", "URI=\"\" x=\"#id-"); }},
        {"http", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#", "URI=\"http://127.0.0.1:1/"); }},
        {"file", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#", "URI=\"file:///etc/passwd#"); }},
        {"cid", "reference_forbidden", [](auto m) { return replaced(m, "URI=\"#", "URI=\"cid:"); }},
        {"xpointer root", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#", "URI=\"#xpointer(/)"); }},
        {"xpointer id", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#", "URI=\"#xpointer(id('a'))"); }},
        {"XPath injection", "reference_forbidden",
         [](auto m) { return replaced(m, "URI=\"#", "URI=\"#a' or '1'='1"); }},
        {"Manifest", "reference_forbidden",
         [](auto m) {
             return replaced(m, "<ds:Reference ",
                             "<ds:Reference Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" ");
         }},
        {"no reference", "reference_count_exceeded",
         [](auto m) { return replaced(m, part(m, "<ds:Reference ", "</ds:Reference>"), ""); }},
        {"many references", "reference_count_exceeded",
         [](auto m) {
             const auto reference = part(m, "<ds:Reference ", "</ds:Reference>");
             std::string every;
             for (int i = 0; i < 1000; ++i)
                 every += reference;
             return replaced(m, reference, every);
         }},
        {"child of Body alone", "reference_not_body",
         [](auto m) {
             const auto at = m.find("wsu:Id=\"");
             const auto attribute = m.substr(at, m.find('"', at + 8) - at + 1);
             return replaced(replaced(m, attribute, ""), "<requestData>",
                             "<requestData " + attribute.substr(4) + ">");
         }},
        // 2xxx: algorithms
        {"MD5", "signature_algorithm_forbidden",
         [](auto m) { return replaced(m, "xmldsig-more#ecdsa-sha256", "xmldsig-more#rsa-md5"); }},
        {"SHA-1", "signature_algorithm_forbidden",
         [](auto m) {
             return replaced(m, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                             "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
         }},
        {"HMAC", "signature_algorithm_forbidden",
         [](auto m) { return replaced(m, "xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256"); }},
        {"GOST 2004 method, EC key", "gost_hash_pairing_wrong",
         [](auto m) { return replaced(m, "xmldsig-more#ecdsa-sha256", "xmldsig-more#gost34310-gost34311"); }},
        {"Russian GOST", "signature_algorithm_unsupported",
         [](auto m) {
             return replaced(m, "xmldsig-more#ecdsa-sha256", "xmldsig-more#gostr34102001-gostr3411");
         }},
        {"parameters of the method", "signature_structure_invalid",
         [](auto m) {
             const auto method = part(m, "<ds:SignatureMethod ", "/>");
             return replaced(m, method,
                             method.substr(0, method.size() - 2) +
                                 "><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>");
         }},
        {"C14N with comments", "canonicalization_forbidden",
         [](auto m) { return replaced(m, "xml-exc-c14n#\"", "xml-exc-c14n#WithComments\""); }},
        {"unknown C14N", "canonicalization_forbidden",
         [](auto m) { return replaced(m, "xml-exc-c14n#\"", "xml-exc-c14n#x\""); }},
        {"XSLT", "transform_forbidden",
         [](auto m) {
             return replaced(
                 m, "<ds:Transforms>",
                 "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>");
         }},
        {"XPath", "transform_forbidden",
         [](auto m) {
             return replaced(
                 m, "<ds:Transforms>",
                 "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"/>");
         }},
        {"enveloped on the transport", "transform_forbidden",
         [](auto m) {
             return replaced(
                 m, "<ds:Transforms>",
                 "<ds:Transforms><ds:Transform Algorithm=\"" + std::string(names::enveloped) + "\"/>");
         }},
        {"1000 transforms", "transform_forbidden",
         [](auto m) {
             const auto transform = part(m, "<ds:Transform ", "/>");
             std::string every;
             for (int i = 0; i < 1000; ++i)
                 every += transform;
             return replaced(m, transform, every);
         }},
        {"digest MD5", "digest_algorithm_forbidden",
         [](auto m) { return replaced(m, "xmlenc#sha256", "xmldsig-more#md5"); }},
        {"digest GOST, value of SHA-256", "signature_structure_invalid",
         [](auto m) {
             return replaced(m, "http://www.w3.org/2001/04/xmlenc#sha256",
                             "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512");
         }},
        {"digest of Russian GOST", "signature_algorithm_unsupported",
         [](auto m) {
             return replaced(m, "http://www.w3.org/2001/04/xmlenc#sha256",
                             "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-512");
         }},
        // 2xxx: structure
        {"two SignedInfo", "signature_structure_invalid",
         [](auto m) {
             const auto info = part(m, "<ds:SignedInfo>", "</ds:SignedInfo>");
             return replaced(m, info, info + info);
         }},
        {"SignedInfo nested deeper", "signature_structure_invalid",
         [](auto m) {
             const auto info = part(m, "<ds:SignedInfo>", "</ds:SignedInfo>");
             return replaced(m, info, "<ds:X>" + info + "</ds:X>");
         }},
        {"Object", "signature_structure_invalid",
         [](auto m) { return replaced(m, "</ds:KeyInfo>", "</ds:KeyInfo><ds:Object/>"); }},
        {"comment in DigestValue", "signature_structure_invalid",
         [](auto m) { return replaced(m, "<ds:DigestValue>", "<ds:DigestValue><!-- x -->"); }},
        {"PI in SignatureValue", "signature_structure_invalid",
         [](auto m) { return replaced(m, "<ds:SignatureValue>", "<ds:SignatureValue><?x y?>"); }},
        {"CDATA in DigestValue", "signature_structure_invalid",
         [](auto m) { return replaced(m, "<ds:DigestValue>", "<ds:DigestValue><![CDATA[]]>"); }},
        {"short DigestValue", "signature_structure_invalid",
         [](auto m) {
             const auto value = part(m, "<ds:DigestValue>", "</ds:DigestValue>");
             return replaced(m, value, "<ds:DigestValue>AAAA</ds:DigestValue>");
         }},
        // 2xxx: the arithmetic
        {"changed data", "digest_mismatch", [](auto m) { return replaced(m, "&lt;a&gt;1", "&lt;a&gt;2"); }},
        {"digest of nothing", "digest_mismatch",
         [](auto m) {
             const auto value = part(m, "<ds:DigestValue>", "</ds:DigestValue>");
             return replaced(m, value,
                             "<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>");
         }},
        {"changed value", "signature_value_wrong",
         [](auto m) {
             const auto value = part(m, "<ds:SignatureValue>", "</ds:SignatureValue>");
             auto other = value;
             other[25] = other[25] == 'A' ? 'B' : 'A';
             return replaced(m, value, other);
         }},
        {"value of zeros", "signature_value_wrong",
         [](auto m) {
             const auto value = part(m, "<ds:SignatureValue>", "</ds:SignatureValue>");
             return replaced(m, value,
                             "<ds:SignatureValue>" + to_base64(octets(64, '\0')) + "</ds:SignatureValue>");
         }},
        // What the shape for the direct arithmetic does not have goes to xmlsec, which knows no such shape.
        {"an element of nobody in Reference", "signed_octets_empty",
         [](auto m) { return replaced(m, "</ds:Reference>", "<ds:Extra/></ds:Reference>"); }},
        {"DigestValue before DigestMethod", "signed_octets_empty",
         [](auto m) {
             const auto method = part(m, "<ds:DigestMethod", "/>");
             const auto value = part(m, "<ds:DigestValue>", "</ds:DigestValue>");
             return replaced(replaced(m, value, ""), method, value + method);
         }},
        {"InclusiveNamespaces without a list", "signed_octets_empty",
         [](auto m) {
             const std::string empty =
                 "<i:InclusiveNamespaces xmlns:i=\"" + std::string(names::exclusive_c14n) + "\"/>";
             const auto transform = part(m, "<ds:Transform ", "/>");
             return replaced(m, transform,
                             transform.substr(0, transform.size() - 2) + ">" + empty + "</ds:Transform>");
         }},
        {"padded value", "signature_value_wrong",
         [](auto m) {
             const auto value = part(m, "<ds:SignatureValue>", "</ds:SignatureValue>");
             const auto raw = from_base64(value.substr(19, value.size() - 19 - 20)).value();
             return replaced(m, value,
                             "<ds:SignatureValue>" +
                                 to_base64('\0' + raw.substr(0, 32) + '\0' + raw.substr(32)) +
                                 "</ds:SignatureValue>");
         }},
        {"other signer's certificate", "signature_value_wrong",
         [](auto m) {
             return replaced(m, to_base64(the_cast().portal.certificate->der()),
                             to_base64(the_cast().applicant.certificate->der()));
         }},
        // 2xxx: KeyInfo
        {"no KeyInfo", "key_info_unusable",
         [](auto m) { return replaced(m, part(m, "<ds:KeyInfo>", "</ds:KeyInfo>"), ""); }},
        {"RetrievalMethod", "key_info_unusable",
         [](auto m) {
             return replaced(m, part(m, "<ds:KeyInfo>", "</ds:KeyInfo>"),
                             "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://127.0.0.1:1/\"/></ds:KeyInfo>");
         }},
        {"PKIPath", "key_info_unusable",
         [](auto m) { return replaced(m, "1.0#X509v3", "1.0#X509PKIPathv1"); }},
        {"KeyValue beside the certificate", "key_info_ambiguous",
         [](auto m) { return replaced(m, "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyValue/>"); }},
        {"two certificates", "key_info_ambiguous",
         [](auto m) {
             return replaced(m, "</ds:KeyInfo>",
                             "<ds:X509Data><ds:X509Certificate>" +
                                 to_base64(the_cast().applicant.certificate->der()) +
                                 "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>");
         }},
        {"broken certificate", "certificate_malformed",
         [](auto m) { return replaced(m, to_base64(the_cast().portal.certificate->der()), "MIIB"); }},
    };
    return all;
}

TEST(Transport, EachRuleFailsForItsOwnCode) {
    const std::string good = the_cast().sign(envelope(data));
    ASSERT_EQ(failure_of(good), "passed");
    for (const auto& one : rules()) {
        EXPECT_EQ(failure_of(one.change(good)), one.code) << one.name;
    }
}

// Signature wrapping (facts/attacks.md family 1): the signed Body is moved away, a forged one stands in its
// place.
TEST(Transport, WrappingIsRefusedWhateverIdTheForgedBodyHas) {
    const std::string good = the_cast().sign(envelope(data));
    struct place {
        std::string name, before, open, close;
    };
    const std::vector<place> places = {
        {"under Header/Wrapper", "</S:Header>", "<w:W xmlns:w=\"urn:w\">", "</w:W>"},
        {"under a header to be ignored", "</S:Header>", "<w:W xmlns:w=\"urn:w\" S:mustUnderstand=\"0\">",
         "</w:W>"},
        {"under Security", "</wsse:Security>", "<w:W xmlns:w=\"urn:w\">", "</w:W>"},
        {"directly under Security", "</wsse:Security>", "", ""},
        {"directly under Header", "</S:Header>", "", ""},
    };
    for (const auto& one : places) {
        EXPECT_EQ(failure_of(wrapped(good, one.before, one.open, one.close, "")), "reference_not_body")
            << one.name;
        EXPECT_EQ(failure_of(wrapped(good, one.before, one.open, one.close, " Id=\"new\"")),
                  "reference_not_body")
            << one.name;
        EXPECT_EQ(failure_of(wrapped(good, one.before, one.open, one.close, "same")), "id_duplicate")
            << one.name;
    }
    EXPECT_EQ(failure_of(wrapped(good, "</ds:Signature>", "<ds:Object>", "</ds:Object>", "")),
              "signature_structure_invalid");
    EXPECT_EQ(failure_of(wrapped(good, "<S:Body", "", "", "")), "soap_structure_invalid");
}

TEST(Transport, NamesTheGostAlgorithmItCannotCheck) {
    const auto result = verify(
        replaced(the_cast().sign(envelope(data)), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                 "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-512"));
    ASSERT_TRUE(result.report.failure);
    EXPECT_EQ(result.report.failure->detail(), "GOST R 34.10-2012");
}

TEST(Transport, NamesTheCertificateItDoesNotHave) {
    const auto stranger = make_party(the_cast().pki.ca, test_pki::information_system("070840007503"));
    const auto message =
        sign_envelope(envelope(data), stranger.as_signer(), key_info_form::issuer_serial).value();
    const auto result = verify(message);
    ASSERT_TRUE(result.report.failure);
    EXPECT_EQ(result.report.failure->code(), errc::signing_certificate_not_found);
    EXPECT_NE(result.report.failure->detail().find("serial"), std::string::npos);
    ASSERT_EQ(result.report.references.size(), 1u);
    EXPECT_TRUE(result.report.references[0].digest_ok);
    EXPECT_FALSE(result.report.signature_ok);
}

// wsu:Timestamp: optional, but signed, once and current when it is there.
std::string stamped(const std::string& created, const std::string& expires, bool twice = false) {
    std::string stamp = std::string("<wsu:Timestamp xmlns:wsu=\"") + names::wsu + "\"><wsu:Created>" +
                        created + "</wsu:Created>" +
                        (expires.empty() ? "" : "<wsu:Expires>" + expires + "</wsu:Expires>") +
                        "</wsu:Timestamp>";
    const std::string header = std::string("<S:Header><wsse:Security xmlns:wsse=\"") + names::wsse + "\">" +
                               stamp + (twice ? stamp : "") + "</wsse:Security></S:Header>";
    return the_cast().sign(envelope(data, header));
}

TEST(Transport, AnUnsignedOrDoubleTimestampIsRefused) {
    EXPECT_EQ(failure_of(stamped("2026-06-01T12:00:00Z", "2026-06-01T12:05:00Z")), "timestamp_invalid");
    EXPECT_EQ(failure_of(stamped("2026-06-01T12:00:00Z", "", true)), "timestamp_invalid");
}

TEST(Transport, WithoutASignatureTheBodyIsMarkedUnsigned) {
    const auto body = the_cast().make_verifier().unsigned_body(envelope(data));
    ASSERT_TRUE(body);
    EXPECT_FALSE(body.value().is_signed());
    EXPECT_FALSE(the_cast().make_verifier().unsigned_body("<a/>"));
}

TEST(Transport, APinnedKeyDecidesWhateverKeyInfoNames) {
    options opts;
    opts.pinned_key = the_cast().portal.identity.key.get();
    const auto message = the_cast().sign(envelope(data));
    EXPECT_EQ(failure_of(message, opts), "passed");
    opts.pinned_key = the_cast().employer.identity.key.get();
    EXPECT_EQ(failure_of(message, opts), "signature_value_wrong");
}

}  // namespace
}  // namespace gw::dsig::test
