// The arithmetic alone on real certificates: octets signed, signature value and issuer's point, without any
// provider.
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "crypto/kz_gost/gost34311.hpp"
#include "crypto/kz_gost/signature.hpp"
#include "crypto/kz_gost/streebog.hpp"

namespace gw::crypto::kz_gost {
namespace {

using certificate = std::unique_ptr<X509, decltype(&X509_free)>;

certificate read(const std::string& path) {
    const auto der = read_file(path);
    if (!der) return {nullptr, X509_free};
    const unsigned char* at = as_unsigned(der.value());
    return {d2i_X509(nullptr, &at, static_cast<long>(der.value().size())), X509_free};
}

octets bits(const ASN1_BIT_STRING* of) {
    return {reinterpret_cast<const char*>(of->data), static_cast<std::size_t>(of->length)};
}

// The OCTET STRING inside the BIT STRING.
octets point_of(const X509* of) {
    const octets der = bits(X509_get0_pubkey_bitstr(of));
    const unsigned char* at = as_unsigned(der);
    const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> inner(
        d2i_ASN1_OCTET_STRING(nullptr, &at, static_cast<long>(der.size())), ASN1_OCTET_STRING_free);
    if (!inner) return {};
    return {reinterpret_cast<const char*>(inner->data), static_cast<std::size_t>(inner->length)};
}

octets signed_part(X509* of) {
    unsigned char* out = nullptr;
    const int size = i2d_re_X509_tbs(of, &out);
    const octets tbs(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return tbs;
}

result<void> check(X509* of, const X509* issuer, octets tbs) {
    const octets point = point_of(issuer);
    const scheme by = point.size() == 128 ? scheme::gost3410_2015_512 : scheme::gost34310_2004;
    const auto key = public_key::parse(by, point);
    if (!key) return key.error();
    const ASN1_BIT_STRING* value = nullptr;
    X509_get0_signature(&value, nullptr, of);
    const octets digest =
        by == scheme::gost3410_2015_512 ? streebog::digest(64, tbs) : gost34311::digest(tbs);
    return verify(*key, digest, bits(value));
}

TEST(certificates, of_the_national_centre) {
    const std::string folder = "../shared/data/kz/prod/";
    const std::pair<const char*, const char*> pairs[] = {
        {"root_gost_2022", "root_gost_2022"}, {"nca_gost_2022", "root_gost_2022"},
        {"root_gost_2015", "root_gost_2015"}, {"nca_gost_2018", "root_gost_2015"},
        {"root_gost_2020", "root_gost_2020"}, {"ucgo_gost", "root_gost_2020"},
        {"btsd_gost", "root_gost_2020"},
    };
    if (!read(folder + "root_gost_2022.cer")) {
        std::cout << "not there: " << folder << "\n";
        return;
    }
    for (const auto& [name, by] : pairs) {
        const auto one = read(folder + name + ".cer"), issuer = read(folder + by + ".cer");
        ASSERT_TRUE(one && issuer) << name;
        octets tbs = signed_part(one.get());
        EXPECT_TRUE(check(one.get(), issuer.get(), tbs)) << name;
        tbs[tbs.size() / 2] = static_cast<char>(tbs[tbs.size() / 2] ^ 1);
        EXPECT_EQ(check(one.get(), issuer.get(), tbs).error().code(), errc::signature_value_wrong) << name;
    }
}

}  // namespace
}  // namespace gw::crypto::kz_gost
