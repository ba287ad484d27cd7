// Decoders and encoders: DER of SubjectPublicKeyInfo and PrivateKeyInfo to keys and back. PEM and encryption
// are OpenSSL's own.
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/crypto.h>

#include <utility>

#include "crypto/kz_provider.hpp"
#include "crypto/provider/core_bio.hpp"
#include "crypto/provider/dispatch.hpp"
#include "crypto/provider/key_encoding.hpp"

namespace gw::crypto::provider {
namespace {

// No context of its own: any address that is not null will do.
void* no_context(void*) {
    static char nothing;
    return &nothing;
}
void end(void*) {}

// Gives the key to OpenSSL, which has the key management take it; what nobody took is released.
int hand_over(key_ptr made, OSSL_CALLBACK* take, void* taker) {
    int type = OSSL_OBJECT_PKEY;
    char* name = const_cast<char*>(made->of.key.name);
    const key* left = made.release();
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_int(OSSL_OBJECT_PARAM_TYPE, &type),
        OSSL_PARAM_construct_utf8_string(OSSL_OBJECT_PARAM_DATA_TYPE, name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_OBJECT_PARAM_REFERENCE, &left, sizeof left),
        OSSL_PARAM_construct_end()};
    const int taken = take(params, taker);
    if (left != nullptr) left->release();
    return taken;
}

using reader = result<key_ptr> (*)(octets_view);

thread_local std::optional<error> last_fault;

// What is not a key of this algorithm is no failure (1 without a call): OpenSSL asks every decoder in turn.
template <const algorithm& Of, reader Read>
int decode(void*, OSSL_CORE_BIO* in, int, OSSL_CALLBACK* take, void* taker, OSSL_PASSPHRASE_CALLBACK*,
           void*) {
    return guarded([&] {
        octets data = read_all(in);
        auto made = Read(data);
        OPENSSL_cleanse(data.data(), data.size());
        if (!made) last_fault = made.error();
        if (!made || !made.value() || &made.value()->of != &Of) return 1;
        return hand_over(std::move(made.value()), take, taker);
    });
}

template <int Selection>
int does_selection(void*, int asked) {
    return asked == 0 || (asked & Selection) != 0 ? 1 : 0;
}

octets public_info(const key& from) {
    return write_public_key_info(from);
}
// Empty when the key has no private half.
octets private_info(const key& from) {
    return from.hidden ? write_private_key_info(from) : octets();
}

// RFC 7468: base64 in lines of 64 characters between two labels.
octets to_pem(octets_view der, const std::string& label) {
    octets text = to_base64(der);
    octets made = "-----BEGIN " + label + "-----\n";
    made.reserve(2 * made.size() + text.size() + text.size() / 64 +
                 2);  // one buffer: nothing to wipe elsewhere
    for (std::size_t at = 0; at < text.size(); at += 64)
        made.append(text, at, 64).append("\n");
    OPENSSL_cleanse(text.data(), text.size());
    return made.append("-----END ").append(label).append("-----\n");
}

using writer = octets (*)(const key&);

// `label` is null for DER.
int encode(OSSL_CORE_BIO* out, const void* from, writer write, const char* label) {
    return guarded([&] {
        octets encoded = from == nullptr ? octets() : write(*static_cast<const key*>(from));
        octets text = label == nullptr || encoded.empty() ? octets() : to_pem(encoded, label);
        const octets& wanted = label == nullptr ? encoded : text;
        const bool written = !wanted.empty() && write_all(out, wanted);
        OPENSSL_cleanse(encoded.data(), encoded.size());
        OPENSSL_cleanse(text.data(), text.size());
        return written ? 1 : 0;
    });
}
template <writer Write>
int encode_der(void*, OSSL_CORE_BIO* out, const void* from, const OSSL_PARAM[], int,
               OSSL_PASSPHRASE_CALLBACK*, void*) {
    return encode(out, from, Write, nullptr);
}
template <writer Write>
int encode_pem(void*, OSSL_CORE_BIO* out, const void* from, const OSSL_PARAM[], int,
               OSSL_PASSPHRASE_CALLBACK*, void*) {
    return encode(out, from, Write, Write == public_info ? "PUBLIC KEY" : "PRIVATE KEY");
}

// A cipher is refused: without this OpenSSL would write the key in the clear and call it done. PKCS8_encrypt
// and PKCS12_create encrypt what is written here.
int set_params(void*, const OSSL_PARAM params[]) {
    const OSSL_PARAM* cipher = OSSL_PARAM_locate_const(params, OSSL_ENCODER_PARAM_CIPHER);
    const char* name = nullptr;
    return cipher == nullptr ||
                   (OSSL_PARAM_get_utf8_string_ptr(cipher, &name) == 1 && (name == nullptr || *name == '\0'))
               ? 1
               : 0;
}
const OSSL_PARAM* settable_params(void*) {
    static const OSSL_PARAM names[] = {OSSL_PARAM_utf8_string(OSSL_ENCODER_PARAM_CIPHER, nullptr, 0),
                                       OSSL_PARAM_END};
    return names;
}

constexpr int public_part = OSSL_KEYMGMT_SELECT_PUBLIC_KEY, private_part = OSSL_KEYMGMT_SELECT_PRIVATE_KEY;

template <const algorithm& Of, reader Read, int Selection>
const OSSL_DISPATCH decoder_functions[] = {
    entry(OSSL_FUNC_DECODER_NEWCTX, no_context),
    entry(OSSL_FUNC_DECODER_FREECTX, end),
    entry(OSSL_FUNC_DECODER_DOES_SELECTION, does_selection<Selection>),
    entry(OSSL_FUNC_DECODER_DECODE, decode<Of, Read>),
    {0, nullptr},
};
template <int Selection, auto Encode>
const OSSL_DISPATCH encoder_functions[] = {
    entry(OSSL_FUNC_ENCODER_NEWCTX, no_context),
    entry(OSSL_FUNC_ENCODER_FREECTX, end),
    entry(OSSL_FUNC_ENCODER_DOES_SELECTION, does_selection<Selection>),
    entry(OSSL_FUNC_ENCODER_SET_CTX_PARAMS, set_params),
    entry(OSSL_FUNC_ENCODER_SETTABLE_CTX_PARAMS, settable_params),
    entry(OSSL_FUNC_ENCODER_ENCODE, Encode),
    {0, nullptr},
};

template <const algorithm& Of>
constexpr OSSL_ALGORITHM public_decoder() {
    return {Of.key.listed, "provider=kz-gost,input=der,structure=SubjectPublicKeyInfo",
            decoder_functions<Of, read_public_key_info, public_part>, nullptr};
}
template <const algorithm& Of>
constexpr OSSL_ALGORITHM private_decoder() {
    return {Of.key.listed, "provider=kz-gost,input=der,structure=PrivateKeyInfo",
            decoder_functions<Of, read_private_key_info, private_part>, nullptr};
}
template <const algorithm& Of, int Selection, auto Encode>
constexpr OSSL_ALGORITHM encoder(const char* what) {
    return {Of.key.listed, what, encoder_functions<Selection, Encode>, nullptr};
}

}  // namespace

