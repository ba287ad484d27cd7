#define OPENSSL_SUPPRESS_DEPRECATED  // engines are, since 3.0
#include "support/gost_engine.hpp"

#include <openssl/engine.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

namespace gw::test {
namespace {

using crypto::kz_gost::scheme;

octets der(unsigned char tag, const octets& content) {
    octets out(1, static_cast<char>(tag));
    const std::size_t size = content.size();
    if (size >= 0x100)
        out += {static_cast<char>(0x82), static_cast<char>(size >> 8), static_cast<char>(size)};
    else if (size >= 0x80)
        out += {static_cast<char>(0x81), static_cast<char>(size)};
    else
        out += static_cast<char>(size);
    return out + content;
}

octets algorithm(scheme of) {
    const auto oid = [](const char* hex) { return der(0x06, *from_hex(hex)); };
    switch (of) {
        case scheme::gost34310_2004:
            return der(0x30, oid("2a8503020213") + der(0x30, oid("2a850302022301") + oid("2a850302021e01")));
        case scheme::gost3410_2015_256:
            return der(0x30, oid("2a85030701010101") +
                                 der(0x30, oid("2a8503070102010101") + oid("2a85030701010202")));
        case scheme::gost3410_2015_512:
            break;
    }
    return der(0x30,
               oid("2a85030701010102") + der(0x30, oid("2a8503070102010201") + oid("2a85030701010203")));
}

octets reversed(octets_view value) {
    return {value.rbegin(), value.rend()};
}
void demand(bool held, const char* what) {
    if (!held) throw std::runtime_error(std::string("gost-engine: ") + what);
}

using context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

}  // namespace

bool gost_engine_present() {
    static const bool loaded = [] {
        ENGINE_load_dynamic();
        ENGINE* engine = ENGINE_by_id("gost");
        if (!engine) return false;
        const bool usable = ENGINE_init(engine) == 1 && ENGINE_set_default(engine, ENGINE_METHOD_ALL) == 1;
        ENGINE_free(engine);
        return usable;
    }();
    return loaded;
}

octets gost_engine_digest(const char* name, octets_view data) {
    const EVP_MD* digest = EVP_get_digestbyname(name);
    demand(digest, name);
    octets out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    demand(EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()), &size, digest,
                      nullptr) == 1,
           "digest");
    out.resize(size);
    return out;
}

gost_engine_key gost_engine_key::from_point(scheme of, octets_view raw_point) {
    const octets bits = octets(1, '\0') + der(0x04, octets(raw_point));
    const octets spki = der(0x30, algorithm(of) + der(0x03, bits));
    const unsigned char* at = as_unsigned(spki);
    pkey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())), EVP_PKEY_free);
    demand(key != nullptr, "public key");
    return {of, std::move(key)};
}

gost_engine_key gost_engine_key::from_scalar(scheme of, octets_view scalar) {
    const octets pkcs8 =
        der(0x30, der(0x02, octets(1, '\0')) + algorithm(of) + der(0x04, der(0x04, octets(scalar))));
    const unsigned char* at = as_unsigned(pkcs8);
    pkey key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())), EVP_PKEY_free);
    demand(key != nullptr, "private key");
    return {of, std::move(key)};
}

bool gost_engine_key::verify(octets_view digest, octets_view signature) const {
    const context with(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
    demand(with && EVP_PKEY_verify_init(with.get()) == 1, "verify");
    const octets value = reversed(signature);
    return EVP_PKEY_verify(with.get(), as_unsigned(value), value.size(), as_unsigned(digest),
                           digest.size()) == 1;
}

octets gost_engine_key::sign(octets_view digest) const {
    const context with(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
    demand(with && EVP_PKEY_sign_init(with.get()) == 1, "sign");
    octets value(crypto::kz_gost::signature_size(scheme_), '\0');
    std::size_t size = value.size();
    demand(EVP_PKEY_sign(with.get(), reinterpret_cast<unsigned char*>(value.data()), &size,
                         as_unsigned(digest), digest.size()) == 1 &&
               size == value.size(),
           "sign");
    return reversed(value);
}

octets gost_engine_key::raw_point() const {
    unsigned char* spki = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &spki);
    demand(size > 0, "public key");
    const octets all(reinterpret_cast<const char*>(spki), static_cast<std::size_t>(size));
    OPENSSL_free(spki);
    return all.substr(all.size() - crypto::kz_gost::point_size(scheme_));
}

}  // namespace gw::test
