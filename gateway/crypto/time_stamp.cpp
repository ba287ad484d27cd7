// By OpenSSL's TS_*. Its verification takes the path's time from the clock, so genTime is set in the store's
// parameters: a token must still hold when its authority's certificate has long run out.
#include "crypto/time_stamp.hpp"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"

namespace gw::crypto {
namespace {

using request_ptr = std::unique_ptr<TS_REQ, freed_by<TS_REQ_free>>;
using response_ptr = std::unique_ptr<TS_RESP, freed_by<TS_RESP_free>>;
using token_ptr = std::unique_ptr<PKCS7, freed_by<PKCS7_free>>;
using context_ptr = std::unique_ptr<TS_VERIFY_CTX, freed_by<TS_VERIFY_CTX_free>>;
using info_ptr = std::unique_ptr<TS_TST_INFO, freed_by<TS_TST_INFO_free>>;
using number_ptr = std::unique_ptr<ASN1_INTEGER, freed_by<ASN1_INTEGER_free>>;
using object_ptr = std::unique_ptr<ASN1_OBJECT, freed_by<ASN1_OBJECT_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using store_ptr = std::unique_ptr<X509_STORE, freed_by<X509_STORE_free>>;
using bignum_ptr = std::unique_ptr<BIGNUM, freed_by<BN_free>>;

error invalid(std::string what) {
    const std::string reason = error_scope::reason();
    return {errc::time_stamp_invalid, reason.empty() ? std::move(what) : what + ": " + reason};
}

// All of the octets or nothing: what follows a DER value was signed by nobody.
template <class T>
T* decode_all(T* (*decode)(T**, const unsigned char**, long), octets_view data) {
    const unsigned char* at = as_unsigned(data);
    T* made = decode(nullptr, &at, static_cast<long>(data.size()));
    const auto used = static_cast<std::size_t>(at - as_unsigned(data));
    if (made == nullptr || used == data.size()) return made;
    if constexpr (std::is_same_v<T, PKCS7>)
        PKCS7_free(made);
    else if constexpr (std::is_same_v<T, TS_REQ>)
        TS_REQ_free(made);
    else
        TS_RESP_free(made);
    return nullptr;
}

template <class T>
octets encode(int (*encoder)(const T*, unsigned char**), const T* value) {
    unsigned char* out = nullptr;
    const int size = encoder(value, &out);
    if (size <= 0) return {};
    octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

std::string dotted(const ASN1_OBJECT* object) {
    char text[128];
    const int size = OBJ_obj2txt(text, sizeof text, object, 1);
    return size > 0 && static_cast<std::size_t>(size) < sizeof text ? text : "";
}

std::vector<octets> certificates_of(PKCS7* token, const X509* signer) {
    std::vector<octets> all{encode<X509>(i2d_X509, signer)};
    const STACK_OF(X509)* carried = token->d.sign->cert;
    for (int i = 0; i < sk_X509_num(carried); ++i)
        if (X509_cmp(sk_X509_value(carried, i), signer) != 0)
            all.push_back(encode<X509>(i2d_X509, sk_X509_value(carried, i)));
    return all;
}

// RFC 3161 section 2.4.2: GeneralizedTime in UTC, with a fraction or without. OpenSSL's tm drops the
// fraction.
std::optional<timestamp> time_of(const ASN1_GENERALIZEDTIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return std::chrono::time_point_cast<milliseconds>(
        std::chrono::system_clock::from_time_t(::timegm(&parts)));
}

result<time_stamp> read_info(PKCS7* token) {
    const info_ptr info(PKCS7_to_TS_TST_INFO(token));
    if (!info) return invalid("no TSTInfo");
    time_stamp made;
    made.token = encode<PKCS7>(i2d_PKCS7, token);
    const auto at = time_of(TS_TST_INFO_get_time(info.get()));
    TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info.get());
    if (!at || imprint == nullptr) return invalid("TSTInfo without time or imprint");
    made.at = *at;
    const ASN1_OCTET_STRING* digest = TS_MSG_IMPRINT_get_msg(imprint);
    made.imprint.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(digest)),
                        static_cast<std::size_t>(ASN1_STRING_length(digest)));
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
    made.imprint_algorithm = dotted(algorithm);
    made.policy = dotted(TS_TST_INFO_get_policy_id(info.get()));
    const bignum_ptr serial(ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info.get()), nullptr));
    if (serial) {
        char* hex = BN_bn2hex(serial.get());
        made.serial = hex != nullptr ? hex : "";
        OPENSSL_free(hex);
    }
    STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
    if (sk_X509_num(signers) == 1) {
        made.certificates = certificates_of(token, sk_X509_value(signers, 0));
        const bio_ptr text(BIO_new(BIO_s_mem()));
        X509_NAME_print_ex(text.get(), X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                           XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
        char* data = nullptr;
        const long size = BIO_get_mem_data(text.get(), &data);
        if (size > 0) made.authority.assign(data, static_cast<std::size_t>(size));
    }
    sk_X509_free(signers);
    return made;
}

