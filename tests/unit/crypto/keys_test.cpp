// Keys in every form that an operator may have them, and what is said when they do not open.
#include "crypto/keys.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "crypto/openssl.hpp"
#include "support/test_pki.hpp"

namespace gw::crypto {
namespace {

octets encrypted_pem(const test_pki::key_ptr& key, std::string password) {
    const bio_ptr out(BIO_new(BIO_s_mem()));
    EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_256_cbc(), password.data(),
                                            static_cast<int>(password.size()), nullptr, nullptr),
              1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

template <class T>
errc code_of(const result<T>& outcome) {
    EXPECT_FALSE(outcome.has_value());
    return outcome ? errc::internal : outcome.error().code();
}

TEST(private_key, plain_and_encrypted_pem_open) {
    const auto key = test_pki::make_key(test_pki::key_kind::p256);
    const auto plain = read_private_key_pem(test_pki::key_pem(key), "");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(EVP_PKEY_eq(plain->get(), key.get()), 1);
    const auto opened = read_private_key_pem(encrypted_pem(key, "пароль"), "пароль");
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(EVP_PKEY_eq(opened->get(), key.get()), 1);
}

TEST(private_key, wrong_password_is_told_from_a_broken_file) {
    const auto key = test_pki::make_key(test_pki::key_kind::p256);
    EXPECT_EQ(code_of(read_private_key_pem(encrypted_pem(key, "right"), "wrong")), errc::key_password_wrong);
    EXPECT_EQ(code_of(read_private_key_pem(encrypted_pem(key, "right"), "")), errc::key_password_wrong);
    EXPECT_EQ(code_of(read_private_key_pem("no key here", "")), errc::key_unusable);
    EXPECT_EQ(code_of(read_private_key_pem("", "")), errc::key_unusable);
    EXPECT_EQ(ERR_peek_error(), 0u) << "the error queue is left clean";
}

TEST(public_key, certificate_and_bare_key_give_the_same_key) {
    const auto signer = test_pki::self_signed(test_pki::person("850101300123"));
    unsigned char* spki = nullptr;
    const int size = i2d_PUBKEY(signer.key.get(), &spki);
    ASSERT_GT(size, 0);
    const octets der(reinterpret_cast<const char*>(spki), static_cast<std::size_t>(size));
    OPENSSL_free(spki);
    for (const octets& form : {signer.der, signer.certificate_pem(), der, test_pki::pem(der, "PUBLIC KEY")}) {
        const auto key = read_public_key(form);
        ASSERT_TRUE(key.has_value());
        EXPECT_EQ(EVP_PKEY_eq(key->get(), signer.key.get()), 1);
    }
    EXPECT_EQ(code_of(read_public_key("")), errc::key_unusable);
    EXPECT_EQ(code_of(read_public_key("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
              errc::key_unusable);
}

TEST(pkcs12, gives_the_key_and_its_certificate_first) {
    const test_pki::hierarchy pki;
    const auto signer = test_pki::issue(pki.ca, test_pki::person("850101300123"));
    const auto bundle = read_pkcs12(test_pki::make_p12(signer, "Qwerty12", {pki.ca, pki.root}), "Qwerty12");
    ASSERT_TRUE(bundle.has_value());
    EXPECT_EQ(EVP_PKEY_eq(bundle->key.get(), signer.key.get()), 1);
    ASSERT_EQ(bundle->certificates.size(), 3u);
    EXPECT_EQ(bundle->certificates.front(), signer.der);
}

TEST(pkcs12, wrong_password_and_rubbish_have_their_own_codes) {
    const auto signer = test_pki::self_signed(test_pki::person("850101300123"));
    const octets bag = test_pki::make_p12(signer, "Qwerty12");
    EXPECT_EQ(code_of(read_pkcs12(bag, "qwerty12")), errc::key_password_wrong);
    EXPECT_EQ(code_of(read_pkcs12(bag.substr(0, bag.size() / 2), "Qwerty12")), errc::key_unusable);
    EXPECT_EQ(code_of(read_pkcs12("rubbish", "Qwerty12")), errc::key_unusable);
}

// НУЦ РК's own file: 3DES key bag, RC2-40 certificate bag, SHA-1 MAC.
TEST(pkcs12, opens_the_legacy_packing_of_the_nca) {
    const auto bag = read_file("../shared/data/kz/p12/key_individual_valid_sign_2004.p12");
    if (!bag) {
        std::cout << "not there: ../shared/data/kz/p12\n";
        return;
    }
    const auto bundle = read_pkcs12(*bag, "Qwerty12");
    ASSERT_TRUE(bundle.has_value()) << bundle.error().to_string();
    EXPECT_EQ(EVP_PKEY_is_a(bundle->key.get(), "RSA"), 1);
    EXPECT_EQ(code_of(read_pkcs12(*bag, "Qwerty1")), errc::key_password_wrong);
}

TEST(password_file, is_its_first_line) {
    const auto folder = std::filesystem::temp_directory_path() / ("gw-crypto-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "password").string();
    ASSERT_TRUE(replace_file(path, "secret word\r\nsecond line\n").has_value());
    EXPECT_EQ(read_password_file(path).value(), "secret word");
    ASSERT_TRUE(replace_file(path, "no line break").has_value());
    EXPECT_EQ(read_password_file(path).value(), "no line break");
    EXPECT_EQ(code_of(read_password_file((folder / "absent").string())), errc::file_unreadable);
    std::filesystem::remove_all(folder);
}

TEST(password_hash, verifies_only_the_same_password) {
    const std::string hash = hash_password("қүпиясөз");
    EXPECT_EQ(hash.rfind("$scrypt$ln=15,r=8,p=1$", 0), 0u);
    EXPECT_TRUE(verify_password("қүпиясөз", hash));
    EXPECT_FALSE(verify_password("құпиясөз", hash));
    EXPECT_NE(hash, hash_password("қүпиясөз")) << "salted";
}

// RFC 7914 section 12, the first 32 octets of the third vector: N = 16384, r = 8, p = 1.
TEST(password_hash, matches_rfc_7914) {
    const octets expected =
        from_hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2").value();
    EXPECT_TRUE(verify_password(
        "pleaseletmein", "$scrypt$ln=14,r=8,p=1$" + to_base64("SodiumChloride") + "$" + to_base64(expected)));
}

TEST(password_hash, malformed_or_absurd_parameters_never_match) {
    const std::string tail = "$c2FsdHNhbHRzYWx0c2Fs$" + to_base64(octets(32, 'x'));
    for (const char* head :
         {"", "$scrypt$", "$scrypt$ln=15", "$scrypt$ln=63,r=8,p=1", "$scrypt$ln=15,r=8,p=1000000",
          "$scrypt$ln=15,r=8,p=1,x=2", "$scrypt$ln=-1,r=8,p=1", "$bcrypt$ln=15,r=8,p=1"})
        EXPECT_FALSE(verify_password("any", head + tail)) << head;
    EXPECT_FALSE(verify_password("any", "$scrypt$ln=10,r=8,p=1$$"));
}

}  // namespace
}  // namespace gw::crypto
