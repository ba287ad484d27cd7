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

std::size_t crl::entries() const noexcept {
    std::size_t sum = 0;
    for (const section& one : sections_)
        sum += one.table.size();
    return sum;
}

std::optional<revoked_entry> crl::find(const certificate& cert) const {
    for (const section& one : sections_) {
        const X509_NAME* issuer = one.issuer ? one.issuer.get() : issuer_name();
        if (scope_.indirect && !same_name(issuer, cert.issuer_name())) continue;
        if (auto found = one.table.find(cert.serial_octets())) return found;
    }
    return std::nullopt;
}

int compare_numbers(std::string_view a, std::string_view b) noexcept {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

namespace {

// "X509 CRL", and "CRL" as some suites write it.
bool is_crl_label(std::string_view label) {
    return label == "X509 CRL" || label == "CRL";
}

result<std::vector<octets>> crl_ders(octets_view data) {
    if (data.find("-----BEGIN ") == data.npos) return std::vector<octets>{octets(data)};
    const crypto::error_scope scope;
    const crypto::bio_ptr in = crypto::read_from(data);
    std::vector<octets> all;
    while (in) {
        char *label = nullptr, *header = nullptr;
        unsigned char* block = nullptr;
        long size = 0;
        if (PEM_read_bio(in.get(), &label, &header, &block, &size) != 1) break;
        if (is_crl_label(label))
            all.emplace_back(reinterpret_cast<const char*>(block), static_cast<std::size_t>(size));
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(block);
    }
    if (all.empty()) return error(errc::crl_not_a_list, "no X509 CRL block in the PEM text");
    return all;
}

}  // namespace

result<octets> crl_der(octets_view data) {
    auto all = crl_ders(data);
    if (!all) return all.error();
    return std::move(all->front());
}

result<crl_ptr> read_crl(octets_view data, std::size_t limit) {
    const auto der = crl_der(data);
    if (!der) return der.error();
    return crl::from_der(*der, limit);
}

result<std::vector<crl_ptr>> read_crls(octets_view data) {
    const auto ders = crl_ders(data);
    if (!ders) return ders.error();
    std::vector<crl_ptr> all;
    for (const octets& der : *ders) {
        auto list = crl::from_der(der);
        if (!list) return list.error();
        all.push_back(std::move(*list));
    }
    return all;
}

}  // namespace gw::pki
