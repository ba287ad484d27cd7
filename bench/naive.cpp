#include "bench/naive.hpp"

#include <libxml/parser.h>
#include <openssl/pem.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#include <stdexcept>

#include "base/bytes.hpp"

namespace bench {
namespace {

using gw::crypto::freed_by;
template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<Free>>;
using doc_ptr = owned<xmlDoc, xmlFreeDoc>;

const xmlChar* xml_text(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

void demand(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string("peer of the benchmark: ") + what);
}

// Takes the key over.
void verify(std::string_view message, xmlSecKey* key) {
    const doc_ptr doc(xmlReadMemory(message.data(), static_cast<int>(message.size()), nullptr, nullptr,
                                    XML_PARSE_NONET | XML_PARSE_HUGE));
    demand(doc != nullptr, "no XML");
    xmlNode* root = xmlDocGetRootElement(doc.get());
    const xmlChar* ids[] = {xml_text("Id"), nullptr};
    xmlSecAddIDs(doc.get(), root, ids);
    xmlNode* node = xmlSecFindNode(root, xmlSecNodeSignature, xmlSecDSigNs);
    const owned<xmlSecDSigCtx, xmlSecDSigCtxDestroy> context(xmlSecDSigCtxCreate(nullptr));
    demand(context != nullptr && node != nullptr, "no signature");
    context->signKey = key;
    demand(xmlSecDSigCtxVerify(context.get(), node) == 0 && context->status == xmlSecDSigStatusSucceeded,
           "the signature does not hold");
}

owned<BIO, BIO_free> open(const std::filesystem::path& file) {
    owned<BIO, BIO_free> made(BIO_new_file(file.c_str(), "r"));
    demand(made != nullptr, file.c_str());
    return made;
}

x509_ptr read_certificate(const std::filesystem::path& file) {
    x509_ptr made(PEM_read_bio_X509(open(file).get(), nullptr, nullptr, nullptr));
    demand(made != nullptr, file.c_str());
    return made;
}

// DER, as authorities publish lists.
owned<X509_CRL, X509_CRL_free> read_list(const std::filesystem::path& file) {
    owned<X509_CRL, X509_CRL_free> made(d2i_X509_CRL_bio(open(file).get(), nullptr));
    demand(made != nullptr, file.c_str());
    return made;
}

store_ptr make_store(const std::filesystem::path& certs) {
    store_ptr store(X509_STORE_new());
    for (const char* file : {"anchors/root.pem", "certs/issuing.pem"})
        X509_STORE_add_cert(store.get(), read_certificate(certs / file).get());
    for (const char* file : {"crls/root.crl", "crls/issuing.crl"})
        X509_STORE_add_crl(store.get(), read_list(certs / file).get());
    X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return store;
}

void check_path(X509_STORE* store, X509* certificate) {
    const owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store, certificate, nullptr);
    if (X509_verify_cert(context.get()) != 1)
        demand(false, X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
}

gw::octets certificate_in(std::string_view message) {
    const auto element = message.find(":KeyIdentifier ");
    demand(element != std::string_view::npos, "no certificate in the message");
    const auto from = message.find('>', element) + 1;
    auto der = gw::from_base64(message.substr(from, message.find('<', from) - from));
    demand(der.has_value(), "no base64");
    return std::move(*der);
}

}  // namespace

ready_key::ready_key(const std::filesystem::path& certificate)
    : certificate_(read_certificate(certificate)) {}

void ready_key::verify(std::string_view message) const {
    EVP_PKEY* ready = X509_get0_pubkey(certificate_.get());
    EVP_PKEY_up_ref(ready);
    xmlSecKey* key = xmlSecKeyCreate();
    xmlSecKeySetValue(key, xmlSecOpenSSLEvpKeyAdopt(ready));
    bench::verify(message, key);
}

naive_verifier::naive_verifier(const std::filesystem::path& certs) : store_(make_store(certs)) {}

void naive_verifier::verify(std::string_view message) const {
    const gw::octets der = certificate_in(message);
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const auto* at = octets;
    const x509_ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    demand(certificate != nullptr, "no certificate");
    check_path(store_.get(), certificate.get());
    xmlSecKey* key = xmlSecOpenSSLAppKeyLoadMemory(octets, static_cast<xmlSecSize>(der.size()),
                                                   xmlSecKeyDataFormatCertDer, nullptr, nullptr, nullptr);
    demand(key != nullptr, "no key");
    bench::verify(message, key);
}

}  // namespace bench