// Self-signed certificates of the file are anchors, the others may stand between.
store_ptr make_store(octets_view pem, STACK_OF(X509) * between, timestamp at) {
    store_ptr store(X509_STORE_new());
    const bio_ptr in = read_from(pem);
    while (in) {
        certificate_ptr one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
        if (!one) break;
        if (X509_NAME_cmp(X509_get_subject_name(one.get()), X509_get_issuer_name(one.get())) == 0)
            X509_STORE_add_cert(store.get(), one.get());
        else
            sk_X509_push(between, one.release());
    }
    X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(at));
    return store;
}

void add_trust(TS_VERIFY_CTX* context, octets_view anchors_pem, timestamp at) {
    STACK_OF(X509)* between = sk_X509_new_null();
    TS_VERIFY_CTX_set_store(context, make_store(anchors_pem, between, at).release());
    TS_VERIFY_CTX_set_certs(context, between);  // OpenSSL 3.0 names it so; both now belong to the context
    TS_VERIFY_CTX_add_flags(context, TS_VFY_SIGNATURE | TS_VFY_SIGNER);
}

}  // namespace

result<octets> make_time_stamp_request(const sha256_digest& imprint, const std::string& policy) {
    const error_scope scope;
    const request_ptr request(TS_REQ_new());
    const std::unique_ptr<TS_MSG_IMPRINT, freed_by<TS_MSG_IMPRINT_free>> hashed(TS_MSG_IMPRINT_new());
    const std::unique_ptr<X509_ALGOR, freed_by<X509_ALGOR_free>> algorithm(X509_ALGOR_new());
    X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
    octets digest(as_octets(imprint));
    TS_REQ_set_version(request.get(), 1);
    TS_MSG_IMPRINT_set_algo(hashed.get(), algorithm.get());
    TS_MSG_IMPRINT_set_msg(hashed.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           static_cast<int>(digest.size()));
    TS_REQ_set_msg_imprint(request.get(), hashed.get());
    if (!policy.empty()) {
        const object_ptr wanted(OBJ_txt2obj(policy.c_str(), 1));
        if (!wanted) return error(errc::config_invalid, policy + " is no object identifier");
        TS_REQ_set_policy_id(request.get(), wanted.get());
    }
    octets random = random_octets(8);
    random[0] = static_cast<char>(random[0] & 0x7f);
    const bignum_ptr number(BN_bin2bn(as_unsigned(random), static_cast<int>(random.size()), nullptr));
    const number_ptr nonce(BN_to_ASN1_INTEGER(number.get(), nullptr));
    TS_REQ_set_nonce(request.get(), nonce.get());
    TS_REQ_set_cert_req(request.get(), 1);
    octets der = encode<TS_REQ>(i2d_TS_REQ, request.get());
    GW_INVARIANT(!der.empty());
    return der;
}

result<time_stamp> read_time_stamp_response(octets_view response, octets_view request,
                                            octets_view anchors_pem) {
    const error_scope scope;
    const request_ptr asked(decode_all<TS_REQ>(d2i_TS_REQ, request));
    GW_INVARIANT(asked);
    const response_ptr answer(decode_all<TS_RESP>(d2i_TS_RESP, response));
    if (!answer) return invalid("the answer is no TimeStampResp");
    if (TS_RESP_get_token(answer.get()) == nullptr) return invalid("the authority granted no time stamp");
    auto made = read_info(TS_RESP_get_token(answer.get()));
    if (!made) return made;
    const context_ptr context(TS_REQ_to_TS_VERIFY_CTX(asked.get(), nullptr));
    if (!context) return invalid("the request cannot be checked against");
    add_trust(context.get(), anchors_pem, made->at);
    if (TS_RESP_verify_response(context.get(), answer.get()) != 1) return invalid("the answer does not hold");
    return made;
}

result<time_stamp> check_time_stamp(octets_view token, const sha256_digest& imprint,
                                    octets_view anchors_pem) {
    const error_scope scope;
    const token_ptr kept(decode_all<PKCS7>(d2i_PKCS7, token));
    if (!kept) return invalid("no TimeStampToken");
    auto made = read_info(kept.get());
    if (!made) return made;
    if (made->imprint != as_octets(imprint) || made->imprint_algorithm != "2.16.840.1.101.3.4.2.1")
        return error(errc::time_stamp_invalid, "it is over another digest");
    const context_ptr context(TS_VERIFY_CTX_new());
    TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION);
    add_trust(context.get(), anchors_pem, made->at);
    if (TS_RESP_verify_token(context.get(), kept.get()) != 1) return invalid("the token does not hold");
    return made;
}

result<time_stamp> decode_time_stamp(octets_view token) {
    const error_scope scope;
    const token_ptr kept(decode_all<PKCS7>(d2i_PKCS7, token));
    if (!kept) return invalid("no TimeStampToken");
    return read_info(kept.get());
}

}  // namespace gw::crypto
