// ASN1_item_verify over the very octets received: an ANY that holds a SEQUENCE is encoded as it was read. So
// every algorithm that certificates may have, a provider's included, works here too.
#include "pki/signed_data.hpp"

#include <openssl/asn1t.h>
#include <openssl/x509.h>

#include <memory>

#include "crypto/openssl.hpp"

namespace gw::pki {
namespace {

template <class T, auto Free>
std::unique_ptr<T, crypto::freed_by<Free>> read(octets_view data,
                                                T* (*decode)(T**, const unsigned char**, long)) {
    const unsigned char* at = as_unsigned(data);
    return std::unique_ptr<T, crypto::freed_by<Free>>(decode(nullptr, &at, static_cast<long>(data.size())));
}

}  // namespace

bool verify_signed(octets_view tbs, octets_view algorithm, octets_view signature, EVP_PKEY* key) noexcept {
    const crypto::error_scope scope;
    const auto content = read<ASN1_TYPE, ASN1_TYPE_free>(tbs, d2i_ASN1_TYPE);
    const auto how = read<X509_ALGOR, X509_ALGOR_free>(algorithm, d2i_X509_ALGOR);
    const auto value = read<ASN1_BIT_STRING, ASN1_BIT_STRING_free>(signature, d2i_ASN1_BIT_STRING);
    if (!content || !how || !value) return false;
    return ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), how.get(), value.get(), content.get(), key) == 1;
}

}  // namespace gw::pki
