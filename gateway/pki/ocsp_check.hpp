// Whether an OCSP answer may be believed about one certificate at one moment (RFC 6960 section 3.2): it
// speaks of that certificate, an authorised responder signed it, and it is neither too old nor of the future.
#pragma once

#include <functional>

#include "pki/ocsp.hpp"
#include "pki/verdict.hpp"

namespace gw::pki {

// How far the responder's clock may be ahead of ours.
constexpr seconds ocsp_clock_tolerance{300};
// RFC 6960 section 4.2.2.1: without nextUpdate "newer revocation information is available all the time", so
// an answer without it, as НУЦ РК gives (facts/kz-pki.md section 3), holds this long when no policy says.
constexpr seconds ocsp_age_without_next_update{24 * 3600};

struct ocsp_statement {
    ocsp_status status = ocsp_status::unknown;
    std::optional<revoked_entry> revoked;
    bool never_issued = false;  // RFC 6960 section 2.2: revoked on 1970-01-01, certificateHold
    timestamp this_update{};
    std::optional<timestamp> next_update;
    timestamp valid_until{};  // nextUpdate, or when it becomes too old
};

// What lists say of the responder's own certificate, asked where it does not carry ocsp-nocheck: good or
// revoked; nothing when they do not know.
using is_known_good = std::function<std::optional<bool>(const certificate&)>;

// ocsp_other_certificate, ocsp_responder_unauthorised, ocsp_signature_wrong, ocsp_algorithm_forbidden,
// ocsp_not_yet_valid, ocsp_stale. `others` are certificates at hand that may be the responder's. `grace` lets
// an answer be that much older.
result<ocsp_statement> check_ocsp(const ocsp_response&, const certificate&, const certificate& issuer,
                                  const std::vector<certificate_ptr>& others, const policy&, timestamp at,
                                  seconds grace, const is_known_good&);

// How long the answer holds by its own dates and by the policy.
timestamp end_of(const ocsp_single&, const std::optional<seconds>& max_age);

}  // namespace gw::pki
