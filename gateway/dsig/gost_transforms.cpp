#include "dsig/gost_transforms.hpp"

#include <openssl/crypto.h>
#include <xmlsec/buffer.h>
#include <xmlsec/keysdata.h>
#include <xmlsec/xmlsec.h>

#include <array>
#include <utility>

#include "base/error.hpp"
#include "crypto/provider/algorithms.hpp"
#include "dsig/names.hpp"
#include "dsig/tree.hpp"

namespace gw::dsig {
namespace {

namespace provider = crypto::provider;

// --- the key
// ------------------------------------------------------------------------------------------------

struct key_data {
    xmlSecKeyData base;  // xmlsec allocates the whole, filled with zeros, and knows this part
    EVP_PKEY* key;
};
key_data& as_key(xmlSecKeyDataPtr data) {
    return *reinterpret_cast<key_data*>(data);
}

int initialise_key(xmlSecKeyDataPtr data) {
    as_key(data).key = nullptr;
    return 0;
}
int duplicate_key(xmlSecKeyDataPtr to, xmlSecKeyDataPtr from) {
    as_key(to).key = as_key(from).key;
    if (as_key(to).key != nullptr) EVP_PKEY_up_ref(as_key(to).key);
    return 0;
}
void finalise_key(xmlSecKeyDataPtr data) {
    EVP_PKEY_free(std::exchange(as_key(data).key, nullptr));
}
xmlSecKeyDataType type_of_key(xmlSecKeyDataPtr) {
    return xmlSecKeyDataTypePublic | xmlSecKeyDataTypePrivate;
}
xmlSecSize size_of_key(xmlSecKeyDataPtr data) {
    return static_cast<xmlSecSize>(EVP_PKEY_get_bits(as_key(data).key));
}

// Not registered anywhere: KeyInfo must never be read into such a key.
xmlSecKeyDataKlass key_class = [] {
    _xmlSecKeyDataKlass made{};  // the alias is const
    made.klassSize = sizeof made;
    made.objSize = sizeof(key_data);
    made.name = xml_text("kz-gost-key");
    made.usage = xmlSecKeyDataUsageUnknown;
    made.initialize = initialise_key;
    made.duplicate = duplicate_key;
    made.finalize = finalise_key;
    made.getType = type_of_key;
    made.getSize = size_of_key;
    return made;
}();

// --- what both kinds of transform share
// -----------------------------------------------------------------------

struct hashing {
    xmlSecTransform base;  // as above
    EVP_MD_CTX* hash;
    EVP_PKEY* key;                       // of a signature
    std::array<unsigned char, 64> made;  // a digest
    unsigned made_size;
};
hashing& as_hashing(xmlSecTransformPtr transform) {
    return *reinterpret_cast<hashing*>(transform);
}

void finalise(xmlSecTransformPtr transform) {
    EVP_MD_CTX_free(std::exchange(as_hashing(transform).hash, nullptr));
    EVP_PKEY_free(std::exchange(as_hashing(transform).key, nullptr));
}

// Takes what lies in the buffer; at the end `finish` writes what comes of it.
template <class Update, class Finish>
int run(xmlSecTransformPtr transform, int last, Update update, Finish finish) {
    if (transform->status == xmlSecTransformStatusNone) transform->status = xmlSecTransformStatusWorking;
    xmlSecBuffer& in = transform->inBuf;
    const xmlSecSize size = xmlSecBufferGetSize(&in);
    if (transform->status != xmlSecTransformStatusWorking) return size == 0 ? 0 : -1;
    if (size > 0 && (!update(xmlSecBufferGetData(&in), size) || xmlSecBufferRemoveHead(&in, size) < 0))
        return -1;
    if (last == 0) return 0;
    if (!finish()) return -1;
    transform->status = xmlSecTransformStatusFinished;
    return 0;
}

// --- digests
// ------------------------------------------------------------------------------------------------

template <const provider::digest_algorithm& Of>
int initialise_digest(xmlSecTransformPtr transform) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, Of.id.name, nullptr);
    as_hashing(transform).hash = EVP_MD_CTX_new();
    return EVP_DigestInit_ex(as_hashing(transform).hash, algorithm, nullptr) == 1 ? 0 : -1;
}

// A digest that is made goes on to DigestValue; one that is compared stays for verify_digest.
int execute_digest(xmlSecTransformPtr transform, int last, xmlSecTransformCtxPtr) {
    hashing& own = as_hashing(transform);
    return run(
        transform, last,
        [&](const xmlSecByte* data, xmlSecSize size) { return EVP_DigestUpdate(own.hash, data, size) == 1; },
        [&] {
            if (EVP_DigestFinal_ex(own.hash, own.made.data(), &own.made_size) != 1) return false;
            return transform->operation != xmlSecTransformOperationSign ||
                   xmlSecBufferAppend(&transform->outBuf, own.made.data(), own.made_size) == 0;
        });
}

int verify_digest(xmlSecTransformPtr transform, const xmlSecByte* data, xmlSecSize size,
                  xmlSecTransformCtxPtr) {
    const hashing& own = as_hashing(transform);
    if (transform->status != xmlSecTransformStatusFinished) return -1;
    const bool same = own.made_size == size && size > 0 && CRYPTO_memcmp(own.made.data(), data, size) == 0;
    transform->status = same ? xmlSecTransformStatusOk : xmlSecTransformStatusFail;
    return 0;
}

// --- signatures
// -----------------------------------------------------------------------------------------------

int initialise_signature(xmlSecTransformPtr transform) {
    as_hashing(transform).hash = EVP_MD_CTX_new();
    return as_hashing(transform).hash != nullptr ? 0 : -1;
}

