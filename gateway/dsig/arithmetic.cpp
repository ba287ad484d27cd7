#include "dsig/arithmetic.hpp"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <xmlsec/app.h>
#include <xmlsec/base64.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include <mutex>

#include "crypto/keys.hpp"
#include "dsig/exclusive_c14n.hpp"
#include "xml/canonical.hpp"

namespace gw::dsig {
namespace {

// xmlsec reports through its return values; its messages would repeat outside text on standard error.
void ignore_report(const char*, int, const char*, const char*, const char*, int, const char*) {}

struct dsig_context_deleter {
    void operator()(xmlSecDSigCtx* context) const noexcept { xmlSecDSigCtxDestroy(context); }
};
using dsig_context = std::unique_ptr<xmlSecDSigCtx, dsig_context_deleter>;

struct key_deleter {
    void operator()(xmlSecKey* key) const noexcept { xmlSecKeyDestroy(key); }
};

void permit(xmlSecDSigCtx& context, bool permit_sha1) {
    // The structure was checked against our own lists; this second fence holds if that code ever errs.
    for (const xmlSecTransformId id :
         {xmlSecTransformInclC14NId, xmlSecTransformInclC14NWithCommentsId, exclusive_c14n_transform(),
          xmlSecTransformExclC14NWithCommentsId, xmlSecTransformEnvelopedId, xmlSecTransformSha256Id,
          xmlSecTransformSha384Id, xmlSecTransformSha512Id})
        GW_INVARIANT(xmlSecDSigCtxEnableReferenceTransform(&context, id) == 0);
    for (const xmlSecTransformId id :
         {xmlSecTransformInclC14NId, xmlSecTransformInclC14NWithCommentsId, exclusive_c14n_transform(),
          xmlSecTransformExclC14NWithCommentsId, xmlSecTransformRsaSha256Id, xmlSecTransformRsaSha384Id,
          xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha256Id, xmlSecTransformEcdsaSha384Id,
          xmlSecTransformEcdsaSha512Id})
        GW_INVARIANT(xmlSecDSigCtxEnableSignatureTransform(&context, id) == 0);
    if (permit_sha1) {
        GW_INVARIANT(xmlSecDSigCtxEnableReferenceTransform(&context, xmlSecTransformSha1Id) == 0);
        GW_INVARIANT(xmlSecDSigCtxEnableSignatureTransform(&context, xmlSecTransformRsaSha1Id) == 0);
    }
    context.enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    // Visa3D "hack": "#id" is looked up as an id and never evaluated as an XPointer.
    context.flags = XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES | XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS |
                    XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK;
}

// XML Signature 1.1 section 6.4.3: r and s, each padded to the size of the group order; nothing shorter or
// longer.
bool value_has_right_size(const signature_node& signature, EVP_PKEY* key) {
    const bool is_ecdsa = signature.algorithm.find("#ecdsa-") != std::string::npos;
    if (EVP_PKEY_is_a(key, "EC") == 1)
        return is_ecdsa &&
               signature.value.size() == 2 * static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8);
    if (EVP_PKEY_is_a(key, "RSA") == 1)
        return !is_ecdsa && signature.value.size() == static_cast<std::size_t>(EVP_PKEY_get_size(key));
    return false;
}

// A key of the method's type that signed nothing.
EVP_PKEY* stand_in_key(const signature_node& signature) {
    static const crypto::pkey ec(EVP_EC_gen("P-256"));
    static const crypto::pkey rsa(EVP_RSA_gen(2048));
    return signature.algorithm.find("#ecdsa-") != std::string::npos ? ec.get() : rsa.get();
}

void read_references(xmlSecDSigCtx& context, arithmetic_result& result) {
    const xmlSecSize count = xmlSecPtrListGetSize(&context.signedInfoReferences);
    for (xmlSecSize i = 0; i < count; ++i) {
        auto* reference =
            static_cast<xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&context.signedInfoReferences, i));
        result.digests_ok.push_back(reference->status == xmlSecDSigStatusSucceeded);
        xmlSecBuffer* buffer = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
        const xmlSecByte* data = buffer == nullptr ? nullptr : xmlSecBufferGetData(buffer);
        result.digested.emplace_back(
            data == nullptr ? octets()
                            : octets(reinterpret_cast<const char*>(data), xmlSecBufferGetSize(buffer)));
    }
}

}  // namespace

