#include "support/test_tsa.hpp"

#include <openssl/ts.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace gw::test_pki {
namespace {

void must(bool done, const char* what) {
    if (!done) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

ASN1_INTEGER* next_serial(TS_RESP_CTX*, void*) {
    static long last = 100;
    ASN1_INTEGER* serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, ++last);
    return serial;
}

int given_time(TS_RESP_CTX*, void* data, long* sec, long* usec) {
    *sec = *static_cast<const long*>(data);
    *usec = 0;
    return 1;
}

template <auto Free>
struct freed {
    template <class T>
    void operator()(T* value) const {
        Free(value);
    }
};
template <class T, auto Free>
using owned = std::unique_ptr<T, freed<Free>>;

}  // namespace

certificate_spec stamping_authority() {
    certificate_spec spec;
    spec.subject = {{"CN", "TEST TSA"}, {"C", "KZ"}};
    spec.key_usage = "critical,digitalSignature";
    spec.extensions = {{"extendedKeyUsage", "critical,timeStamping"}};
    return spec;
}

octets answer_stamp_request(const identity& authority, octets_view request, timestamp at) {
    long now = std::chrono::system_clock::to_time_t(at);
    const auto* der = reinterpret_cast<const unsigned char*>(authority.der.data());
    const owned<X509, X509_free> certificate(
        d2i_X509(nullptr, &der, static_cast<long>(authority.der.size())));
    const owned<ASN1_OBJECT, ASN1_OBJECT_free> policy(OBJ_txt2obj("1.2.3.4.1", 1));
    const owned<TS_RESP_CTX, TS_RESP_CTX_free> context(TS_RESP_CTX_new());
    must(TS_RESP_CTX_set_signer_cert(context.get(), certificate.get()) == 1, "signer");
    must(TS_RESP_CTX_set_signer_key(context.get(), authority.key.get()) == 1, "key");
    must(TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1, "digest");
    must(TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1, "policy");
    must(TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1, "imprint");
    TS_RESP_CTX_set_serial_cb(context.get(), next_serial, nullptr);
    TS_RESP_CTX_set_time_cb(context.get(), given_time, &now);
    const owned<BIO, BIO_free> in(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
    const owned<TS_RESP, TS_RESP_free> response(TS_RESP_create_response(context.get(), in.get()));
    must(response != nullptr, "response");
    unsigned char* out = nullptr;
    const int size = i2d_TS_RESP(response.get(), &out);
    must(size > 0, "encoding");
    octets answer(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return answer;
}

}  // namespace gw::test_pki
