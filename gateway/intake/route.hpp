// What one portal may do: who it is, how it proves that, what it must sign, which services it may call.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "pki/verdict.hpp"

namespace gw::intake {

struct sender {
    std::string id;
    std::string password_hash;  // crypto::hash_password; may be empty when the route asks for no password
};

// A transport signer by properties, so that a renewed certificate needs no change: the issuer's name as the
// certificate shows it, and the organisation and role that the issuer vouches for.
struct signer_rule {
    std::string issuer;
    std::string bin;
    std::string role;  // empty: any
};

struct route {
    std::string portal;  // "egov": adapter, metrics label
    std::string path;    // "/shep/egov"
    std::vector<sender> senders;
    bool password_required = true;

    // Never both false: nothing would be signed (design: transport, business or both).
    bool transport_signature = true;
    bool business_signature = true;

    // Who may sign the transport: any of the certificates (overlapping validity for renewals) or any rule.
    std::vector<sha256_digest> certificates;
    std::vector<signer_rule> rules;

    // TLS client certificates that this portal connects with; empty: none is asked for.
    std::vector<sha256_digest> client_certificates;

    std::map<std::string, std::string> services;  // serviceId of the SHEP register -> public service
    std::chrono::minutes zone{300};               // of dates without a zone
    seconds message_window{7 * 24 * 3600};        // messageDate may differ from now by this much
    pki::policy policy;
    milliseconds revocation_wait{2000};  // for OCSP answers that are not at hand
};

}  // namespace gw::intake
