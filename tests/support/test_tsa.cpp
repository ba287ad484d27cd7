#include "support/test_tsa.hpp"

#include <openssl/ts.h>
#include <openssl/x509.h>

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
    X509* certificate = d2i_X509(nullptr, &der, static_cast<long>(authority.der.size()));
    ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4.1", 1);
    TS_RESP_CTX* context = TS_RESP_CTX_new();
    must(TS_RESP_CTX_set_signer_cert(context, certificate) == 1, "signer");
    must(TS_RESP_CTX_set_signer_key(context, authority.key.get()) == 1, "key");
    must(TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1, "digest");
    must(TS_RESP_CTX_set_def_policy(context, policy) == 1, "policy");
    must(TS_RESP_CTX_add_md(context, EVP_sha256()) == 1, "imprint");
    TS_RESP_CTX_set_serial_cb(context, next_serial, nullptr);
    TS_RESP_CTX_set_time_cb(context, given_time, &now);
    BIO* in = BIO_new_mem_buf(request.data(), static_cast<int>(request.size()));
    TS_RESP* response = TS_RESP_create_response(context, in);
    must(response != nullptr, "response");
    unsigned char* out = nullptr;
    const int size = i2d_TS_RESP(response, &out);
    must(size > 0, "encoding");
    octets answer(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    TS_RESP_free(response);
    BIO_free(in);
    TS_RESP_CTX_free(context);
    ASN1_OBJECT_free(policy);
    X509_free(certificate);
    return answer;
}

}  // namespace gw::test_pki
