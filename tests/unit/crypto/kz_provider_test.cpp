// OpenSSL with the algorithms of Kazakhstan: keys made, written, read, used and refused through its usual
// calls.
#include "crypto/kz_provider.hpp"

#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "crypto/keys.hpp"
#include "crypto/openssl.hpp"
#include "support/test_pki.hpp"

namespace gw::crypto {
namespace {

using context_ptr = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;
using md_context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using cms_ptr = std::unique_ptr<CMS_ContentInfo, freed_by<CMS_ContentInfo_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using test_pki::key_kind;

struct scheme {
    key_kind kind;
    const char *key, *signature, *digest, *key_oid;
    std::size_t size;  // of a signature
};
const scheme schemes[] = {
    {key_kind::gost2004, "GOST 34.310-2004", "GOST 34.310-2004 with GOST 34.311-95", "GOST 34.311-95",
     "1.2.398.3.10.1.1.1.1", 64},
    {key_kind::gost2015_256, "GOST R 34.10-2015-256", "GOST R 34.10-2015-256 with GOST R 34.11-2015-256",
     "GOST R 34.11-2015-256", "1.2.398.3.10.1.1.2.1", 64},
    {key_kind::gost2015_512, "GOST R 34.10-2015-512", "GOST R 34.10-2015-512 with GOST R 34.11-2015-512",
     "GOST R 34.11-2015-512", "1.2.398.3.10.1.1.2.2", 128},
};

template <class T, class Encode>
octets der_of(T* value, Encode encode) {
    unsigned char* out = nullptr;
    const int size = encode(value, &out);
    EXPECT_GT(size, 0);
    octets der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(out);
    return der;
}

octets public_der(const test_pki::key_ptr& key) {
    return der_of(key.get(), i2d_PUBKEY);
}

octets sign(EVP_PKEY* key, octets_view data, const char* digest = nullptr) {
    const md_context context(EVP_MD_CTX_new());
    if (EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key, nullptr) != 1) return {};
    std::size_t size = 0;
    EXPECT_EQ(EVP_DigestSign(context.get(), nullptr, &size, as_unsigned(data), data.size()), 1);
    octets value(size, '\0');
    EXPECT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(value.data()), &size,
                             as_unsigned(data), data.size()),
              1);
    value.resize(size);
    return value;
}

bool verify(EVP_PKEY* key, octets_view data, octets_view value, const char* digest = nullptr) {
    const error_scope scope;
    const md_context context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key, nullptr) == 1 &&
           EVP_DigestVerify(context.get(), as_unsigned(value), value.size(), as_unsigned(data),
                            data.size()) == 1;
}

octets replaced(octets from, octets_view what, octets_view by) {
    const auto at = from.find(what);
    EXPECT_NE(at, octets::npos);
    return at == octets::npos ? from : from.replace(at, what.size(), by);
}

TEST(kz_provider, digests_are_those_of_the_standards) {
    load_kz_provider();
    const auto hex = [](const char* name, octets_view data) {
        octets value(64, '\0');
        unsigned size = 0;
        EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
        EXPECT_EQ(EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(value.data()), &size,
                             algorithm, nullptr),
                  1);
        EVP_MD_free(algorithm);
        return to_hex(octets_view(value).substr(0, size));
    };
    // facts/kz-pki.md section 1; RFC 6986 section 10.1 has the message of 63 octets.
    EXPECT_EQ(hex("GOST 34.311-95", ""), "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d");
    EXPECT_EQ(hex("1.2.398.3.10.1.3.1", "This is message, length=32 bytes"),
              "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa");
    const octets m1 = "012345678901234567890123456789012345678901234567890123456789012";
    EXPECT_EQ(hex("GOST R 34.11-2015-512", m1),
              "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
              "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48");
    EXPECT_EQ(hex("GOST R 34.11-2015-256", m1),
              "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
}

// OpenSSL's CMS and TS look digests up by number, and copy their contexts.
TEST(kz_provider, digests_are_found_by_number_too) {
    load_kz_provider();
    for (const scheme& one : schemes) {
        int digest = NID_undef, key = NID_undef;
        ASSERT_EQ(OBJ_find_sigid_algs(OBJ_txt2nid(one.signature), &digest, &key), 1) << one.key;
        EXPECT_STREQ(OBJ_nid2sn(digest), one.digest);
        EXPECT_STREQ(OBJ_nid2sn(key), one.key);
        EXPECT_TRUE(is_kz_digest(digest));
        const EVP_MD* found = EVP_get_digestbynid(digest);
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(static_cast<std::size_t>(EVP_MD_get_size(found)), one.size / 2);
        const md_context first(EVP_MD_CTX_new()), second(EVP_MD_CTX_new());
        unsigned char left[64] = {}, right[64] = {};
        ASSERT_EQ(EVP_DigestInit_ex(first.get(), found, nullptr), 1);
        ASSERT_EQ(EVP_DigestUpdate(first.get(), "ab", 2), 1);
        ASSERT_EQ(EVP_MD_CTX_copy_ex(second.get(), first.get()), 1);
        ASSERT_EQ(EVP_DigestUpdate(first.get(), "c", 1), 1);
        ASSERT_EQ(EVP_DigestUpdate(second.get(), "c", 1), 1);
        ASSERT_EQ(EVP_DigestFinal_ex(first.get(), left, nullptr), 1);
        ASSERT_EQ(EVP_DigestFinal_ex(second.get(), right, nullptr), 1);
        EXPECT_EQ(std::memcmp(left, right, sizeof left), 0);
    }
    EXPECT_FALSE(is_kz_digest(NID_sha256));
    EXPECT_FALSE(is_kz_digest(NID_undef));
}

