// What a list says about a certificate: the steps (b) and (d) of RFC 5280 section 6.3.3.
#pragma once

#include "pki/crl.hpp"

namespace gw::pki {

// The reasons for which the list would name the certificate; 0 when the certificate is out of its scope.
reason_mask coverage(const crl&, const certificate&);

}  // namespace gw::pki
