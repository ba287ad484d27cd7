// Signing: the gateway's answers, the sandbox's requests, `message sign`.
#pragma once

#include <openssl/evp.h>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "pki/certificate.hpp"

namespace gw::dsig {

enum class key_info_form { key_identifier, binary_security_token, x509_data, issuer_serial };

struct signer {
    EVP_PKEY* key = nullptr;  // RSA, EC or GOST; the algorithms follow from it
    pki::certificate_ptr certificate;
};

// WS-Security: one signature over the Body (exclusive C14N), in a wsse:Security header that is made when
// missing.
result<octets> sign_envelope(octets_view soap, const signer&, key_info_form = key_info_form::key_identifier);
// Enveloped signature appended as last child of the root; may be applied again for a second signer.
result<octets> sign_enveloped(octets_view document, const signer&);

}  // namespace gw::dsig
