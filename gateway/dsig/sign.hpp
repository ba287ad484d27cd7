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
// The same over the content of a Body that is its own canonical form (soap::response_content): many times
// faster, as nothing is parsed. `can_seal` says whether this key and form are among those it knows.
bool can_seal(const signer&, key_info_form);
result<octets> seal_body(std::string_view content, const signer&);
// Enveloped signature appended as last child of the root; may be applied again for a second signer.
result<octets> sign_enveloped(octets_view document, const signer&);

}  // namespace gw::dsig
