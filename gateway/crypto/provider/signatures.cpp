// Signing and verification as OpenSSL operations, of a digest and of data. A key works with the digest of its
// own algorithm alone: any other name is refused when an operation begins.
#include <openssl/core_names.h>
#include <strings.h>

#include <cstring>
#include <optional>

#include "crypto/kz_gost/signature.hpp"
#include "crypto/provider/dispatch.hpp"
#include "crypto/provider/key_encoding.hpp"
#include "crypto/provider/running_digest.hpp"

namespace gw::crypto::provider {
namespace {

struct operation {
    key_ptr with;
    std::optional<running_digest> hash;
};

operation& of(void* context) {
    return *static_cast<operation*>(context);
}

void* make(void*, const char*) {
    return guarded([] { return new operation(); });
}
void end(void* context) {
    delete static_cast<operation*>(context);
}
void* copy(void* context) {
    return guarded([context] {
        const operation& from = of(context);
        if (from.with) from.with->hold();
        return new operation{key_ptr(from.with.get()), from.hash};
    });
}

bool is_digest_of(const key& with, const char* name) {
    const object& id = with.of.digest.id;
    return name == nullptr || *name == '\0' || strcasecmp(name, id.name) == 0 ||
           strcasecmp(name, id.oid) == 0;
}

int set_params(void* context, const OSSL_PARAM params[]) {
    const OSSL_PARAM* digest =
        params ? OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_DIGEST) : nullptr;
    if (digest == nullptr) return 1;
    const char* name = nullptr;
    return of(context).with && OSSL_PARAM_get_utf8_string_ptr(digest, &name) == 1 &&
                   is_digest_of(*of(context).with, name)
               ? 1
               : 0;
}
const OSSL_PARAM* settable_params(void*, void*) {
    static const OSSL_PARAM names[] = {OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, nullptr, 0),
                                       OSSL_PARAM_END};
    return names;
}

// What issues certificates asks for the AlgorithmIdentifier to write.
int get_params(void* context, OSSL_PARAM params[]) {
    if (!of(context).with) return 0;
    const algorithm& which = of(context).with->of;
    return answer(params, OSSL_SIGNATURE_PARAM_ALGORITHM_ID, which.signature_identifier) &&
                   answer(params, OSSL_SIGNATURE_PARAM_DIGEST, which.digest.id.name)
               ? 1
               : 0;
}
const OSSL_PARAM* gettable_params(void*, void*) {
    static const OSSL_PARAM names[] = {OSSL_PARAM_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, nullptr, 0),
                                       OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, nullptr, 0),
                                       OSSL_PARAM_END};
    return names;
}

// OpenSSL begins again with no key to say: the same as before.
bool take_key(operation& begun, void* data) {
    if (data == nullptr) return static_cast<bool>(begun.with);
    const auto* given = static_cast<const key*>(data);
    given->hold();
    begun.with.reset(given);
    return true;
}

int begin(void* context, void* data, const OSSL_PARAM params[]) {
    return take_key(of(context), data) ? set_params(context, params) : 0;
}
int begin_signing(void* context, void* data, const OSSL_PARAM params[]) {
    return begin(context, data, params) == 1 && of(context).with->hidden ? 1 : 0;
}
int begin_data(void* context, const char* digest, void* data, const OSSL_PARAM params[]) {
    if (begin(context, data, params) != 1 || !is_digest_of(*of(context).with, digest)) return 0;
    of(context).hash.emplace(of(context).with->of.digest);
    return 1;
}
int begin_signing_data(void* context, const char* digest, void* data, const OSSL_PARAM params[]) {
    return begin_data(context, digest, data, params) == 1 && of(context).with->hidden ? 1 : 0;
}
int update(void* context, const unsigned char* data, std::size_t size) {
    if (!of(context).hash) return 0;
    of(context).hash->update(view(data, size));
    return 1;
}

int sign_digest(const key& with, unsigned char* out, std::size_t* size, std::size_t room,
                octets_view digest) {
    const auto made = kz_gost::sign(*with.hidden, digest);
    if (!made || made.value().size() > room) return 0;
    std::memcpy(out, made.value().data(), made.value().size());
    *size = made.value().size();
    return 1;
}
// Without a place for the value only its size is asked for.
bool asks_for_size(const key& with, const unsigned char* out, std::size_t* size) {
    if (out == nullptr) *size = kz_gost::signature_size(with.of.scheme);
    return out == nullptr;
}

int sign(void* context, unsigned char* out, std::size_t* size, std::size_t room, const unsigned char* digest,
         std::size_t digest_size) {
    return guarded([&] {
        const operation& begun = of(context);
        if (!begun.with || !begun.with->hidden) return 0;
        if (asks_for_size(*begun.with, out, size)) return 1;
        return sign_digest(*begun.with, out, size, room, view(digest, digest_size));
    });
}
int sign_data(void* context, unsigned char* out, std::size_t* size, std::size_t room) {
    return guarded([&] {
        operation& begun = of(context);
        if (!begun.with || !begun.with->hidden || !begun.hash) return 0;
        if (asks_for_size(*begun.with, out, size)) return 1;
        return sign_digest(*begun.with, out, size, room, begun.hash->finish());
    });
}

int verify(void* context, const unsigned char* value, std::size_t size, const unsigned char* digest,
           std::size_t digest_size) {
    return guarded([&] {
        const operation& begun = of(context);
        if (!begun.with) return 0;
        return kz_gost::verify(begun.with->open, view(digest, digest_size), view(value, size)) ? 1 : 0;
    });
}
int verify_data(void* context, const unsigned char* value, std::size_t size) {
    return guarded([&] {
        operation& begun = of(context);
        if (!begun.with || !begun.hash) return 0;
        return kz_gost::verify(begun.with->open, begun.hash->finish(), view(value, size)) ? 1 : 0;
    });
}

const OSSL_DISPATCH functions[] = {
    entry(OSSL_FUNC_SIGNATURE_NEWCTX, make),
    entry(OSSL_FUNC_SIGNATURE_FREECTX, end),
    entry(OSSL_FUNC_SIGNATURE_DUPCTX, copy),
    entry(OSSL_FUNC_SIGNATURE_SIGN_INIT, begin_signing),
    entry(OSSL_FUNC_SIGNATURE_SIGN, sign),
    entry(OSSL_FUNC_SIGNATURE_VERIFY_INIT, begin),
    entry(OSSL_FUNC_SIGNATURE_VERIFY, verify),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, begin_signing_data),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE, update),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL, sign_data),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT, begin_data),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE, update),
    entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL, verify_data),
    entry(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, set_params),
    entry(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, settable_params),
    entry(OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, get_params),
    entry(OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS, gettable_params),
    {0, nullptr},
};

template <const algorithm& Of>
constexpr OSSL_ALGORITHM row() {
    return {Of.key.listed, properties, functions, nullptr};
}

}  // namespace

const OSSL_ALGORITHM signature_table[] = {
    row<gost2004>(), row<gost2015_256>(), row<gost2015_512>(), {nullptr, nullptr, nullptr, nullptr}};

}  // namespace gw::crypto::provider
