// OCSP answers (RFC 6960) and time stamps (RFC 3161) of the pretend authority.
#include <openssl/ocsp.h>
#include <openssl/ts.h>

#include "sandbox/authority.hpp"
#include "sandbox/encoding.hpp"

namespace sandbox {
namespace {

using request_ptr = std::unique_ptr<OCSP_REQUEST, gw::crypto::freed_by<OCSP_REQUEST_free>>;
using basic_ptr = std::unique_ptr<OCSP_BASICRESP, gw::crypto::freed_by<OCSP_BASICRESP_free>>;
using response_ptr = std::unique_ptr<OCSP_RESPONSE, gw::crypto::freed_by<OCSP_RESPONSE_free>>;
using stamp_context = std::unique_ptr<TS_RESP_CTX, gw::crypto::freed_by<TS_RESP_CTX_free>>;
using stamp_ptr = std::unique_ptr<TS_RESP, gw::crypto::freed_by<TS_RESP_free>>;

constexpr gw::seconds a_day_ago{26 * 3600};
// facts/kz-pki.md section 3: the policy of НУЦ РК for time stamps by RSA keys.
constexpr const char* stamp_policy = "1.2.398.3.3.2.6.2";

request_ptr decode(const gw::octets& request) {
    const unsigned char* at = gw::as_unsigned(request);
    return request_ptr(d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request.size())));
}

OCSP_CERTID* first_id(OCSP_REQUEST* request) {
    if (!request || OCSP_request_onereq_count(request) < 1) return nullptr;
    return OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, 0));
}

gw::octets encode(int status, OCSP_BASICRESP* basic) {
    const response_ptr response(OCSP_response_create(status, basic));
    return to_der<OCSP_RESPONSE>(response.get(), i2d_OCSP_RESPONSE);
}

void add_extended_revoke(OCSP_BASICRESP* basic) {
    ASN1_OBJECT* oid = OBJ_txt2obj("1.3.6.1.5.5.7.48.1.9", 1);
    ASN1_OCTET_STRING* null = ASN1_OCTET_STRING_new();
    const unsigned char content[] = {0x05, 0x00};
    ASN1_OCTET_STRING_set(null, content, 2);
    X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, oid, 0, null);
    OCSP_BASICRESP_add_ext(basic, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(null);
    ASN1_OBJECT_free(oid);
}

// The clock of the authority, which may be wrong on demand.
int tell_time(TS_RESP_CTX*, void* now, long* seconds, long* microseconds) {
    *seconds = static_cast<long>(std::chrono::system_clock::to_time_t(*static_cast<gw::timestamp*>(now)));
    *microseconds = 0;
    return 1;
}

}  // namespace

bool authority::is_asked(const gw::octets& request) const {
    const request_ptr asked = decode(request);
    OCSP_CERTID* id = first_id(asked.get());
    if (!id) return false;
    ASN1_OBJECT* hash = nullptr;
    OCSP_id_get0_info(nullptr, &hash, nullptr, nullptr, id);
    const EVP_MD* digest = EVP_get_digestbyobj(hash);
    if (!digest) return false;
    OCSP_CERTID* own = OCSP_cert_id_new(digest, X509_get_subject_name(own_.certificate.get()),
                                        X509_get0_pubkey_bitstr(own_.certificate.get()), integer_of(1).get());
    const bool same = OCSP_id_issuer_cmp(own, id) == 0;
    OCSP_CERTID_free(own);
    return same;
}

gw::octets authority::ocsp_answer(const gw::octets& request, gw::timestamp now, flaw wrong) const {
    const request_ptr asked = decode(request);
    OCSP_CERTID* id = first_id(asked.get());
    if (!id) return encode(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, nullptr);
    ASN1_INTEGER* number = nullptr;
    OCSP_id_get0_info(nullptr, nullptr, nullptr, &number, id);
    const std::string serial = canonical_serial(number);
    const auto found = revoked_.find(serial);
    const bool is_revoked = found != revoked_.end(), is_issued = issued_.contains(serial);
    const auto this_update = time_of(wrong == flaw::stale ? now - a_day_ago : now);
    const auto revoked_at = time_of(is_revoked ? found->second.at : gw::timestamp());
    const int reason = is_revoked ? found->second.reason : OCSP_REVOKED_STATUS_CERTIFICATEHOLD;
    const basic_ptr basic(OCSP_BASICRESP_new());
    const bool good = is_issued && !is_revoked;
    must(OCSP_basic_add1_status(basic.get(), id, good ? V_OCSP_CERTSTATUS_GOOD : V_OCSP_CERTSTATUS_REVOKED,
                                reason, good ? nullptr : revoked_at.get(), this_update.get(),
                                nullptr) != nullptr,
         "status");
    OCSP_copy_nonce(basic.get(), asked.get());
    add_extended_revoke(basic.get());
    // OpenSSL would write the time of this machine.
    auto* produced = const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get()));
    ASN1_GENERALIZEDTIME_set(
        produced, std::chrono::system_clock::to_time_t(wrong == flaw::stale ? now - a_day_ago : now));
    EVP_PKEY* key = responder_.key.get();
    must(OCSP_basic_sign(basic.get(), responder_.certificate.get(), key, digest_for(key), nullptr,
                         OCSP_NOTIME) == 1,
         "sign answer");
    // OpenSSL refuses to sign with a key that is not the certificate's: the value is spoilt afterwards.
    if (wrong == flaw::wrong_signed) {
        const ASN1_OCTET_STRING* value = OCSP_resp_get0_signature(basic.get());
        const_cast<unsigned char*>(ASN1_STRING_get0_data(value))[ASN1_STRING_length(value) - 1] ^= 1;
    }
    return encode(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get());
}

gw::octets authority::time_stamp(const gw::octets& request, gw::timestamp now) const {
    const stamp_context context(TS_RESP_CTX_new());
    ASN1_OBJECT* policy = OBJ_txt2obj(stamp_policy, 1);
    must(TS_RESP_CTX_set_signer_cert(context.get(), stamper_.certificate.get()) == 1 &&
             TS_RESP_CTX_set_signer_key(context.get(), stamper_.key.get()) == 1 &&
             TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1 &&
             TS_RESP_CTX_set_def_policy(context.get(), policy) == 1 &&
             TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1 &&
             TS_RESP_CTX_add_md(context.get(), EVP_sha512()) == 1,
         "time stamps");
    ASN1_OBJECT_free(policy);
    TS_RESP_CTX_set_time_cb(context.get(), tell_time, &now);
    const auto in = gw::crypto::read_from(request);
    const stamp_ptr response(TS_RESP_create_response(context.get(), in.get()));
    must(response != nullptr, "time stamp");
    return to_der<TS_RESP>(response.get(), i2d_TS_RESP);
}

}  // namespace sandbox