// The bare key: one loaded from a certificate makes xmlsec copy the certificate for every message.
xmlSecKey* adopt_key(EVP_PKEY* key) {
    EVP_PKEY_up_ref(key);
    xmlSecKeyData* data = xmlSecOpenSSLEvpKeyAdopt(key);
    if (data == nullptr) {
        EVP_PKEY_free(key);
        return nullptr;
    }
    std::unique_ptr<xmlSecKey, key_deleter> wrapped(xmlSecKeyCreate());
    if (!wrapped || xmlSecKeySetValue(wrapped.get(), data) < 0) {
        xmlSecKeyDataDestroy(data);
        return nullptr;
    }
    wrapped->usage = xmlSecKeyUsageAny;
    return wrapped.release();
}

void initialise() {
    static std::once_flag once;
    std::call_once(once, [] {
        xml::initialise();
        xmlSecErrorsSetCallback(ignore_report);
        GW_INVARIANT(xmlSecInit() == 0);
        GW_INVARIANT(xmlSecOpenSSLAppInit(nullptr) == 0);
        GW_INVARIANT(xmlSecOpenSSLInit() == 0);
        xmlSecErrorsSetCallback(ignore_report);
        register_exclusive_c14n();
        xmlSecBase64SetDefaultLineSize(0);  // one line in our own signatures: nothing for a transport to fold
        // No file, HTTP or FTP reader stays registered: nothing that a message names is ever fetched.
        xmlSecIOCleanupCallbacks();
    });
}

arithmetic_result compute(const signature_node& signature, const id_index& ids, EVP_PKEY* key,
                          const options& opts) {
    arithmetic_result result;
    const auto fail = [&](errc code, std::string why = {}) {
        result.failure = error(code, std::move(why));
        return result;
    };
    for (const auto& reference : signature.references)
        if (const auto id = fragment_of(reference.uri)) ids.register_with_parser(*id);

    const dsig_context context(xmlSecDSigCtxCreate(nullptr));
    if (!context) throw std::bad_alloc();
    permit(*context, opts.permit_sha1);
    const bool key_fits = key != nullptr && value_has_right_size(signature, key);
    // xmlsec looks at no reference before it has a key: without the right one the digests are computed all
    // the same.
    context->signKey = adopt_key(key_fits ? key : stand_in_key(signature));
    const bool processed = xmlSecDSigCtxVerify(context.get(), signature.node) == 0;
    read_references(*context, result);

    if (result.digests_ok.size() != signature.references.size() && processed && result.digests_ok.empty())
        return fail(errc::signature_structure_invalid, "no reference was processed");
    for (std::size_t i = 0; i < result.digests_ok.size(); ++i) {
        if (result.digested[i].empty()) return fail(errc::signed_octets_empty, signature.references[i].uri);
        if (!result.digests_ok[i]) return fail(errc::digest_mismatch, signature.references[i].uri);
    }
    if (result.digests_ok.size() != signature.references.size())
        return fail(errc::signature_structure_invalid, "a reference could not be processed");
    if (key == nullptr) return fail(errc::signing_certificate_not_found);
    if (!key_fits)
        return fail(errc::signature_value_wrong, "the value does not have the size that the key gives");
    // Both channels of xmlsec: 0 says "processed", the status says what came of it.
    result.signature_ok = processed && context->status == xmlSecDSigStatusSucceeded;
    if (!result.signature_ok) return fail(errc::signature_value_wrong);
    return result;
}

result<octets> canonicalise_exclusive(const xmlNode* element) {
    octets out;
    const auto written = xml::canonicalise_exclusive(element, out);
    if (!written || out.empty()) return error(errc::signed_octets_empty, "the element has no canonical form");
    return out;
}

}  // namespace gw::dsig