TEST(kz_provider, what_a_key_signs_its_public_half_verifies) {
    for (const scheme& one : schemes) {
        const auto key = test_pki::make_key(one.kind), other = test_pki::make_key(one.kind);
        const octets value = sign(key.get(), "message");
        ASSERT_EQ(value.size(), one.size) << one.key;
        const auto open = read_public_key(public_der(key));
        ASSERT_TRUE(open.has_value());
        EXPECT_TRUE(verify(open->get(), "message", value));
        EXPECT_TRUE(verify(open->get(), "message", value, one.digest));
        EXPECT_FALSE(verify(open->get(), "messagf", value));
        EXPECT_FALSE(verify(other.get(), "message", value));
        EXPECT_FALSE(verify(open->get(), "message", value.substr(1)));
        EXPECT_FALSE(verify(open->get(), "message", octets(one.size, '\0'))) << "r and s of zero";
        EXPECT_FALSE(verify(open->get(), "message", octets(one.size, '\xff'))) << "r and s above q";
        octets flipped = value;
        flipped[one.size / 3] = static_cast<char>(flipped[one.size / 3] ^ 1);
        EXPECT_FALSE(verify(open->get(), "message", flipped));
        EXPECT_TRUE(sign(open->get(), "message").empty()) << "a public key does not sign";
    }
}

TEST(kz_provider, a_key_takes_no_digest_but_its_own) {
    for (const scheme& one : schemes) {
        const auto key = test_pki::make_key(one.kind);
        const octets value = sign(key.get(), "message");
        for (const char* foreign :
             {"SHA256", "SHA512", "GOST 34.311-95", "GOST R 34.11-2015-256", "GOST R 34.11-2015-512"}) {
            if (std::string_view(foreign) == one.digest) continue;
            EXPECT_FALSE(verify(key.get(), "message", value, foreign)) << one.key << " with " << foreign;
            EXPECT_TRUE(sign(key.get(), "message", foreign).empty()) << one.key << " with " << foreign;
        }
        const context_ptr context(EVP_PKEY_CTX_new(key.get(), nullptr));
        ASSERT_EQ(EVP_PKEY_verify_init(context.get()), 1);
        EXPECT_LE(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()), 0);
        EXPECT_NE(EVP_PKEY_verify(context.get(), as_unsigned(value), value.size(), as_unsigned("digest"), 6),
                  1)
            << "a digest of another length";
    }
    ERR_clear_error();
}

