// The test public key infrastructure: thin over OpenSSL's C interface.
#include "support/test_pki.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "crypto/kz_provider.hpp"

namespace gw::test_pki {
namespace {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* value) const noexcept {
        Free(value);
    }
};
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using crl_handle = std::unique_ptr<X509_CRL, freed_by<X509_CRL_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using integer_ptr = std::unique_ptr<ASN1_INTEGER, freed_by<ASN1_INTEGER_free>>;
using time_ptr = std::unique_ptr<ASN1_TIME, freed_by<ASN1_TIME_free>>;

void must(bool ok, const std::string& what) {
    if (ok) return;
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    throw std::runtime_error("test PKI: " + what + ": " + text);
}

octets contents(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

template <class T, class Encode>
octets to_der(T* value, Encode encode) {
    unsigned char* out = nullptr;
    const int size = encode(value, &out);
    must(size > 0, "encode");
    octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

x509_ptr from_der(octets_view der) {
    const unsigned char* at = as_unsigned(der);
    x509_ptr cert(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    must(cert != nullptr, "decode certificate");
    return cert;
}

time_ptr to_asn1(timestamp at) {
    time_ptr value(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(at)));
    must(value != nullptr, "time");
    return value;
}

const EVP_MD* digest(EVP_PKEY* key, const std::string& name) {
    if (name.empty() || std::string_view(EVP_PKEY_get0_type_name(key)).starts_with("GOST")) return nullptr;
    const EVP_MD* md = EVP_get_digestbyname(name.c_str());
    must(md != nullptr, "digest " + name);
    return md;
}

integer_ptr serial_number(octets serial) {
    if (serial.empty()) {
        serial.resize(16);
        must(RAND_bytes(reinterpret_cast<unsigned char*>(serial.data()), 16) == 1, "random serial");
        serial[0] = static_cast<char>((serial[0] & 0x7f) | 0x10);
    }
    BIGNUM* number = BN_bin2bn(as_unsigned(serial), static_cast<int>(serial.size()), nullptr);
    integer_ptr value(BN_to_ASN1_INTEGER(number, nullptr));
    BN_free(number);
    must(value != nullptr, "serial");
    return value;
}

void set_name(X509_NAME* name, const certificate_spec& spec) {
    for (const auto& [field, value] : spec.subject) {
        must(X509_NAME_add_entry_by_txt(name, field.c_str(), MBSTRING_UTF8, as_unsigned(value),
                                        static_cast<int>(value.size()), -1, 0) == 1,
             "name " + field);
    }
}

// An extension without any content, which OpenSSL's own syntax cannot ask for.
X509_EXTENSION* make_empty_extension(const std::string& oid) {
    ASN1_OBJECT* object = OBJ_txt2obj(oid.c_str(), 1);
    ASN1_OCTET_STRING* nothing = ASN1_OCTET_STRING_new();
    X509_EXTENSION* made = X509_EXTENSION_create_by_OBJ(nullptr, object, 0, nothing);
    ASN1_OCTET_STRING_free(nothing);
    ASN1_OBJECT_free(object);
    must(made != nullptr, "extension " + oid);
    return made;
}

X509_EXTENSION* make_extension(X509V3_CTX& context, const extension& wanted) {
    if (wanted.second == "DER:") return make_empty_extension(wanted.first);
    X509_EXTENSION* made = X509V3_EXT_nconf(nullptr, &context, wanted.first.c_str(), wanted.second.c_str());
    must(made != nullptr, "extension " + wanted.first);
    return made;
}

std::vector<extension> extensions_of(const certificate_spec& spec, bool self) {
    std::vector<extension> all;
    if (spec.ca) {
        const std::string limit = spec.path_length ? ",pathlen:" + std::to_string(*spec.path_length) : "";
        all.emplace_back("basicConstraints", "critical,CA:TRUE" + limit);
    }
    if (!spec.key_usage.empty()) all.emplace_back("keyUsage", spec.key_usage);
    std::string usages;
    for (const std::string& oid : spec.extended_key_usage)
        usages += (usages.empty() ? "" : ",") + oid;
    if (!usages.empty()) all.emplace_back("extendedKeyUsage", usages);
    if (spec.key_identifiers) {
        all.emplace_back("subjectKeyIdentifier", "hash");
        if (!self) all.emplace_back("authorityKeyIdentifier", "keyid:always");
    }
    all.insert(all.end(), spec.extensions.begin(), spec.extensions.end());
    return all;
}

identity make(const certificate_spec& spec, const identity* issuer) {
    identity made{spec.key ? spec.key : make_key(spec.kind), {}};
    x509_ptr cert(X509_new());
    X509_set_version(cert.get(), X509_VERSION_3);
    X509_set_serialNumber(cert.get(), serial_number(spec.serial).get());
    set_name(X509_get_subject_name(cert.get()), spec);
    const x509_ptr parent = issuer ? from_der(issuer->der) : nullptr;
    X509* issuer_cert = parent ? parent.get() : cert.get();
    X509_set_issuer_name(cert.get(), X509_get_subject_name(issuer_cert));
    X509_set1_notBefore(cert.get(), to_asn1(spec.not_before).get());
    X509_set1_notAfter(cert.get(), to_asn1(spec.not_after).get());
    must(X509_set_pubkey(cert.get(), made.key.get()) == 1, "public key");
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer_cert, cert.get(), nullptr, nullptr, 0);
    for (const extension& wanted : extensions_of(spec, issuer == nullptr)) {
        X509_EXTENSION* ext = make_extension(context, wanted);
        const int added = X509_add_ext(cert.get(), ext, -1);
        X509_EXTENSION_free(ext);
        must(added == 1, "add extension");
    }
    EVP_PKEY* signer = issuer ? issuer->key.get() : made.key.get();
    must(X509_sign(cert.get(), signer, digest(signer, spec.digest)) > 0, "sign certificate");
    made.der = to_der(cert.get(), i2d_X509);
    return made;
}

void add_revoked(X509_CRL* list, const revoked_spec& spec) {
    X509_REVOKED* entry = X509_REVOKED_new();
    const x509_ptr cert = from_der(spec.certificate);
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(cert.get()));
    X509_REVOKED_set_revocationDate(entry, to_asn1(spec.at).get());
    if (spec.reason >= 0) {
        ASN1_ENUMERATED* reason = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(reason, spec.reason);
        must(X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0) == 1, "reason");
        ASN1_ENUMERATED_free(reason);
    }
    if (!spec.issuer.empty()) {
        GENERAL_NAMES* names = GENERAL_NAMES_new();
        GENERAL_NAME* name = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(name, GEN_DIRNAME,
                                X509_NAME_dup(X509_get_subject_name(from_der(spec.issuer).get())));
        sk_GENERAL_NAME_push(names, name);
        must(X509_REVOKED_add1_ext_i2d(entry, NID_certificate_issuer, names, 1, 0) == 1,
             "certificate issuer");
        GENERAL_NAMES_free(names);
    }
    must(X509_CRL_add0_revoked(list, entry) == 1, "revoked entry");
}

}  // namespace