int require_key(xmlSecTransformPtr transform, xmlSecKeyReqPtr wanted) {
    const bool signs = transform->operation == xmlSecTransformOperationSign;
    wanted->keyId = &key_class;
    wanted->keyType = signs ? xmlSecKeyDataTypePrivate : xmlSecKeyDataTypePublic;
    wanted->keyUsage = signs ? xmlSecKeyUsageSign : xmlSecKeyUsageVerify;
    return 0;
}

template <const provider::algorithm& Of>
int set_key(xmlSecTransformPtr transform, xmlSecKeyPtr given) {
    xmlSecKeyDataPtr value = xmlSecKeyGetValue(given);
    if (!xmlSecKeyDataCheckId(value, &key_class) || as_hashing(transform).key != nullptr) return -1;
    EVP_PKEY* key = as_key(value).key;
    if (EVP_PKEY_is_a(key, Of.key.name) != 1) return -1;
    EVP_PKEY_up_ref(key);
    as_hashing(transform).key = key;
    const auto begin = transform->operation == xmlSecTransformOperationSign ? EVP_DigestSignInit_ex
                                                                            : EVP_DigestVerifyInit_ex;
    return begin(as_hashing(transform).hash, nullptr, Of.digest.id.name, nullptr, nullptr, key, nullptr) == 1
               ? 0
               : -1;
}

int execute_signature(xmlSecTransformPtr transform, int last, xmlSecTransformCtxPtr) {
    EVP_MD_CTX* hash = as_hashing(transform).hash;
    const bool signs = transform->operation == xmlSecTransformOperationSign;
    return run(
        transform, last,
        [&](const xmlSecByte* data, xmlSecSize size) {
            return (signs ? EVP_DigestSignUpdate(hash, data, size)
                          : EVP_DigestVerifyUpdate(hash, data, size)) == 1;
        },
        [&] {
            if (!signs) return true;  // verify_signature has the value
            std::array<unsigned char, 128> value;
            std::size_t size = value.size();
            return EVP_DigestSignFinal(hash, value.data(), &size) == 1 &&
                   xmlSecBufferAppend(&transform->outBuf, value.data(), static_cast<xmlSecSize>(size)) == 0;
        });
}

int verify_signature(xmlSecTransformPtr transform, const xmlSecByte* data, xmlSecSize size,
                     xmlSecTransformCtxPtr) {
    if (transform->status != xmlSecTransformStatusFinished) return -1;
    const bool holds = EVP_DigestVerifyFinal(as_hashing(transform).hash, data, size) == 1;
    transform->status = holds ? xmlSecTransformStatusOk : xmlSecTransformStatusFail;
    return 0;
}

// --- the classes; xmlsec keeps their addresses
// --------------------------------------------------------------

_xmlSecTransformKlass transform_class(const char* name, const char* uri, xmlSecTransformUsage usage) {
    _xmlSecTransformKlass made{};
    made.klassSize = sizeof made;
    made.objSize = sizeof(hashing);
    made.name = xml_text(name);
    made.href = xml_text(uri);
    made.usage = usage;
    made.finalize = finalise;
    made.getDataType = xmlSecTransformDefaultGetDataType;
    made.pushBin = xmlSecTransformDefaultPushBin;
    made.popBin = xmlSecTransformDefaultPopBin;
    return made;
}

template <const provider::digest_algorithm& Of>
xmlSecTransformId digest_class(const char* uri) noexcept {
    static xmlSecTransformKlass made = [uri] {
        auto digest = transform_class(Of.id.name, uri, xmlSecTransformUsageDigestMethod);
        digest.initialize = initialise_digest<Of>;
        digest.verify = verify_digest;
        digest.execute = execute_digest;
        return digest;
    }();
    return &made;
}

template <const provider::algorithm& Of>
xmlSecTransformId signature_class(const char* uri) noexcept {
    static xmlSecTransformKlass made = [uri] {
        auto signature = transform_class(Of.signature.name, uri, xmlSecTransformUsageSignatureMethod);
        signature.initialize = initialise_signature;
        signature.setKeyReq = require_key;
        signature.setKey = set_key<Of>;
        signature.verify = verify_signature;
        signature.execute = execute_signature;
        return signature;
    }();
    return &made;
}

}  // namespace

xmlSecTransformId gost34311_transform() noexcept {
    return digest_class<provider::gost34311>(names::gost34311);
}
xmlSecTransformId streebog256_transform() noexcept {
    return digest_class<provider::streebog256>(names::streebog256);
}
xmlSecTransformId streebog512_transform() noexcept {
    return digest_class<provider::streebog512>(names::streebog512);
}
xmlSecTransformId gost2004_transform() noexcept {
    return signature_class<provider::gost2004>(names::gost2004);
}
xmlSecTransformId gost2015_256_transform() noexcept {
    return signature_class<provider::gost2015_256>(names::gost2015_256);
}
xmlSecTransformId gost2015_512_transform() noexcept {
    return signature_class<provider::gost2015_512>(names::gost2015_512);
}

void register_gost_transforms() {
    for (const auto& id : {gost34311_transform(), streebog256_transform(), streebog512_transform(),
                           gost2004_transform(), gost2015_256_transform(), gost2015_512_transform()})
        GW_INVARIANT(xmlSecTransformIdsRegister(id) == 0);
}

xmlSecKeyDataPtr wrap_gost_key(EVP_PKEY* key) {
    xmlSecKeyDataPtr data = xmlSecKeyDataCreate(&key_class);
    if (data == nullptr) return nullptr;
    EVP_PKEY_up_ref(key);
    as_key(data).key = key;
    return data;
}

}  // namespace gw::dsig
