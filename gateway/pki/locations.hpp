// Where a certificate says its revocation status can be asked for. Only http and https addresses count.
#pragma once

#include <string>
#include <vector>

#include "pki/certificate.hpp"

namespace gw::pki {

struct status_locations {
    std::vector<std::string> crls;    // cRLDistributionPoints, RFC 5280 section 4.2.1.13
    std::vector<std::string> deltas;  // freshestCRL, section 4.2.1.15
    std::vector<std::string> ocsp;    // authorityInfoAccess, section 4.2.2.1
};
status_locations locations_of(const certificate&);

}  // namespace gw::pki
