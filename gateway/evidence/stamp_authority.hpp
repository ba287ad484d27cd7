// Whether the authority of a time stamp was in force at the time that it names: OpenSSL's TS_* looks at no
// revocation.
#pragma once

#include <optional>
#include <vector>

#include "crypto/time_stamp.hpp"
#include "pki/crl.hpp"

namespace gw::evidence {

// Nothing: not revoked at genTime, nor later for a reason that spares no earlier stamp (RFC 3161 section 4:
// all but affiliationChanged, superseded and cessationOfOperation), and neither was an authority above it.
// certificate_revoked, ca_revoked; any other code says why it is not known (revocation_unavailable,
// revocation_stale, ...). `lists` are those at hand: a later one can tell more.
std::optional<error> judge_stamp_authority(const crypto::time_stamp&, octets_view anchors_pem,
                                           const std::vector<pki::crl_ptr>& lists);
bool is_revoked(const error&) noexcept;

}  // namespace gw::evidence
