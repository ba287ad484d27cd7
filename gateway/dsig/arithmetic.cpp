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

#include <algorithm>
#include <mutex>

#include "crypto/keys.hpp"
#include "crypto/kz_provider.hpp"
#include "dsig/algorithms.hpp"
#include "dsig/direct.hpp"
#include "dsig/exclusive_c14n.hpp"
#include "dsig/gost_transforms.hpp"
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
    const auto permit_both = [&context](xmlSecTransformId id) {
        GW_INVARIANT(xmlSecDSigCtxEnableReferenceTransform(&context, id) == 0);
        GW_INVARIANT(xmlSecDSigCtxEnableSignatureTransform(&context, id) == 0);
    };
    permit_both(xmlSecTransformInclC14NId);
    permit_both(xmlSecTransformInclC14NWithCommentsId);
    permit_both(exclusive_c14n_transform());
    permit_both(xmlSecTransformExclC14NWithCommentsId);
    GW_INVARIANT(xmlSecDSigCtxEnableReferenceTransform(&context, xmlSecTransformEnvelopedId) == 0);
    for (const digest_method& one : digest_methods())
        if (!one.legacy || permit_sha1)
            GW_INVARIANT(xmlSecDSigCtxEnableReferenceTransform(&context, one.transform()) == 0);
    for (const signature_method& one : signature_methods())
        if (!one.legacy || permit_sha1)
            GW_INVARIANT(xmlSecDSigCtxEnableSignatureTransform(&context, one.transform()) == 0);
    context.enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    // Visa3D "hack": "#id" is looked up as an id and never evaluated as an XPointer.
    context.flags = XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES | XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS |
                    XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK;
}

// Whether the value can be of this key: XML Signature 1.1 section 6.4.3 has r and s of ECDSA each padded to
// the size of the group order; RSA and GOST values have the size of the key.
std::optional<error> misfit(const signature_node& signature, EVP_PKEY* key) {
    const signature_method& method = *signature.method;
    const bool gost = method.is_gost() || is_gost_key(key);
    if (!method.fits(key))
        return error(gost ? errc::gost_hash_pairing_wrong : errc::signature_value_wrong,
                     "the method is not one for the signer's key");
    const auto bits = static_cast<std::size_t>(EVP_PKEY_get_bits(key));
    const std::size_t size = EVP_PKEY_is_a(key, "EC") == 1 ? 2 * ((bits + 7) / 8)
                                                           : static_cast<std::size_t>(EVP_PKEY_get_size(key));
    if (signature.value.size() != size)
        return error(gost ? errc::gost_signature_length_wrong : errc::signature_value_wrong,
                     "the value does not have the size that the key gives");
    return std::nullopt;
}

crypto::pkey generate(std::string_view type) {
    crypto::pkey key(type == "EC" ? EVP_EC_gen("P-256") : type == "RSA" ? EVP_RSA_gen(2048) : nullptr);
    if (!key) key = crypto::generate_kz_key(std::string(type).c_str());
    GW_INVARIANT(key != nullptr);
    return key;
}

// A key of the method's type that signed nothing.
EVP_PKEY* stand_in_key(const signature_node& signature) {
    static const std::vector<crypto::pkey> keys = [] {
        std::vector<crypto::pkey> made;
        for (const signature_method& one : signature_methods())
            if (std::none_of(made.begin(), made.end(),
                             [&one](const auto& key) { return one.fits(key.get()); }))
                made.push_back(generate(one.key_type));
        return made;
    }();
    const auto found = std::find_if(keys.begin(), keys.end(), [&signature](const crypto::pkey& key) {
        return signature.method->fits(key.get());
    });
    return found->get();
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

// False when xmlsec gave up on the way.
bool compute_by_xmlsec(const signature_node& signature, const id_index& ids, EVP_PKEY* key,
                       const options& opts, arithmetic_result& result) {
    for (const auto& reference : signature.references)
        if (const auto id = fragment_of(reference.uri)) ids.register_with_parser(*id);
    const dsig_context context(xmlSecDSigCtxCreate(nullptr));
    if (!context) throw std::bad_alloc();
    permit(*context, opts.permit_sha1);
    // xmlsec looks at no reference before it has a key: without the right one the digests are computed all
    // the same.
    context->signKey = adopt_key(key != nullptr ? key : stand_in_key(signature));
    const bool processed = xmlSecDSigCtxVerify(context.get(), signature.node) == 0;
    read_references(*context, result);
    // Both channels of xmlsec: 0 says "processed", the status says what came of it.
    result.signature_ok = key != nullptr && processed && context->status == xmlSecDSigStatusSucceeded;
    return processed;
}

xmlSecKeyData* wrap_common_key(EVP_PKEY* key) {
    EVP_PKEY_up_ref(key);
    xmlSecKeyData* data = xmlSecOpenSSLEvpKeyAdopt(key);
    if (data == nullptr) EVP_PKEY_free(key);
    return data;
}

}  // namespace

// The bare key: one loaded from a certificate makes xmlsec copy the certificate for every message.
xmlSecKey* adopt_key(EVP_PKEY* key) {
    xmlSecKeyData* data = is_gost_key(key) ? wrap_gost_key(key) : wrap_common_key(key);
    if (data == nullptr) return nullptr;
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
        crypto::load_kz_provider();
        xmlSecErrorsSetCallback(ignore_report);
        GW_INVARIANT(xmlSecInit() == 0);
        GW_INVARIANT(xmlSecOpenSSLAppInit(nullptr) == 0);
        GW_INVARIANT(xmlSecOpenSSLInit() == 0);
        register_gost_transforms();
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
    const auto unfit = key == nullptr ? std::nullopt : misfit(signature, key);
    EVP_PKEY* const fitting = unfit ? nullptr : key;
    const bool processed = is_direct(signature) ? compute_directly(signature, ids, fitting, result)
                                                : compute_by_xmlsec(signature, ids, fitting, opts, result);

    if (result.digests_ok.size() != signature.references.size() && processed && result.digests_ok.empty())
        return fail(errc::signature_structure_invalid, "no reference was processed");
    for (std::size_t i = 0; i < result.digests_ok.size(); ++i) {
        if (result.digested[i].empty()) return fail(errc::signed_octets_empty, signature.references[i].uri);
        if (!result.digests_ok[i]) return fail(errc::digest_mismatch, signature.references[i].uri);
    }
    if (result.digests_ok.size() != signature.references.size())
        return fail(errc::signature_structure_invalid, "a reference could not be processed");
    if (key == nullptr) return fail(errc::signing_certificate_not_found);
    if (unfit) return fail(unfit->code(), unfit->detail());
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
