// The revocation status of every certificate of a path, by the lists of a trust snapshot and by OCSP answers.
#pragma once

#include <optional>
#include <vector>

#include "pki/ocsp_source.hpp"
#include "pki/path.hpp"

namespace gw::pki {

struct revocation_status {
    std::optional<error>
        failure;  // certificate_revoked, ca_revoked, revocation_unavailable, revocation_stale, ocsp_...
    std::vector<std::optional<error>> failures;  // of each certificate of the path
    std::vector<revocation_evidence> evidence;
    timestamp valid_until{};  // no list says anything else before this moment
};

// Unknown is never good: a certificate that neither a valid list of its issuer nor an answer covers fails.
revocation_status check_revocation(const certificate_path&, const trust&, const policy&, timestamp at,
                                   const ocsp_source* answers);

}  // namespace gw::pki
