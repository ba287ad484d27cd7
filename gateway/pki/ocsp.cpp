// What an OCSP answer says once it has been read, and the request for one. ocsp_decoder.cpp reads it.
#include "pki/ocsp.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/name.hpp"
#include "pki/signed_data.hpp"

namespace gw::pki {
namespace {

using object_ptr = std::unique_ptr<ASN1_OBJECT, crypto::freed_by<ASN1_OBJECT_free>>;
using digest_ptr = std::unique_ptr<EVP_MD, crypto::freed_by<EVP_MD_free>>;

// The digest of that OID: OpenSSL's own, or a provider's, which is found by its dotted name.
digest_ptr digest_of(octets_view whole_oid) {
    const unsigned char* at = as_unsigned(whole_oid);
    const object_ptr oid(d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(whole_oid.size())));
    if (!oid) return nullptr;
    const int nid = OBJ_obj2nid(oid.get());
    if (nid != NID_undef)
        if (digest_ptr known{EVP_MD_fetch(nullptr, OBJ_nid2sn(nid), nullptr)}) return known;
    return digest_ptr(EVP_MD_fetch(nullptr, dotted(oid.get()).c_str(), nullptr));
}

octets digest_with(const EVP_MD* algorithm, octets_view data) {
    octets out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()), &size, algorithm,
                   nullptr) != 1)
        return {};
    out.resize(size);
    return out;
}

// "the value of the BIT STRING subjectPublicKey, excluding tag, length and number of unused bits".
octets_view key_bits(const certificate& cert) {
    const ASN1_BIT_STRING* bits = X509_get0_pubkey_bitstr(cert.x509());
    if (!bits) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(bits)),
            static_cast<std::size_t>(ASN1_STRING_length(bits))};
}

bool is_about(const ocsp_single& one, const certificate& cert, const certificate& issuer) {
    if (one.serial != cert.serial_octets()) return false;
    const digest_ptr algorithm = digest_of(one.hash_oid);
    // RFC 6960 section 4.1.1: the name is the issuer's as it stands in the certificate being checked.
    return algorithm && one.name_hash == digest_with(algorithm.get(), cert.issuer_der()) &&
           one.key_hash == digest_with(algorithm.get(), key_bits(issuer));
}

int badness(ocsp_status status) {
    switch (status) {
        case ocsp_status::good:
            return 0;
        case ocsp_status::unknown:
            return 1;
        case ocsp_status::revoked:
            return 2;
    }
    return 2;
}

octets element(unsigned char tag, octets_view content) {
    octets out(1, static_cast<char>(tag));
    if (content.size() < 0x80) {
        out += static_cast<char>(content.size());
    } else if (content.size() < 0x100) {
        out += {'\x81', static_cast<char>(content.size())};
    } else {
        out += {'\x82', static_cast<char>(content.size() >> 8), static_cast<char>(content.size() & 0xff)};
    }
    return out.append(content);
}

}  // namespace

bool ocsp_response::is_responder(const certificate& cert) const {
    if (responder_name_) return same_name(responder_name_.get(), cert.subject_name());
    // RFC 6960 section 4.2.1: KeyHash is the SHA-1 of the responder's key.
    return responder_key_hash_ == digest_with(EVP_sha1(), key_bits(cert));
}

bool ocsp_response::is_signed_by(const certificate& cert) const {
    return cert.public_key() && verify_signed(tbs_, algorithm_, signature_, cert.public_key());
}

const ocsp_single* ocsp_response::find(const certificate& cert, const certificate& issuer) const {
    const crypto::error_scope scope;
    const ocsp_single* found = nullptr;
    for (const ocsp_single& one : singles_) {
        if (!is_about(one, cert, issuer)) continue;
        if (!found || badness(one.status) > badness(found->status)) found = &one;
    }
    return found;
}

result<ocsp_ptr> read_ocsp(octets_view data) {
    if (!data.empty() && data.front() == '\x30') return ocsp_response::from_der(data);
    if (data.find("-----BEGIN ") == data.npos) {
        const auto der = from_base64(data);
        return ocsp_response::from_der(der ? octets_view(*der) : octets_view());
    }
    const crypto::error_scope scope;
    const crypto::bio_ptr in = crypto::read_from(data);
    char* name = nullptr;
    unsigned char* block = nullptr;
    long size = 0;
    if (!in || PEM_bytes_read_bio(&block, &size, &name, "OCSP RESPONSE", in.get(), nullptr, nullptr) != 1)
        return error(errc::ocsp_malformed, "no OCSP RESPONSE block in the PEM text");
    const octets der(reinterpret_cast<const char*>(block), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(block);
    return ocsp_response::from_der(der);
}

octets make_ocsp_request(const certificate& cert, const certificate& issuer, ocsp_hash hash,
                         octets_view nonce) {
    constexpr octets_view sha1("\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00", 9);
    constexpr octets_view sha256("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00", 13);
    constexpr octets_view nonce_oid("\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x02", 11);
    const EVP_MD* algorithm = hash == ocsp_hash::sha1 ? EVP_sha1() : EVP_sha256();
    octets id = element(der::sequence, hash == ocsp_hash::sha1 ? sha1 : sha256);
    id += element(der::octet_string, digest_with(algorithm, cert.issuer_der()));
    id += element(der::octet_string, digest_with(algorithm, key_bits(issuer)));
    id += element(der::integer, cert.serial_octets());
    const octets request = element(der::sequence, element(der::sequence, id));
    octets tbs = element(der::sequence, request);  // requestList
    if (!nonce.empty()) {
        const octets value = element(der::octet_string, element(der::octet_string, nonce));
        const octets extension = element(der::sequence, octets(nonce_oid) + value);
        tbs += element(der::context_constructed(2), element(der::sequence, extension));
    }
    return element(der::sequence, element(der::sequence, tbs));
}

}  // namespace gw::pki
