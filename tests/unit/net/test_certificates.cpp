// Made with OpenSSL by name, so that no key is ever committed.
#include "test_certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <stdexcept>

namespace gw::net {
namespace {

struct identity {
    EVP_PKEY* key;
    X509* certificate;
};

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) throw std::logic_error("extension " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// `names` empty: an authority. `issuer` null: self-signed.
identity make(const std::string& common_name, const std::string& names, const identity* issuer) {
    static long serial = 1;
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    X509* const signer = issuer ? issuer->certificate : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    extend(certificate, signer, NID_basic_constraints,
           names.empty() ? "critical,CA:TRUE" : "critical,CA:FALSE");
    extend(certificate, signer, NID_key_usage,
           names.empty() ? "critical,keyCertSign" : "critical,digitalSignature");
    if (!names.empty()) extend(certificate, signer, NID_subject_alt_name, names);
    X509_sign(certificate, issuer ? issuer->key : key, EVP_sha256());
    return {key, certificate};
}

void write(const identity& who, const std::string& stem, bool with_key = true) {
    std::FILE* const certificate = std::fopen((stem + ".pem").c_str(), "w");
    PEM_write_X509(certificate, who.certificate);
    std::fclose(certificate);
    if (!with_key) return;
    std::FILE* const key = std::fopen((stem + ".key").c_str(), "w");
    PEM_write_PrivateKey(key, who.key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(key);
}

void release(const identity& who) {
    EVP_PKEY_free(who.key);
    X509_free(who.certificate);
}

}  // namespace

test_certificates::test_certificates() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gw-net-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;

    const identity ca = make("Test CA", "", nullptr);
    const identity foreign_ca = make("Foreign CA", "", nullptr);
    const identity server = make("localhost", "DNS:localhost,IP:127.0.0.1", &ca);
    const identity elsewhere = make("elsewhere.kz", "DNS:elsewhere.kz", &ca);
    const identity client = make("portal", "DNS:portal.kz", &ca);
    const identity foreign = make("foreign", "DNS:localhost,IP:127.0.0.1", &foreign_ca);
    write(ca, file("ca"), false);
    write(foreign_ca, file("foreign-ca"), false);
    write(server, file("server"));
    write(elsewhere, file("elsewhere"));
    write(client, file("client"));
    write(foreign, file("foreign"));

    std::FILE* const locked = std::fopen(file("locked.key").c_str(), "w");
    const unsigned char password[] = "secret";
    PEM_write_PrivateKey(locked, server.key, EVP_aes_256_cbc(), password, 6, nullptr, nullptr);
    std::fclose(locked);
    for (const identity& each : {ca, foreign_ca, server, elsewhere, client, foreign})
        release(each);
}

test_certificates::~test_certificates() {
    std::filesystem::remove_all(folder_);
}

}  // namespace gw::net
