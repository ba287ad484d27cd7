// OCSP answers and time stamps of НУЦ РК's test authorities through OpenSSL's own calls, whole and with a bit
// flipped; and an OCSP answer of our own for each algorithm, so that the rule is covered without the files.
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/ocsp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"
#include "support/test_pki.hpp"

namespace gw::crypto {
namespace {

using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using store_ptr = std::unique_ptr<X509_STORE, freed_by<X509_STORE_free>>;
using response_ptr = std::unique_ptr<OCSP_RESPONSE, freed_by<OCSP_RESPONSE_free>>;
using basic_ptr = std::unique_ptr<OCSP_BASICRESP, freed_by<OCSP_BASICRESP_free>>;

const std::filesystem::path folder = "../shared/data/kz";

std::optional<octets> load(const std::string& name) {
    load_kz_provider();
    auto read = read_file(folder / name);
    if (read) return std::move(read.value());
    std::cout << "not there: " << (folder / name).string() << '\n';
    return std::nullopt;
}

x509_ptr certificate(const octets& der) {
    const unsigned char* at = as_unsigned(der);
    return x509_ptr(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// Time stands still: what is judged here is arithmetic and paths.
store_ptr store_of(const std::vector<octets>& anchors) {
    store_ptr store(X509_STORE_new());
    for (const octets& one : anchors)
        X509_STORE_add_cert(store.get(), certificate(one).get());
    X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
    return store;
}

bool ocsp_verifies(const octets& der, X509_STORE* store) {
    const error_scope scope;
    const unsigned char* at = as_unsigned(der);
    const response_ptr response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size())));
    const basic_ptr basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    return basic && OCSP_basic_verify(basic.get(), nullptr, store, 0) == 1;
}

octets flipped(octets whole, std::size_t place) {
    whole[place] = static_cast<char>(whole[place] ^ 1);
    return whole;
}

TEST(kz_objects, ocsp_answers_of_the_test_authorities) {
    std::vector<octets> anchors;
    for (const char* name : {"test/nca_gost2022_test.cer", "test/nca_gost_test.cer", "test/nca_rsa_test.cer"})
        if (auto der = load(name)) anchors.push_back(std::move(*der));
    const store_ptr store = store_of(anchors);
    for (const char* name :
         {"ocsp/ocsp_response_individual_2015.bin", "ocsp/ocsp_response_ceo_2015_revoked.bin",
          "ocsp/ocsp_response_individual_sign_2004.bin"}) {
        const auto answer = load(name);
        if (!answer) continue;
        EXPECT_TRUE(ocsp_verifies(*answer, store.get())) << name << ": " << error_scope::reason();
        EXPECT_FALSE(ocsp_verifies(flipped(*answer, 90), store.get())) << name;
        EXPECT_FALSE(ocsp_verifies(flipped(*answer, 120), store.get())) << name;
    }
}

// The imprint is not judged here: the stamped document is not at hand.
bool token_verifies(PKCS7* token, X509_STORE* store) {
    const error_scope scope;
    X509* signer = nullptr;
    return token != nullptr && TS_RESP_verify_signature(token, nullptr, store, &signer) == 1 &&
           (X509_free(signer), true);
}

TEST(kz_objects, time_stamps_of_the_test_authority) {
    std::vector<octets> anchors;
    for (const char* name : {"test/root_gost_test.cer", "test/nca_gost_test.cer"})
        if (auto der = load(name)) anchors.push_back(std::move(*der));
    const store_ptr store = store_of(anchors);
    if (const auto token = load("tsp/tsp_token.bin")) {
        const auto judge = [&](const octets& der) {
            const error_scope scope;
            const unsigned char* at = as_unsigned(der);
            const std::unique_ptr<PKCS7, freed_by<PKCS7_free>> read(
                d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
            return token_verifies(read.get(), store.get());
        };
        EXPECT_TRUE(judge(*token));
        EXPECT_FALSE(judge(flipped(*token, token->size() - 5)));
        EXPECT_FALSE(judge(flipped(*token, 110))) << "inside TSTInfo";
        const unsigned char* at = as_unsigned(*token);
        const std::unique_ptr<CMS_ContentInfo, freed_by<CMS_ContentInfo_free>> cms(
            d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(token->size())));
        ASSERT_NE(cms, nullptr);
        EXPECT_EQ(CMS_verify(cms.get(), nullptr, nullptr, nullptr, nullptr, CMS_NO_SIGNER_CERT_VERIFY), 1);
    }
    if (const auto answer = load("tsp/tsp_response.bin")) {
        const unsigned char* at = as_unsigned(*answer);
        const std::unique_ptr<TS_RESP, freed_by<TS_RESP_free>> read(
            d2i_TS_RESP(nullptr, &at, static_cast<long>(answer->size())));
        ASSERT_NE(read, nullptr);
        EXPECT_TRUE(token_verifies(TS_RESP_get_token(read.get()), store.get()));
    }
}

// A responder that its authority certified, as НУЦ РК has them; nocheck with an empty value as older ones
// write it.
TEST(kz_objects, an_ocsp_answer_of_each_algorithm_verifies) {
    for (const auto kind :
         {test_pki::key_kind::gost2004, test_pki::key_kind::gost2015_256, test_pki::key_kind::gost2015_512}) {
        const test_pki::hierarchy pki(kind);
        test_pki::certificate_spec spec;
        spec.kind = kind;
        spec.subject = {{"CN", "OCSP RESPONDER"}, {"C", "KZ"}};
        spec.key_usage = "digitalSignature";
        spec.extended_key_usage = {"1.3.6.1.5.5.7.3.9"};
        spec.extensions = {{"1.3.6.1.5.5.7.48.1.5", "DER:0500"}};
        const auto responder = test_pki::issue(pki.ca, spec);
        const auto leaf = test_pki::issue(pki.ca, test_pki::person("850101300123"));
        const x509_ptr issuer = certificate(pki.ca.der), subject = certificate(leaf.der),
                       by = certificate(responder.der);
        const basic_ptr basic(OCSP_BASICRESP_new());
        OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha256(), subject.get(), issuer.get());
        const std::unique_ptr<ASN1_TIME, freed_by<ASN1_TIME_free>> now(X509_gmtime_adj(nullptr, 0));
        OCSP_basic_add1_status(basic.get(), id, V_OCSP_CERTSTATUS_GOOD, 0, nullptr, now.get(), nullptr);
        OCSP_CERTID_free(id);
        int digest = NID_undef;
        ASSERT_EQ(OBJ_find_sigid_algs(X509_get_signature_nid(by.get()), &digest, nullptr), 1);
        ASSERT_EQ(OCSP_basic_sign(basic.get(), by.get(), responder.key.get(), EVP_get_digestbynid(digest),
                                  nullptr, 0),
                  1);
        const response_ptr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
        unsigned char* out = nullptr;
        const int size = i2d_OCSP_RESPONSE(response.get(), &out);
        ASSERT_GT(size, 0);
        const octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
        OPENSSL_free(out);
        const store_ptr store = store_of({pki.root.der, pki.ca.der});
        EXPECT_TRUE(ocsp_verifies(der, store.get()));
        EXPECT_FALSE(ocsp_verifies(flipped(der, der.find("OCSP RESPONDER")), store.get()));
    }
}

}  // namespace
}  // namespace gw::crypto
