// Encodings of certificates that RFC 5280 forbids and OpenSSL lets pass.
#pragma once

#include <openssl/x509.h>

#include <optional>
#include <string>

namespace gw::pki {

// certificate_malformed: a serial of more than 20 octets (4.1.2.2), a name whose parts are not in the order
// of DER (X.690 11.6).
std::optional<std::string> fault_of_form(const X509*);
// certificate_extension_malformed: octets behind the value of a standard extension (4.2: "the DER encoding of
// an ASN.1 value"), an empty one that must not be.
std::optional<std::string> fault_of_extensions(const X509*);

}  // namespace gw::pki
