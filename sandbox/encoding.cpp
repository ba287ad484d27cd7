#include "sandbox/encoding.hpp"

#include <openssl/bn.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

namespace sandbox {
namespace {

using number_ptr = std::unique_ptr<BIGNUM, gw::crypto::freed_by<BN_free>>;

}  // namespace

integer_ptr integer_of(const std::string& hex) {
    BIGNUM* raw = nullptr;
    must(BN_hex2bn(&raw, hex.c_str()) == static_cast<int>(hex.size()), "serial");
    const number_ptr number(raw);
    return integer_ptr(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

integer_ptr integer_of(long value) {
    integer_ptr made(ASN1_INTEGER_new());
    must(made && ASN1_INTEGER_set(made.get(), value) == 1, "number");
    return made;
}

time_ptr time_of(gw::timestamp at) {
    return time_ptr(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(at)));
}

generalized_time_ptr generalized_time_of(gw::timestamp at) {
    return generalized_time_ptr(ASN1_GENERALIZEDTIME_set(nullptr, std::chrono::system_clock::to_time_t(at)));
}

std::string random_serial() {
    gw::octets serial(16, '\0');
    must(RAND_bytes(reinterpret_cast<unsigned char*>(serial.data()), 16) == 1, "random");
    serial[0] = static_cast<char>((serial[0] & 0x7f) | 0x10);
    return gw::to_hex(serial);
}

std::string canonical_serial(const std::string& hex) {
    std::string made;
    for (const char c : hex)
        made += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    made.erase(0, std::min(made.find_first_not_of('0'), made.size() - 1));
    return made;
}

std::string canonical_serial(const ASN1_INTEGER* serial) {
    const number_ptr number(ASN1_INTEGER_to_BN(serial, nullptr));
    char* text = BN_bn2hex(number.get());
    must(text != nullptr, "serial");
    std::string made = canonical_serial(std::string(text));
    OPENSSL_free(text);
    return made;
}

gw::crypto::pkey new_key() {
    gw::crypto::pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    must(key != nullptr, "key");
    return key;
}

const EVP_MD* digest_for(EVP_PKEY* key) {
    std::array<char, 80> name{};
    if (EVP_PKEY_get_default_digest_name(key, name.data(), name.size()) <= 0) return EVP_sha256();
    return std::string_view(name.data()) == "UNDEF" ? nullptr : EVP_get_digestbyname(name.data());
}

}  // namespace sandbox
