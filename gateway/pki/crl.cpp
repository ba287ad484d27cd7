// What a revocation list answers once it has been read; crl_decoder.cpp reads it.
#include "pki/crl.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/name.hpp"

namespace gw::pki {
namespace {

using key_context = std::unique_ptr<EVP_PKEY_CTX, crypto::freed_by<EVP_PKEY_CTX_free>>;

error wrong(std::string why) {
    return {errc::crl_signature_wrong, std::move(why)};
}

bool verify(EVP_PKEY* key, int digest_nid, octets_view digest, octets_view signature) {
    const key_context context(EVP_PKEY_CTX_new(key, nullptr));
    const EVP_MD* algorithm = EVP_get_digestbynid(digest_nid);
    return context && algorithm && EVP_PKEY_verify_init(context.get()) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context.get(), algorithm) == 1 &&
           EVP_PKEY_verify(context.get(), as_unsigned(signature), signature.size(), as_unsigned(digest),
                           digest.size()) == 1;
}

}  // namespace

result<void> crl::check_signature(const certificate& issuer) const {
    const crypto::error_scope scope;
    if (!same_name(issuer_name(), issuer.subject_name())) return wrong("the list is of another issuer");
    const octets_view key_id = issuer.subject_key_id();
    if (!authority_key_id_.empty() && !key_id.empty() && key_id != authority_key_id_)
        return wrong("the list names another key of its issuer");
    if ((issuer.key_usage() & X509v3_KU_CRL_SIGN) == 0) return wrong("the issuer's key may not sign lists");
    if (issuer.key_fault()) return wrong("the issuer's key: " + issuer.key_fault()->to_string());
    if (tbs_digest_.empty()) return wrong("unsupported algorithm " + signature_algorithm_);
    if (strength_of_signature(signature_nid_) == digest_strength::broken)
        return wrong("broken algorithm " + signature_algorithm_);
    int digest_nid = NID_undef, key_nid = NID_undef;
    if (OBJ_find_sigid_algs(signature_nid_, &digest_nid, &key_nid) != 1 ||
        !EVP_PKEY_is_a(issuer.public_key(), OBJ_nid2sn(key_nid)))
        return wrong("the algorithm of the signature is not that of the issuer's key");
    if (!verify(issuer.public_key(), digest_nid, tbs_digest_, signature_))
        return wrong("the value does not verify");
    return {};
}

std::optional<revoked_entry> crl::find(const certificate& cert) const {
    const octets_view wanted = cert.serial_octets();
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), wanted,
                         [this](const entry& one, octets_view key) { return serial(one) < key; });
    if (found == entries_.end() || serial(*found) != wanted) return std::nullopt;
    return revoked_entry{timestamp(seconds(found->revoked_at)), found->reason};
}

result<octets> crl_der(octets_view data) {
    if (data.find("-----BEGIN ") == data.npos) return octets(data);
    const crypto::error_scope scope;
    const crypto::bio_ptr in = crypto::read_from(data);
    char* name = nullptr;
    unsigned char* block = nullptr;
    long size = 0;
    if (!in || PEM_bytes_read_bio(&block, &size, &name, PEM_STRING_X509_CRL, in.get(), nullptr, nullptr) != 1)
        return error(errc::crl_malformed, "no X509 CRL block in the PEM text");
    octets der(reinterpret_cast<const char*>(block), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(block);
    return der;
}

result<crl_ptr> read_crl(octets_view data) {
    const auto der = crl_der(data);
    if (!der) return der.error();
    return crl::from_der(*der);
}

}  // namespace gw::pki
