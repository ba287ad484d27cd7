#include "bench/big_list.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "crypto/digest.hpp"
#include "pki/der.hpp"

namespace bench {
namespace {

namespace der = gw::pki::der;

gw::octets utc_time(gw::timestamp at) {
    const std::time_t seconds = std::chrono::duration_cast<gw::seconds>(at.time_since_epoch()).count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 16> text{};
    std::strftime(text.data(), text.size(), "%y%m%d%H%M%SZ", &parts);
    return der::encode(der::utc_time, text.data());
}

gw::octets sign(EVP_PKEY* key, const gw::octets& tbs) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    gw::octets value(static_cast<std::size_t>(EVP_PKEY_size(key)), '\0');
    std::size_t size = value.size();
    const bool made = EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(value.data()), &size,
                                     gw::as_unsigned(tbs), tbs.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!made) throw std::runtime_error("the list cannot be signed");
    value.resize(size);
    return value;
}

gw::octets extension(const char* oid_hex, const gw::octets& value) {
    return der::encode(der::sequence, der::encode(der::object_identifier, gw::from_hex(oid_hex).value()) +
                                          der::encode(der::octet_string, value));
}

gw::octets number(std::uint32_t value) {
    gw::octets big_endian(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        if (value >> shift != 0) big_endian += static_cast<char>(value >> shift & 0xff);
    if (big_endian.size() > 1 && (big_endian[1] & 0x80) == 0) big_endian.erase(0, 1);
    return der::encode(der::integer, big_endian);
}

gw::octets entries(const big_list& of) {
    const gw::octets date = utc_time(of.this_update - std::chrono::hours(24));
    const gw::octets hold =
        der::encode(der::sequence, extension("551d15", der::encode(der::enumerated, gw::octets(1, '\x06'))));
    gw::octets all;
    all.reserve(of.entries * 44);
    for (std::size_t i = 0; i < of.entries; ++i)
        all += der::encode(der::sequence, der::encode(der::integer, serial_of(i)) + date +
                                              (i % 3 == 0 ? hold : gw::octets()));
    return all;
}

}  // namespace

gw::octets serial_of(std::size_t index) {
    const auto digest = gw::crypto::sha256(std::to_string(index));
    gw::octets serial(gw::as_octets(digest).substr(0, 20));
    serial[0] = static_cast<char>((serial[0] & 0x7f) | 0x10);  // facts/kz-pki.md section 3
    return serial;
}

gw::octets make_list(const big_list& of) {
    const char* algorithm_hex = EVP_PKEY_is_a(of.key, "RSA")
                                    ? "300d06092a864886f70d01010b0500"  // RSA, SHA-256
                                    : "300a06082a8648ce3d040302";       // ECDSA, SHA-256
    const gw::octets algorithm = gw::from_hex(algorithm_hex).value();
    gw::octets extensions = extension("551d14", number(of.number));
    if (!of.authority_key_id.empty())
        extensions += extension(
            "551d23", der::encode(der::sequence, der::encode(der::context(0), of.authority_key_id)));
    const gw::octets tbs = der::encode(
        der::sequence, der::encode(der::integer, gw::octets(1, '\x01')) + algorithm + of.issuer_der +
                           utc_time(of.this_update) + utc_time(of.this_update + of.valid_for) +
                           der::encode(der::sequence, entries(of)) +
                           der::encode(der::context_constructed(0), der::encode(der::sequence, extensions)));
    return der::encode(
        der::sequence,
        tbs + algorithm + der::encode(der::bit_string, gw::octets(1, '\0') + sign(of.key, tbs)));
}

}  // namespace bench
