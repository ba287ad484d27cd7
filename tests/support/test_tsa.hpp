// A time-stamping authority for tests, by OpenSSL's TS_RESP_*.
#pragma once

#include "support/test_pki.hpp"

namespace gw::test_pki {

// extendedKeyUsage timeStamping, critical, as RFC 3161 section 2.3 wants it.
certificate_spec stamping_authority();
// DER of the TimeStampResp that grants the request at this time.
octets answer_stamp_request(const identity& authority, octets_view request, timestamp at);

}  // namespace gw::test_pki