TEST(kz_provider, keys_survive_being_written_and_read) {
    for (const scheme& one : schemes) {
        const auto key = test_pki::make_key(one.kind);
        EXPECT_EQ(EVP_PKEY_get_bits(key.get()), static_cast<int>(one.size) * 4);
        const octets pem = test_pki::key_pem(key);
        EXPECT_TRUE(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        const auto plain = read_private_key_pem(pem, "");
        ASSERT_TRUE(plain.has_value()) << plain.error().to_string();
        EXPECT_EQ(EVP_PKEY_eq(plain->get(), key.get()), 1);
        EXPECT_EQ(test_pki::key_pem({EVP_PKEY_dup(plain->get()), EVP_PKEY_free}), pem);
        const octets open = public_der(key);
        for (const octets& form : {open, test_pki::pem(open, "PUBLIC KEY")}) {
            const auto read = read_public_key(form);
            ASSERT_TRUE(read.has_value());
            EXPECT_EQ(EVP_PKEY_eq(read->get(), key.get()), 1);
        }
        EXPECT_NE(EVP_PKEY_eq(key.get(), test_pki::make_key(one.kind).get()), 1);
    }
}

// PEM_write_bio_PrivateKey cannot encrypt such a key; PKCS#8 by hand can, and what it writes opens.
TEST(kz_provider, an_encrypted_key_opens_with_its_password) {
    for (const scheme& one : schemes) {
        const auto key = test_pki::make_key(one.kind);
        const bio_ptr refused(BIO_new(BIO_s_mem())), out(BIO_new(BIO_s_mem()));
        const error_scope scope;
        EXPECT_NE(PEM_write_bio_PKCS8PrivateKey(refused.get(), key.get(), EVP_aes_256_cbc(), "pw", 2, nullptr,
                                                nullptr),
                  1);
        EXPECT_EQ(BIO_pending(refused.get()), 0) << "nothing may be written in the clear";
        const std::unique_ptr<PKCS8_PRIV_KEY_INFO, freed_by<PKCS8_PRIV_KEY_INFO_free>> info(
            EVP_PKEY2PKCS8(key.get()));
        ASSERT_NE(info, nullptr);
        const std::unique_ptr<X509_SIG, freed_by<X509_SIG_free>> sealed(
            PKCS8_encrypt(-1, EVP_aes_256_cbc(), "pw", 2, nullptr, 0, 2048, info.get()));
        ASSERT_EQ(PEM_write_bio_PKCS8(out.get(), sealed.get()), 1);
        char* text = nullptr;
        const long size = BIO_get_mem_data(out.get(), &text);
        const octets_view pem(text, static_cast<std::size_t>(size));
        const auto opened = read_private_key_pem(pem, "pw");
        ASSERT_TRUE(opened.has_value()) << opened.error().to_string();
        EXPECT_EQ(EVP_PKEY_eq(opened->get(), key.get()), 1);
        const auto closed = read_private_key_pem(pem, "wp");
        ASSERT_FALSE(closed.has_value());
        EXPECT_EQ(closed.error().code(), errc::key_password_wrong);
    }
}

// The octets of facts/kz-pki.md section 1.
TEST(kz_provider, public_keys_are_encoded_as_the_nca_encodes_them) {
    const octets long_head =
        from_hex(
            "3081ac302306092a830e030a010102023016060a2a830e030a010102020106082a830e030a0103030381840004"
            "8180")
            .value();
    const octets short_head =
        from_hex(
            "306c302506092a830e030a010101013018060a2a830e030a0101010101060a2a830e030a010301010003430004"
            "40")
            .value();
    EXPECT_TRUE(public_der(test_pki::make_key(key_kind::gost2015_512)).starts_with(long_head));
    EXPECT_TRUE(public_der(test_pki::make_key(key_kind::gost2004)).starts_with(short_head));
}

TEST(kz_provider, each_thing_wrong_with_a_public_key_has_its_name) {
    const octets good = public_der(test_pki::make_key(key_kind::gost2015_512));
    const auto code = [](const octets& der) {
        const error_scope scope;
        const auto fault = fault_of_public_key(der);
        EXPECT_FALSE(read_public_key(der).has_value());
        return fault ? fault->code() : errc::internal;
    };
    EXPECT_FALSE(fault_of_public_key(good).has_value());
    EXPECT_FALSE(fault_of_public_key(public_der(test_pki::make_key(key_kind::p256))).has_value());
    const octets curve = from_hex("060a2a830e030a0101020201").value(),
                 digest = from_hex("06082a830e030a010303").value();
    EXPECT_EQ(code(replaced(good, curve, from_hex("060a2a830e030a0101020202").value())),
              errc::gost_parameters_unknown);
    EXPECT_EQ(code(replaced(good, digest, from_hex("06082a830e030a010302").value())),
              errc::gost_hash_pairing_wrong);
    octets outside = good;
    outside.back() = static_cast<char>(outside.back() ^ 1);
    EXPECT_EQ(code(outside), errc::gost_point_off_curve);
    octets zero = good;
    std::fill(zero.end() - 128, zero.end(), '\0');
    EXPECT_NE(code(zero), errc::internal);
    // Half a point, a BIT STRING with unused bits, something behind it.
    octets half = good.substr(0, good.size() - 64);
    half.replace(0, 3, from_hex("306d").value());
    half = replaced(half, from_hex("03818400048180").value(), from_hex("0343000440").value());
    half[1] = static_cast<char>(half.size() - 2);
    EXPECT_EQ(code(half), errc::gost_key_length_wrong);
    EXPECT_EQ(code(replaced(good, from_hex("03818400048180").value(), from_hex("03818401048180").value())),
              errc::gost_key_length_wrong);
    EXPECT_EQ(fault_of_public_key(good + '\0')->code(), errc::gost_key_length_wrong);
    // The Gamma OID 1.3.6.1.4.1.6801.1.5.8 with NULL and a blob.
    const octets gamma = from_hex(
                             "3015300d06092b06010401b51101050805000304000602"
                             "00")
                             .value();
    EXPECT_EQ(code(gamma), errc::gost_algorithm_obsolete);
}

TEST(kz_provider, private_keys_out_of_range_are_refused) {
    for (const scheme& one : schemes) {
        const auto key = test_pki::make_key(one.kind);
        const std::unique_ptr<PKCS8_PRIV_KEY_INFO, freed_by<PKCS8_PRIV_KEY_INFO_free>> info(
            EVP_PKEY2PKCS8(key.get()));
        const octets good = der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO);
        EXPECT_TRUE(read_private_key_pem(test_pki::pem(good, "PRIVATE KEY"), "").has_value());
        const auto code = [](const octets& der) {
            const auto read = read_private_key_pem(test_pki::pem(der, "PRIVATE KEY"), "");
            return read ? errc::internal : read.error().code();
        };
        EXPECT_EQ(code(good.substr(0, good.size() - 1)), errc::key_unusable) << one.key;
        octets number = good;
        const std::size_t size = one.size / 2;
        std::fill(number.end() - static_cast<std::ptrdiff_t>(size), number.end(), '\0');
        EXPECT_EQ(code(number), errc::gost_private_key_invalid) << one.key;
        EXPECT_EQ(code(replaced(good, from_hex("060a2a830e030a0101").value(),
                                from_hex("060a2a830e030a0102").value())),
                  errc::gost_parameters_unknown)
            << one.key;
        EXPECT_EQ(code("rubbish"), errc::key_unusable) << "the fault of another key does not stay behind";
    }
}

