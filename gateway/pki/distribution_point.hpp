// Distribution points (RFC 5280 4.2.1.13 and 5.2.5): where a certificate says its revocation is published,
// and what part of the issuer's certificates a list says it covers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pki/name.hpp"

namespace gw::pki {

// GeneralName. Directory names are equal as names are (RFC 5280 7.1), everything else as encoded.
struct general_name {
    octets der;
    std::shared_ptr<const X509_NAME> directory;  // set for a directoryName alone

    bool equals(const general_name&) const noexcept;
    bool is(const X509_NAME* name) const noexcept { return directory && same_name(directory.get(), name); }
    // The address of a uniformResourceIdentifier, else empty.
    std::string uri() const;
};

// ReasonFlags (RFC 5280 4.2.1.13) as bits: bit n is 1 << n.
using reason_mask = unsigned;
inline constexpr reason_mask all_reasons = 0x1fe;  // keyCompromise (1) to aACompromise (8)

struct distribution_point {
    std::vector<general_name> names;        // empty: none given
    reason_mask reasons = all_reasons;      // that the list behind it covers
    std::vector<general_name> crl_issuers;  // empty: the issuer of the certificate
};

// What a list covers. The default is a full list: every certificate of its issuer, every reason.
struct crl_scope {
    std::vector<general_name> names;
    reason_mask reasons = all_reasons;
    bool only_user_certificates = false;
    bool only_ca_certificates = false;
    bool only_attribute_certificates = false;
    bool indirect = false;
    octets der;  // of the extension, empty when there is none: two lists have one scope when this is equal

    bool operator==(const crl_scope& other) const noexcept { return der == other.der; }
};

// GeneralNames as an extension holds them. Nothing when they cannot be decoded or are none.
std::optional<std::vector<general_name>> to_general_names(octets_view content);
// The value of cRLDistributionPoints or freshestCRL; `issuer_der` is the Name that relative names hang on.
std::optional<std::vector<distribution_point>> to_distribution_points(octets_view value,
                                                                      octets_view issuer_der);
// The value of issuingDistributionPoint. Nothing also for what RFC 5280 5.2.5 forbids: the empty SEQUENCE and
// more than one of the onlyContains... flags.
std::optional<crl_scope> to_crl_scope(octets_view value, octets_view issuer_der);

}  // namespace gw::pki
