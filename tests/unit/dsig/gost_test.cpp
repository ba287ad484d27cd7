// Signatures by the algorithms of Kazakhstan: ours, and those of others when they are at hand.
#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "crypto/keys.hpp"
#include "dsig/sign.hpp"
#include "messages.hpp"

namespace gw::dsig::test {
namespace {

using test_pki::key_kind;

struct scheme {
    key_kind kind;
    const char *method, *digest;
};
const scheme schemes[] = {{key_kind::gost2004, names::gost2004, names::gost34311},
                          {key_kind::gost2015_256, names::gost2015_256, names::streebog256},
                          {key_kind::gost2015_512, names::gost2015_512, names::streebog512}};

// A hierarchy of one algorithm with a portal and an applicant.
struct gost_cast {
    explicit gost_cast(key_kind kind) : pki(kind) {
        auto system = test_pki::information_system("960340000514");
        auto person = test_pki::person("850101300123");
        system.kind = person.kind = kind;
        portal = make_party(pki.ca, system);
        applicant = make_party(pki.ca, person);
    }
    test_pki::hierarchy pki;
    party portal, applicant;
    pki::certificate_cache cache{16};
    pki::trust trust{{pki::certificate::from_der(pki.root.der).value()},
                     {pki::certificate::from_der(pki.ca.der).value()},
                     {}};
    verifier make_verifier(options opts = {}) { return {opts, cache}; }
};

gost_cast& cast_of(key_kind kind) {
    initialise();
    static std::map<key_kind, std::unique_ptr<gost_cast>> all;
    auto& place = all[kind];
    if (!place) place = std::make_unique<gost_cast>(kind);
    return *place;
}

std::string code(const std::optional<error>& failure) {
    return failure ? std::string(failure->info().name) : "";
}

TEST(gost, an_envelope_signed_here_verifies_and_names_its_algorithms) {
    for (const scheme& one : schemes) {
        gost_cast& cast = cast_of(one.kind);
        const octets message = sign_envelope(envelope("x"), cast.portal.as_signer()).value();
        const auto judged = cast.make_verifier().verify_transport(message, cast.trust, now);
        ASSERT_FALSE(judged.report.failure) << judged.report.failure->to_string();
        EXPECT_TRUE(judged.report.signature_ok);
        EXPECT_EQ(judged.report.algorithm, one.method);
        ASSERT_EQ(judged.report.references.size(), 1u);
        EXPECT_EQ(judged.report.references[0].digest_algorithm, one.digest);
    }
}

TEST(gost, what_is_changed_after_signing_is_found) {
    for (const scheme& one : schemes) {
        gost_cast& cast = cast_of(one.kind);
        const octets message = sign_envelope(envelope("x"), cast.portal.as_signer()).value();
        const auto judge = [&](const std::string& text) {
            return code(cast.make_verifier().verify_transport(text, cast.trust, now).report.failure);
        };
        EXPECT_EQ(judge(replaced(message, "<data>x", "<data>y")), "digest_mismatch");
        EXPECT_EQ(judge(replaced(message, "<S:Body ", "<S:Body a=\"1\" ")), "digest_mismatch");
        const std::string value = part(message, "<ds:SignatureValue>", "</ds:SignatureValue>");
        std::string other = value;
        other[30] = other[30] == 'A' ? 'B' : 'A';
        EXPECT_EQ(judge(replaced(message, value, other)), "signature_value_wrong");
        EXPECT_EQ(judge(replaced(message, value, "<ds:SignatureValue>AAAA</ds:SignatureValue>")),
                  "gost_signature_length_wrong");
        // Line breaks of another system, as НУЦ РК's own library leaves them.
        std::string broken = value;
        broken.insert(40, "&#13;\n");
        EXPECT_EQ(judge(replaced(message, value, broken)), "");
    }
}

TEST(gost, a_method_of_another_scheme_is_told_from_a_wrong_value) {
    for (const scheme& key : schemes) {
        gost_cast& cast = cast_of(key.kind);
        const octets message = sign_envelope(envelope("x"), cast.portal.as_signer()).value();
        for (const char* method : {names::gost2004, names::gost2015_256, names::gost2015_512,
                                   names::rsa_sha256, names::ecdsa_sha256}) {
            if (std::string_view(method) == key.method) continue;
            const auto judged =
                cast.make_verifier().verify_transport(replaced(message, key.method, method), cast.trust, now);
            EXPECT_EQ(code(judged.report.failure), "gost_hash_pairing_wrong") << key.method << " " << method;
            EXPECT_FALSE(judged.body.has_value());
        }
    }
}

TEST(gost, business_signatures_of_several_algorithms_peel_from_the_last) {
    cast& usual = the_cast();
    octets document = "<a xmlns=\"urn:a\"><b>text</b></a>";
    document = sign_enveloped(document, usual.applicant.as_signer()).value();
    for (const scheme& one : schemes)
        document = sign_enveloped(document, cast_of(one.kind).applicant.as_signer()).value();
    const auto judged = usual.make_verifier().verify_business(document, usual.trust);
    ASSERT_EQ(judged.reports.size(), 4u);
    EXPECT_FALSE(judged.failure) << judged.failure->to_string();
    EXPECT_EQ(judged.reports[1].algorithm, names::gost2004);
    EXPECT_EQ(judged.reports[3].algorithm, names::gost2015_512);
    const auto changed =
        usual.make_verifier().verify_business(replaced(document, "text", "tekst"), usual.trust);
    for (const auto& report : changed.reports)
        EXPECT_EQ(code(report.failure), "digest_mismatch");
}

// Without the certificate the digests are computed all the same.
TEST(gost, an_unknown_signer_leaves_the_digests_judged) {
    for (const scheme& one : schemes) {
        gost_cast& cast = cast_of(one.kind);
        const octets message =
            sign_envelope(envelope("x"), cast.portal.as_signer(), key_info_form::issuer_serial).value();
        const auto judged = cast.make_verifier().verify_transport(message, cast.trust, now);
        EXPECT_EQ(code(judged.report.failure), "signing_certificate_not_found");
        ASSERT_EQ(judged.report.references.size(), 1u);
        EXPECT_TRUE(judged.report.references[0].digest_ok);
        const pki::trust known({pki::certificate::from_der(cast.pki.root.der).value()},
                               {cast.portal.certificate}, {});
        EXPECT_FALSE(cast.make_verifier().verify_transport(message, known, now).report.failure);
    }
}

const std::filesystem::path shared = "../shared/data";

std::optional<octets> load(const std::string& name) {
    auto read = read_file(shared / name);
    if (read) return std::move(read.value());
    std::cout << "not there: " << (shared / name).string() << '\n';
    return std::nullopt;
}

TEST(gost_data, the_official_kit_s_request_of_2004_verifies) {
    const auto message = load("shep/samples/nitec_sync_request_gost2004.xml");
    if (!message) return;
    const auto judged = the_cast().make_verifier().verify_transport(*message, the_cast().trust, now);
    ASSERT_FALSE(judged.report.failure) << judged.report.failure->to_string();
    EXPECT_EQ(judged.report.algorithm, names::gost2004);
    EXPECT_EQ(judged.report.signer->bin(), "123456789021");
}

TEST(gost_data, the_answer_of_2025_has_its_digest_and_names_who_is_missing) {
    const auto message = load("shep/samples/sync_response_vshep_2025_gost2015.xml");
    if (!message) return;
    const auto judged = the_cast().make_verifier().verify_transport(*message, the_cast().trust, now);
    EXPECT_EQ(code(judged.report.failure), "signing_certificate_not_found");
    EXPECT_TRUE(judged.report.references.at(0).digest_ok);
    EXPECT_NE(judged.report.signer_name.find("431184608699948652601025965397585293475933839593"),
              std::string::npos);
}

TEST(gost_data, business_documents_of_one_and_two_signers_verify) {
    for (const char* name : {"kz/xml/ncanode_xml_signed_valid_string.xml",
                             "kz/xml/ncanode_xml_signed_valid_string_two_signers.xml"}) {
        const auto document = load(name);
        if (!document) return;
        const auto judged = the_cast().make_verifier().verify_business(*document, the_cast().trust);
        EXPECT_FALSE(judged.failure) << name << ": " << judged.failure->to_string();
    }
}

TEST(gost_data, keys_of_the_nca_sign_what_verifies) {
    const std::pair<const char*, const char*> bags[] = {
        {"kz/ncanode-go/certs/individual/valid/individual_valid.p12", "Qwerty12"},
        {"kz/ncanode-go/certs/legal/valid/head.p12", "Qwerty12"},
        {"kz/p12/gost2004_GOSTKNCA.p12", "Qwerty12"},
        {"kz/p12/key_individual_valid_2015.p12", "Aa123456"}};
    for (const auto& [name, password] : bags) {
        const auto bag = load(name);
        if (!bag) continue;
        const auto wrong = crypto::read_pkcs12(*bag, "other");
        ASSERT_FALSE(wrong.has_value());
        EXPECT_EQ(wrong.error().code(), errc::key_password_wrong);
        const auto opened = crypto::read_pkcs12(*bag, password);
        ASSERT_TRUE(opened.has_value()) << name << ": " << opened.error().to_string();
        const signer by{opened->key.get(), pki::certificate::from_der(opened->certificates.front()).value()};
        const octets message = sign_envelope(envelope("x"), by).value();
        const auto judged = the_cast().make_verifier().verify_transport(message, the_cast().trust, now);
        EXPECT_FALSE(judged.report.failure) << name << ": " << judged.report.failure->to_string();
    }
}

}  // namespace
}  // namespace gw::dsig::test
