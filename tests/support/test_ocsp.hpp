// OCSP answers for tests, made by OpenSSL's own OCSP code and not by ours.
#pragma once

#include "support/test_pki.hpp"

namespace gw::test_pki {

struct ocsp_spec {
    int status = 0;  // 0 good, 1 revoked, 2 unknown
    timestamp revoked_at = day("2026-04-01");
    int reason = -1;
    timestamp this_update = day("2026-06-01");
    std::optional<timestamp> next_update = day("2026-06-02");
    timestamp produced_at = day("2026-06-01");
    std::string hash = "SHA256";    // of the CertID
    std::string digest = "SHA256";  // of the signature
    octets nonce;
    bool by_key = false;
    bool with_certificate = true;
    bool extended_revoke = false;
    octets critical_extension;  // dotted OID of an extension of the response
};

octets make_ocsp(const identity& responder, const identity& issuer, octets_view certificate,
                 const ocsp_spec& = {});
octets make_ocsp_failure(int status);  // OCSPResponseStatus, without any content

// A delegate of the issuer as НУЦ РК has them: extendedKeyUsage OCSPSigning and ocsp-nocheck.
certificate_spec ocsp_responder();

}  // namespace gw::test_pki