key_ptr make_key(key_kind kind) {
    crypto::load_kz_provider();
    EVP_PKEY* key = nullptr;
    switch (kind) {
        case key_kind::p256:
            key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
            break;
        case key_kind::p384:
            key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
            break;
        case key_kind::rsa1024:
            key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024});
            break;
        case key_kind::rsa2048:
            key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
            break;
        case key_kind::ed25519:
            key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
            break;
        case key_kind::gost2004:
            key = crypto::generate_kz_key("GOST 34.310-2004").release();
            break;
        case key_kind::gost2015_256:
            key = crypto::generate_kz_key("GOST R 34.10-2015-256").release();
            break;
        case key_kind::gost2015_512:
            key = crypto::generate_kz_key("GOST R 34.10-2015-512").release();
            break;
    }
    must(key != nullptr, "key");
    return {key, EVP_PKEY_free};
}

octets key_pem(const key_ptr& key) {
    const bio_ptr out(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
         "key PEM");
    return contents(out.get());
}

octets pem(octets_view der, const std::string& label) {
    const bio_ptr out(BIO_new(BIO_s_mem()));
    must(PEM_write_bio(out.get(), label.c_str(), "", as_unsigned(der), static_cast<long>(der.size())) > 0,
         "PEM");
    return contents(out.get());
}

timestamp day(const std::string& yyyy_mm_dd) {
    const auto at = from_rfc3339(yyyy_mm_dd + "T12:00:00Z");
    must(at.has_value(), "day " + yyyy_mm_dd);
    return *at;
}