const OSSL_ALGORITHM decoder_table[] = {public_decoder<gost2004>(),          public_decoder<gost2015_256>(),
                                        public_decoder<gost2015_512>(),      private_decoder<gost2004>(),
                                        private_decoder<gost2015_256>(),     private_decoder<gost2015_512>(),
                                        {nullptr, nullptr, nullptr, nullptr}};

#define GW_ENCODERS(of)                                                    \
    encoder<of, public_part, encode_der<public_info>>(                     \
        "provider=kz-gost,output=der,structure=SubjectPublicKeyInfo"),     \
        encoder<of, public_part, encode_pem<public_info>>(                 \
            "provider=kz-gost,output=pem,structure=SubjectPublicKeyInfo"), \
        encoder<of, private_part, encode_der<private_info>>(               \
            "provider=kz-gost,output=der,structure=PrivateKeyInfo"),       \
        encoder<of, private_part, encode_pem<private_info>>(               \
            "provider=kz-gost,output=pem,structure=PrivateKeyInfo")
const OSSL_ALGORITHM encoder_table[] = {GW_ENCODERS(gost2004),
                                        GW_ENCODERS(gost2015_256),
                                        GW_ENCODERS(gost2015_512),
                                        {nullptr, nullptr, nullptr, nullptr}};
#undef GW_ENCODERS

}  // namespace gw::crypto::provider

std::optional<gw::error> gw::crypto::take_key_fault() {
    return std::exchange(provider::last_fault, std::nullopt);
}
