// A public key infrastructure made on the fly for tests, with OpenSSL alone: keys, authorities, leaves as НУЦ
// РК issues them (facts/kz-pki.md section 3) and revocation lists. Any failure of OpenSSL throws: a test
// cannot go on without it.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace gw::test_pki {

enum class key_kind { p256, p384, rsa1024, rsa2048, ed25519, gost2004, gost2015_256, gost2015_512 };
using key_ptr = std::shared_ptr<EVP_PKEY>;

key_ptr make_key(key_kind);
octets key_pem(const key_ptr&);
octets pem(octets_view der, const std::string& label);  // label: "CERTIFICATE", "X509 CRL"

// Noon of a day, "2026-06-01" -> 2026-06-01T12:00:00Z.
timestamp day(const std::string& yyyy_mm_dd);

// One extension in the words of OpenSSL's configuration: {"nameConstraints", "critical,permitted;DNS:a.kz"},
// {"1.2.3.4", "critical,DER:0500"}.
using extension = std::pair<std::string, std::string>;

namespace role {
inline const std::string individual = "1.2.398.3.3.4.1.1";
inline const std::string legal_entity = "1.2.398.3.3.4.1.2";
inline const std::string first_head = "1.2.398.3.3.4.1.2.1";
inline const std::string right_to_sign = "1.2.398.3.3.4.1.2.2";
inline const std::string employee = "1.2.398.3.3.4.1.2.5";
inline const std::string information_system = "1.2.398.3.3.4.1.2.6";
inline const std::string email_protection = "1.3.6.1.5.5.7.3.4";
inline const std::string client_auth = "1.3.6.1.5.5.7.3.2";
inline const std::string server_auth = "1.3.6.1.5.5.7.3.1";
}  // namespace role

struct certificate_spec {
    // Name parts in the order they are encoded: {"CN", "…"}, {"serialNumber", "IIN…"}, {"OU", "BIN…"}.
    std::vector<std::pair<std::string, std::string>> subject = {{"CN", "TEST"}, {"C", "KZ"}};
    key_kind kind = key_kind::p256;
    key_ptr key;  // instead of a new one
    timestamp not_before = day("2026-01-01");
    timestamp not_after = day("2027-01-01");
    bool ca = false;
    std::optional<int> path_length;
    std::string key_usage = "critical,digitalSignature,nonRepudiation";  // empty: no extension
    std::vector<std::string> extended_key_usage;                         // dotted OIDs
    bool key_identifiers = true;                                         // SKI and AKI
    std::vector<extension> extensions;
    std::string digest = "SHA256";  // empty for Ed25519; a GOST key takes its own
    octets serial;                  // big-endian; empty: random
};

// A certificate with its private key.
struct identity {
    key_ptr key;
    octets der;

    octets certificate_pem() const { return pem(der, "CERTIFICATE"); }
    octets private_key_pem() const { return key_pem(key); }
};

identity self_signed(const certificate_spec&);
identity issue(const identity& issuer, const certificate_spec&);

// The usual subjects, ready to be changed before issue().
certificate_spec authority(const std::string& common_name);
certificate_spec person(const std::string& iin);
certificate_spec organisation(const std::string& iin, const std::string& bin,
                              const std::string& role_oid = role::first_head);
certificate_spec information_system(const std::string& bin);  // a portal or the gateway itself

struct revoked_spec {
    octets certificate;  // DER; its serial is taken
    timestamp at;
    int reason = -1;  // RFC 5280 CRLReason; -1: no entry extension
    octets issuer =
        {};  // DER of the authority's certificate, for certificateIssuer in an indirect list; empty: none
};

struct crl_spec {
    timestamp this_update = day("2026-05-01");
    std::optional<timestamp> next_update = day("2026-12-01");
    std::vector<revoked_spec> revoked;
    long number = 1;
    bool key_identifier = true;
    std::vector<extension> extensions;
    std::string digest = "SHA256";
};

octets make_crl(const identity& issuer, const crl_spec&);  // DER

// PKCS#12 with AES-256 and a SHA-256 MAC.
octets make_p12(const identity&, const std::string& password, const std::vector<identity>& chain = {});

// Root and issuing authority with an empty list each: enough for most tests.
struct hierarchy {
    explicit hierarchy(key_kind = key_kind::p256);
    identity root, ca;
    octets root_crl, ca_crl;
};

}  // namespace gw::test_pki
