// The digests as OpenSSL operations.
#include <openssl/core_names.h>

#include "crypto/provider/dispatch.hpp"
#include "crypto/provider/running_digest.hpp"

namespace gw::crypto::provider {
namespace {

running_digest& of(void* context) {
    return *static_cast<running_digest*>(context);
}

template <const digest_algorithm& Of>
void* make(void*) {
    return guarded([] { return new running_digest(Of); });
}
void* copy(void* context) {
    return guarded([context] { return new running_digest(of(context)); });
}
void end(void* context) {
    delete static_cast<running_digest*>(context);
}
int init(void* context, const OSSL_PARAM[]) {
    of(context).reset();
    return 1;
}
int update(void* context, const unsigned char* data, std::size_t size) {
    of(context).update(view(data, size));
    return 1;
}
int finish(void* context, unsigned char* out, std::size_t* size, std::size_t room) {
    if (room < of(context).of().size) return 0;
    of(context).finish(out);
    *size = of(context).of().size;
    return 1;
}

template <const digest_algorithm& Of>
int get_params(OSSL_PARAM params[]) {
    return answer(params, OSSL_DIGEST_PARAM_SIZE, Of.size) &&
                   answer(params, OSSL_DIGEST_PARAM_BLOCK_SIZE, Of.block)
               ? 1
               : 0;
}
const OSSL_PARAM* gettable_params(void*) {
    static const OSSL_PARAM names[] = {OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_SIZE, nullptr),
                                       OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_BLOCK_SIZE, nullptr),
                                       OSSL_PARAM_END};
    return names;
}

template <const digest_algorithm& Of>
const OSSL_DISPATCH functions[] = {
    entry(OSSL_FUNC_DIGEST_NEWCTX, make<Of>),
    entry(OSSL_FUNC_DIGEST_DUPCTX, copy),
    entry(OSSL_FUNC_DIGEST_FREECTX, end),
    entry(OSSL_FUNC_DIGEST_INIT, init),
    entry(OSSL_FUNC_DIGEST_UPDATE, update),
    entry(OSSL_FUNC_DIGEST_FINAL, finish),
    entry(OSSL_FUNC_DIGEST_GET_PARAMS, get_params<Of>),
    entry(OSSL_FUNC_DIGEST_GETTABLE_PARAMS, gettable_params),
    {0, nullptr},
};

template <const digest_algorithm& Of>
constexpr OSSL_ALGORITHM row() {
    return {Of.id.listed, properties, functions<Of>, nullptr};
}

}  // namespace

const OSSL_ALGORITHM digest_table[] = {
    row<gost34311>(), row<streebog256>(), row<streebog512>(), {nullptr, nullptr, nullptr, nullptr}};

}  // namespace gw::crypto::provider
