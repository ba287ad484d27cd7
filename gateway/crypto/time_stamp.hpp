// RFC 3161 time stamps: the request to an authority, and the check of its answer and of a kept token.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace gw::crypto {

// What a token says.
struct time_stamp {
    octets token;    // DER of the TimeStampToken
    timestamp at{};  // genTime
    octets imprint;  // the digest that was stamped
    std::string imprint_algorithm, policy, serial, authority;
    std::vector<octets> certificates;  // DER of those that the token carries, the signer's first
};

// DER of a TimeStampReq over a SHA-256 digest, with a random nonce, asking for the certificates. `policy` is
// a dotted OID or empty. config_invalid for a policy that is none.
result<octets> make_time_stamp_request(const sha256_digest& imprint, const std::string& policy);
// The token of a TimeStampResp that answers the request. time_stamp_invalid: not granted, another imprint or
// nonce, or not signed by an authority with the purpose timeStamping below the anchors (PEM, also with the
// steps between).
result<time_stamp> read_time_stamp_response(octets_view response, octets_view request,
                                            octets_view anchors_pem);
// A kept token: signed over this digest by an authority that was valid at genTime. time_stamp_invalid.
result<time_stamp> check_time_stamp(octets_view token, const sha256_digest& imprint, octets_view anchors_pem);
// What it says, without any check of who says so. time_stamp_invalid when it cannot be decoded.
result<time_stamp> decode_time_stamp(octets_view token);

}  // namespace gw::crypto