identity self_signed(const certificate_spec& spec) {
    return make(spec, nullptr);
}
identity issue(const identity& issuer, const certificate_spec& spec) {
    return make(spec, &issuer);
}

certificate_spec authority(const std::string& common_name) {
    certificate_spec spec;
    spec.subject = {{"CN", common_name}, {"C", "KZ"}};
    spec.ca = true;
    spec.key_usage = "critical,keyCertSign,cRLSign";
    spec.not_before = day("2020-01-01");
    spec.not_after = day("2040-01-01");
    return spec;
}

certificate_spec person(const std::string& iin) {
    certificate_spec spec;
    spec.subject = {{"CN", "ТЕСТОВ ТЕСТ"},
                    {"SN", "ТЕСТОВ"},
                    {"serialNumber", "IIN" + iin},
                    {"C", "KZ"},
                    {"GN", "ТЕСТОВИЧ"}};
    spec.extended_key_usage = {role::email_protection, role::individual};
    return spec;
}

certificate_spec organisation(const std::string& iin, const std::string& bin, const std::string& role_oid) {
    certificate_spec spec = person(iin);
    spec.subject.insert(spec.subject.end() - 1, {{"O", "ТОО \"ТЕСТ\""}, {"OU", "BIN" + bin}});
    spec.extended_key_usage = {role::email_protection, role::legal_entity, role_oid};
    return spec;
}

certificate_spec information_system(const std::string& bin) {
    certificate_spec spec;
    spec.subject = {{"CN", "ИС ТЕСТ"}, {"O", "ТОО \"ТЕСТ\""}, {"OU", "BIN" + bin}, {"C", "KZ"}};
    spec.extended_key_usage = {role::legal_entity, role::information_system};
    return spec;
}

octets make_crl(const identity& issuer, const crl_spec& spec) {
    const x509_ptr issuer_cert = from_der(issuer.der);
    crl_handle list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer_cert.get()));
    X509_CRL_set1_lastUpdate(list.get(), to_asn1(spec.this_update).get());
    if (spec.next_update) X509_CRL_set1_nextUpdate(list.get(), to_asn1(*spec.next_update).get());
    for (const revoked_spec& entry : spec.revoked)
        add_revoked(list.get(), entry);
    std::vector<extension> all = spec.extensions;
    if (spec.key_identifier) all.emplace_back("authorityKeyIdentifier", "keyid:always");
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer_cert.get(), nullptr, nullptr, list.get(), 0);
    for (const extension& wanted : all) {
        X509_EXTENSION* ext = make_extension(context, wanted);
        const int added = X509_CRL_add_ext(list.get(), ext, -1);
        X509_EXTENSION_free(ext);
        must(added == 1, "add extension");
    }
    if (spec.number >= 0) {
        const integer_ptr number(ASN1_INTEGER_new());
        ASN1_INTEGER_set(number.get(), spec.number);
        must(X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0) == 1, "CRL number");
    }
    X509_CRL_sort(list.get());
    must(X509_CRL_sign(list.get(), issuer.key.get(), digest(issuer.key.get(), spec.digest)) > 0, "sign CRL");
    return to_der(list.get(), i2d_X509_CRL);
}

octets make_p12(const identity& owner, const std::string& password, const std::vector<identity>& chain) {
    STACK_OF(X509)* others = sk_X509_new_null();
    for (const identity& link : chain)
        sk_X509_push(others, from_der(link.der).release());
    const x509_ptr cert = from_der(owner.der);
    PKCS12* bag = PKCS12_create(password.c_str(), "test", owner.key.get(), cert.get(), others, 0, 0, 0, 0, 0);
    sk_X509_pop_free(others, X509_free);
    must(bag != nullptr, "PKCS#12");
    octets der = to_der(bag, i2d_PKCS12);
    PKCS12_free(bag);
    return der;
}

hierarchy::hierarchy(key_kind kind) {
    certificate_spec top = authority("ТЕСТ ROOT CA");
    top.kind = kind;
    root = self_signed(top);
    certificate_spec issuing = authority("ТЕСТ ISSUING CA");
    issuing.kind = kind;
    issuing.path_length = 0;
    ca = issue(root, issuing);
    root_crl = make_crl(root, {});
    ca_crl = make_crl(ca, {});
}

}  // namespace gw::test_pki
