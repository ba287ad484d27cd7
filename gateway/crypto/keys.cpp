// Keys by OpenSSL's PEM, DER and PKCS#12 readers.
#include "crypto/keys.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>

#include "base/files.hpp"
#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"

namespace gw::crypto {
namespace {

using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using pkcs12_ptr = std::unique_ptr<PKCS12, freed_by<PKCS12_free>>;

void prepare() {
    load_kz_provider();
    take_key_fault();
}

struct password_request {
    std::string_view password;
    bool asked = false;
};

int give_password(char* buffer, int size, int, void* user) {
    auto& request = *static_cast<password_request*>(user);
    request.asked = true;
    if (request.password.empty() || request.password.size() > static_cast<std::size_t>(size)) return -1;
    std::memcpy(buffer, request.password.data(), request.password.size());
    return static_cast<int>(request.password.size());
}

// A key of Kazakhstan's says itself what is wrong with it.
error unusable(std::string why) {
    if (auto fault = take_key_fault()) return *fault;
    const std::string reason = error_scope::reason();
    return {errc::key_unusable, reason.empty() ? std::move(why) : why + ": " + reason};
}

bool is_pem(octets_view data) {
    return data.find("-----BEGIN ") != octets_view::npos;
}

octets to_der(X509* cert) {
    unsigned char* out = nullptr;
    const int size = i2d_X509(cert, &out);
    if (size <= 0) return {};
    octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

pkey public_key_of(const x509_ptr& cert) {
    return cert ? pkey(X509_get_pubkey(cert.get())) : nullptr;
}

pkey public_key_from_pem(octets_view data) {
    pkey key(PEM_read_bio_PUBKEY(read_from(data).get(), nullptr, nullptr, nullptr));
    if (key) return key;
    return public_key_of(x509_ptr(PEM_read_bio_X509(read_from(data).get(), nullptr, nullptr, nullptr)));
}

pkey public_key_from_der(octets_view data) {
    pkey key(d2i_PUBKEY_bio(read_from(data).get(), nullptr));
    if (key) return key;
    return public_key_of(x509_ptr(d2i_X509_bio(read_from(data).get(), nullptr)));
}

// What one PKCS12_parse gives.
struct parsed_bag {
    pkey key;
    x509_ptr own;
    std::vector<octets> others;
    bool ok = false;
    bool password_wrong = false;
};

parsed_bag parse(PKCS12* bag, const std::string& password) {
    parsed_bag parsed;
    EVP_PKEY* key = nullptr;
    X509* own = nullptr;
    STACK_OF(X509)* others = nullptr;
    parsed.ok = PKCS12_parse(bag, password.c_str(), &key, &own, &others) == 1;
    const unsigned long code = ERR_peek_last_error();
    parsed.password_wrong = !parsed.ok && ERR_GET_LIB(code) == ERR_LIB_PKCS12 &&
                            ERR_GET_REASON(code) == PKCS12_R_MAC_VERIFY_FAILURE;
    parsed.key.reset(key);
    parsed.own.reset(own);
    for (int i = 0; i < sk_X509_num(others); ++i)
        parsed.others.push_back(to_der(sk_X509_value(others, i)));
    sk_X509_pop_free(others, X509_free);
    return parsed;
}

// НУЦ РК packs certificates with RC2-40 (facts/kz-pki.md section 1), which OpenSSL 3 keeps in its "legacy"
// provider. It is loaded only when a file needs it.
bool load_legacy_ciphers() {
    static OSSL_PROVIDER* const legacy = OSSL_PROVIDER_try_load(nullptr, "legacy", 1);
    return legacy != nullptr;
}

}  // namespace

result<pkey> read_private_key_pem(octets_view pem, std::string_view password) {
    prepare();
    const error_scope scope;
    const bio_ptr in = read_from(pem);
    password_request request{password};
    pkey key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, give_password, &request) : nullptr);
    if (key) return key;
    if (auto fault = take_key_fault()) return *fault;
    if (request.asked) return errc::key_password_wrong;
    return unusable("not a private key in PEM");
}

result<pkey> read_public_key(octets_view data) {
    prepare();
    const error_scope scope;
    if (data.empty() || data.size() > static_cast<std::size_t>(INT32_MAX))
        return unusable("empty or too large");
    pkey key = is_pem(data) ? public_key_from_pem(data) : public_key_from_der(data);
    if (!key) return unusable("neither a public key nor a certificate");
    return key;
}

result<key_bundle> read_pkcs12(octets_view der, std::string_view password) {
    prepare();
    const error_scope scope;
    const bio_ptr in = read_from(der);
    const pkcs12_ptr bag(in ? d2i_PKCS12_bio(in.get(), nullptr) : nullptr);
    if (!bag) return unusable("not PKCS#12");
    const std::string text(password);
    parsed_bag parsed = parse(bag.get(), text);
    if (!parsed.ok && !parsed.password_wrong && load_legacy_ciphers()) parsed = parse(bag.get(), text);
    if (parsed.password_wrong) return errc::key_password_wrong;
    if (!parsed.ok || !parsed.key) return unusable("no private key that can be used");
    if (!parsed.own) return error(errc::key_unusable, "no certificate for the private key");
    key_bundle bundle{std::move(parsed.key), {to_der(parsed.own.get())}};
    std::move(parsed.others.begin(), parsed.others.end(), std::back_inserter(bundle.certificates));
    return bundle;
}

result<std::string> read_password_file(const std::string& path) {
    result<octets> content = read_file(path, 64 * 1024);
    if (!content) return content.error();
    std::string line = content->substr(0, content->find('\n'));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace gw::crypto
