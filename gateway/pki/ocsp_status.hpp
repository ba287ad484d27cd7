// What all the OCSP answers at hand say of one certificate.
#pragma once

#include "pki/ocsp_check.hpp"
#include "pki/ocsp_source.hpp"
#include "pki/revocation_rules.hpp"

namespace gw::pki {

struct ocsp_question {
    const certificate_ptr& cert;
    const certificate_ptr& issuer;
    bool is_leaf = false;
};

// A believable "revoked" beats everything; else the newest believable answer speaks.
source_answer ask_ocsp(const ocsp_question&, const ocsp_source&, const trust&, const policy&, timestamp at,
                       seconds grace, const is_known_good&);

}  // namespace gw::pki
