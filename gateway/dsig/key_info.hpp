// From KeyInfo to one certificate. KeyInfo only names the signer: whether that certificate is trusted is for
// pki to say.
#pragma once

#include <libxml/tree.h>

#include "dsig/tree.hpp"
#include "pki/certificate_cache.hpp"
#include "pki/trust.hpp"

namespace gw::dsig {

struct named_signer {
    pki::certificate_ptr certificate;  // null when KeyInfo names one that nobody here holds
    std::vector<pki::certificate_ptr>
        helpers;       // further certificates of the message: on the way to an anchor
    std::string name;  // issuer and serial as claimed, for the report
};

// key_info_unusable, key_info_ambiguous, certificate_malformed. Forms of facts/shep.md 2.2: KeyIdentifier
// X509v3, BinarySecurityToken by Reference, X509Data with certificates, X509IssuerSerial among configured
// certificates. `security`: the wsse:Security header that may hold binary tokens, or null.
result<named_signer> resolve_key_info(const xmlNode* key_info, const xmlNode* security, const id_index&,
                                      const pki::trust&, pki::certificate_cache&);

}  // namespace gw::dsig