TEST(kz_provider, pkcs12_carries_gost_keys) {
    for (const scheme& one : schemes) {
        auto spec = test_pki::person("850101300123");
        spec.kind = one.kind;
        const auto signer = test_pki::self_signed(spec);
        const octets bag = test_pki::make_p12(signer, "Qwerty12");
        const auto opened = read_pkcs12(bag, "Qwerty12");
        ASSERT_TRUE(opened.has_value()) << opened.error().to_string();
        EXPECT_EQ(EVP_PKEY_eq(opened->key.get(), signer.key.get()), 1);
        const auto wrong = read_pkcs12(bag, "Qwerty13");
        ASSERT_FALSE(wrong.has_value());
        EXPECT_EQ(wrong.error().code(), errc::key_password_wrong);
    }
}

// CMS as clients of НУЦ РК write it: the signature algorithm may be the key's OID (facts/kz-pki.md section
// 2).
TEST(kz_provider, cms_verifies_with_either_oid) {
    for (const scheme& one : schemes) {
        auto spec = test_pki::person("850101300123");
        spec.kind = one.kind;
        const auto signer = test_pki::self_signed(spec);
        const unsigned char* at = as_unsigned(signer.der);
        const x509_ptr cert(d2i_X509(nullptr, &at, static_cast<long>(signer.der.size())));
        for (const char* named : {one.signature, one.key}) {
            const octets text = "signed content";
            const cms_ptr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_BINARY));
            CMS_SignerInfo* info = CMS_add1_signer(cms.get(), cert.get(), signer.key.get(),
                                                   EVP_get_digestbyname(one.digest), CMS_BINARY);
            ASSERT_NE(info, nullptr) << one.key;
            X509_ALGOR* signature = nullptr;
            CMS_SignerInfo_get0_algs(info, nullptr, nullptr, nullptr, &signature);
            X509_ALGOR_set0(signature, OBJ_txt2obj(named, 0), V_ASN1_NULL, nullptr);
            ASSERT_EQ(CMS_final(cms.get(), read_from(text).get(), nullptr, CMS_BINARY), 1);
            const octets der = der_of(cms.get(), i2d_CMS_ContentInfo);
            const unsigned char* in = as_unsigned(der);
            const cms_ptr read(d2i_CMS_ContentInfo(nullptr, &in, static_cast<long>(der.size())));
            ASSERT_NE(read, nullptr);
            EXPECT_EQ(CMS_verify(read.get(), nullptr, nullptr, nullptr, nullptr,
                                 CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY),
                      1)
                << named << ": " << error_scope::reason();
            octets spoiled = replaced(der, text, "signed contenT");
            in = as_unsigned(spoiled);
            const cms_ptr wrong(d2i_CMS_ContentInfo(nullptr, &in, static_cast<long>(spoiled.size())));
            EXPECT_NE(CMS_verify(wrong.get(), nullptr, nullptr, nullptr, nullptr,
                                 CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY),
                      1);
            ERR_clear_error();
        }
    }
}

TEST(kz_provider, one_key_serves_many_threads) {
    const auto key = test_pki::make_key(key_kind::gost2004);
    const octets value = sign(key.get(), "message");
    std::atomic<int> passed = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            load_kz_provider();
            for (int n = 0; n < 20; ++n)
                passed += verify(key.get(), "message", value) && !verify(key.get(), "other", value) ? 1 : 0;
        });
    threads.clear();
    EXPECT_EQ(passed, 80);
}

}  // namespace
}  // namespace gw::crypto
