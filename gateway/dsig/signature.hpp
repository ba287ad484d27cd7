// What is known about one ds:Signature after the arithmetic: facts, no trust. Trust is pki's verdict on
// `signer`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "pki/certificate.hpp"

namespace gw::dsig {

enum class scope { transport, business };

struct reference {
    std::string uri;
    std::string digest_algorithm;
    bool digest_ok = false;
};

struct signature_report {
    dsig::scope scope = dsig::scope::transport;
    std::optional<gw::error> failure;  // nothing: the arithmetic holds and the structure keeps the rules
    bool signature_ok = false;         // SignatureValue over SignedInfo
    std::vector<reference> references;
    std::string covered;    // "Body", "Body, Timestamp", "document", "#id …"
    std::string algorithm;  // URI of SignatureMethod
    pki::certificate_ptr signer;
    std::vector<pki::certificate_ptr> helpers;  // further certificates of the message, for building the path
    std::vector<octets> stapled;                // OCSP answers of the message, not judged
    std::string signer_name;  // what KeyInfo claims when the certificate is not known: issuer and serial
};

}  // namespace gw::dsig
