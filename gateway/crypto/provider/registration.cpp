// Makes the algorithms known to OpenSSL, in the order that facts/openssl-provider.md section 2 found to work:
// object identifiers, signature pairs, digests under their numbers, and only then the provider.
#define OPENSSL_SUPPRESS_DEPRECATED  // EVP_MD_meth_new: CMS and TS find no digest of a provider by its number
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"
#include "crypto/provider/core_bio.hpp"
#include "crypto/provider/dispatch.hpp"
#include "crypto/provider/key_encoding.hpp"
#include "crypto/provider/running_digest.hpp"

namespace gw::crypto {
namespace provider {
namespace {

int create(const object& id) {
    // A configuration of OpenSSL may have loaded the module (module.cpp) before.
    const int known = OBJ_txt2nid(id.oid);
    const int nid = known != NID_undef ? known : OBJ_create(id.oid, id.name, id.name);
    GW_INVARIANT(nid != NID_undef);
    return nid;
}

// The digest as OpenSSL before version 3 had it. Its context is plain memory that OpenSSL copies octet by
// octet, so it holds a pointer, and `copy` gives the copy a hash of its own.
running_digest*& hash_in(EVP_MD_CTX* context) {
    return *static_cast<running_digest**>(EVP_MD_CTX_md_data(context));
}
template <const digest_algorithm& Of>
int init(EVP_MD_CTX* context) {
    running_digest*& hash = hash_in(context);
    if (hash == nullptr) hash = guarded([] { return new running_digest(Of); });
    if (hash == nullptr) return 0;
    hash->reset();
    return 1;
}
int update(EVP_MD_CTX* context, const void* data, std::size_t size) {
    hash_in(context)->update({static_cast<const char*>(data), size});
    return 1;
}
int finish(EVP_MD_CTX* context, unsigned char* out) {
    hash_in(context)->finish(out);
    return 1;
}
int copy(EVP_MD_CTX* to, const EVP_MD_CTX* from) {
    running_digest*& hash = hash_in(to);
    if (hash == nullptr) return 1;
    const running_digest& original = *hash_in(const_cast<EVP_MD_CTX*>(from));
    hash = guarded([&original] { return new running_digest(original); });
    return hash == nullptr ? 0 : 1;
}
int end(EVP_MD_CTX* context) {
    if (EVP_MD_CTX_md_data(context) == nullptr) return 1;
    delete std::exchange(hash_in(context), nullptr);
    return 1;
}

template <const digest_algorithm& Of>
void add_digest(int nid, int signature_nid) {
    static EVP_MD* const made = EVP_MD_meth_new(nid, signature_nid);  // OpenSSL keeps the pointer for good
    GW_INVARIANT(made != nullptr && EVP_MD_meth_set_result_size(made, static_cast<int>(Of.size)) == 1 &&
                 EVP_MD_meth_set_input_blocksize(made, static_cast<int>(Of.block)) == 1 &&
                 EVP_MD_meth_set_app_datasize(made, sizeof(running_digest*)) == 1 &&
                 EVP_MD_meth_set_init(made, init<Of>) == 1 && EVP_MD_meth_set_update(made, update) == 1 &&
                 EVP_MD_meth_set_final(made, finish) == 1 && EVP_MD_meth_set_copy(made, copy) == 1 &&
                 EVP_MD_meth_set_cleanup(made, end) == 1 && EVP_add_digest(made) == 1);
}

template <const algorithm& Of>
void add_objects() {
    const int key = create(Of.key), signature = create(Of.signature), digest = create(Of.digest.id);
    GW_INVARIANT(OBJ_add_sigid(signature, digest, key) == 1);
    add_digest<Of.digest>(digest, signature);
}

const OSSL_ALGORITHM* query(void*, int operation, int* no_store) {
    *no_store = 0;
    switch (operation) {
        case OSSL_OP_DIGEST:
            return digest_table;
        case OSSL_OP_KEYMGMT:
            return key_table;
        case OSSL_OP_SIGNATURE:
            return signature_table;
        case OSSL_OP_DECODER:
            return decoder_table;
        case OSSL_OP_ENCODER:
            return encoder_table;
        default:
            return nullptr;
    }
}

// `openssl list -providers` shows them.
int get_params(void*, OSSL_PARAM params[]) {
    for (const auto& [name, text] : {std::pair{OSSL_PROV_PARAM_NAME, "GOST of Kazakhstan"},
                                     std::pair{OSSL_PROV_PARAM_VERSION, OPENSSL_VERSION_STR}}) {
        OSSL_PARAM* asked = OSSL_PARAM_locate(params, name);
        if (asked != nullptr && OSSL_PARAM_set_utf8_ptr(asked, text) != 1) return 0;
    }
    return answer(params, OSSL_PROV_PARAM_STATUS, 1) ? 1 : 0;
}
const OSSL_PARAM* gettable_params(void*) {
    static const OSSL_PARAM names[] = {OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_NAME, nullptr, 0),
                                       OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_VERSION, nullptr, 0),
                                       OSSL_PARAM_int(OSSL_PROV_PARAM_STATUS, nullptr), OSSL_PARAM_END};
    return names;
}

}  // namespace

int initialise(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* core, const OSSL_DISPATCH** out,
               void** context) {
    static const OSSL_DISPATCH functions[] = {entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query),
                                              entry(OSSL_FUNC_PROVIDER_GET_PARAMS, get_params),
                                              entry(OSSL_FUNC_PROVIDER_GETTABLE_PARAMS, gettable_params),
                                              {0, nullptr}};
    *out = functions;
    *context = const_cast<OSSL_CORE_HANDLE*>(handle);
    return take_core_functions(core) ? 1 : 0;
}

void add_all_objects() {
    add_objects<gost2004>();
    add_objects<gost2015_256>();
    add_objects<gost2015_512>();
}

}  // namespace provider

void load_kz_provider() {
    static std::once_flag once;
    std::call_once(once, [] {
        const error_scope scope;
        provider::add_all_objects();
        if (OSSL_PROVIDER_available(nullptr, "kz-gost") == 1) return;
        // The default provider too: a named one that is loaded first would be the only one.
        // Held to the end of the process; without the attribute nobody reads them and they are optimised
        // away.
        [[gnu::used]] static OSSL_PROVIDER* standard;
        [[gnu::used]] static OSSL_PROVIDER* ours;
        standard = OSSL_PROVIDER_load(nullptr, "default");
        GW_INVARIANT(standard != nullptr &&
                     OSSL_PROVIDER_add_builtin(nullptr, "kz-gost", provider::initialise) == 1);
        ours = OSSL_PROVIDER_load(nullptr, "kz-gost");
        GW_INVARIANT(ours != nullptr);
    });
}

pkey generate_kz_key(const char* algorithm) {
    load_kz_provider();
    const error_scope scope;
    const std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, algorithm, provider::properties));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_generate(context.get(), &key) != 1)
        return nullptr;
    return pkey(key);
}

bool is_kz_digest(int nid) {
    load_kz_provider();
    const std::string_view name = nid == NID_undef ? "" : OBJ_nid2sn(nid);
    return std::any_of(std::begin(provider::algorithms), std::end(provider::algorithms),
                       [name](const provider::algorithm* one) { return one->digest.id.name == name; });
}

std::optional<error> fault_of_public_key(octets_view subject_public_key_info) {
    const auto read = provider::read_public_key_info(subject_public_key_info);
    if (read) return std::nullopt;
    return read.error();
}

}  // namespace gw::crypto
