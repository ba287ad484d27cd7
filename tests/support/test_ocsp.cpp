#include "support/test_ocsp.hpp"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <stdexcept>

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
using basic_ptr = std::unique_ptr<OCSP_BASICRESP, freed_by<OCSP_BASICRESP_free>>;
using response_ptr = std::unique_ptr<OCSP_RESPONSE, freed_by<OCSP_RESPONSE_free>>;
using time_ptr = std::unique_ptr<ASN1_GENERALIZEDTIME, freed_by<ASN1_GENERALIZEDTIME_free>>;

void must(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("test OCSP: ") + what);
}

x509_ptr from_der(octets_view der) {
    const unsigned char* at = as_unsigned(der);
    x509_ptr cert(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    must(cert != nullptr, "certificate");
    return cert;
}

time_ptr time_of(const std::optional<timestamp>& at) {
    if (!at) return nullptr;
    return time_ptr(ASN1_GENERALIZEDTIME_set(nullptr, std::chrono::system_clock::to_time_t(*at)));
}

octets to_der(OCSP_RESPONSE* response) {
    unsigned char* out = nullptr;
    const int size = i2d_OCSP_RESPONSE(response, &out);
    must(size > 0, "encode");
    octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

// An extension of the whole answer whose value is those octets.
void add_extension(OCSP_BASICRESP* basic, const char* oid, bool critical, octets_view value) {
    ASN1_OBJECT* object = OBJ_txt2obj(oid, 1);
    ASN1_OCTET_STRING* content = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(content, as_unsigned(value), static_cast<int>(value.size()));
    X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, object, critical ? 1 : 0, content);
    const int added = OCSP_BASICRESP_add_ext(basic, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(content);
    ASN1_OBJECT_free(object);
    must(added == 1, "extension");
}

}  // namespace

octets make_ocsp(const identity& responder, const identity& issuer, octets_view certificate,
                 const ocsp_spec& spec) {
    const x509_ptr subject = from_der(certificate), above = from_der(issuer.der),
                   signer = from_der(responder.der);
    const basic_ptr basic(OCSP_BASICRESP_new());
    OCSP_CERTID* id = OCSP_cert_to_id(EVP_get_digestbyname(spec.hash.c_str()), subject.get(), above.get());
    const time_ptr revoked = time_of(spec.status == 1 ? std::optional(spec.revoked_at) : std::nullopt);
    const time_ptr now = time_of(spec.this_update), next = time_of(spec.next_update);
    must(OCSP_basic_add1_status(basic.get(), id, spec.status, spec.reason, revoked.get(), now.get(),
                                next.get()) != nullptr,
         "status");
    OCSP_CERTID_free(id);
    if (!spec.nonce.empty())
        OCSP_basic_add1_nonce(basic.get(),
                              reinterpret_cast<unsigned char*>(const_cast<char*>(spec.nonce.data())),
                              static_cast<int>(spec.nonce.size()));
    if (spec.extended_revoke)
        add_extension(basic.get(), "1.3.6.1.5.5.7.48.1.9", false, octets_view("\x05\x00", 2));
    if (!spec.critical_extension.empty())
        add_extension(basic.get(), spec.critical_extension.c_str(), true, octets_view("\x05\x00", 2));
    // OpenSSL writes the time of now into it unless told not to.
    auto* produced = const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get()));
    ASN1_GENERALIZEDTIME_set(produced, std::chrono::system_clock::to_time_t(spec.produced_at));
    unsigned long flags = OCSP_NOTIME;
    if (spec.by_key) flags |= OCSP_RESPID_KEY;
    if (!spec.with_certificate) flags |= OCSP_NOCERTS;
    must(OCSP_basic_sign(basic.get(), signer.get(), responder.key.get(),
                         EVP_get_digestbyname(spec.digest.c_str()), nullptr, flags) == 1,
         "sign");
    const response_ptr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
    return to_der(response.get());
}

octets make_ocsp_failure(int status) {
    const response_ptr response(OCSP_response_create(status, nullptr));
    return to_der(response.get());
}

certificate_spec ocsp_responder() {
    certificate_spec spec;
    spec.subject = {{"CN", "OCSP RESPONDER"}, {"C", "KZ"}};
    spec.extended_key_usage = {"1.3.6.1.5.5.7.3.9"};
    spec.extensions = {{"noCheck", "ignored"}};
    return spec;
}

}  // namespace gw::test_pki
