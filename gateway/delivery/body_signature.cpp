#include "delivery/body_signature.hpp"

#include "crypto/digest.hpp"

namespace gw::delivery {

std::string sign_body(octets_view secret, timestamp at, octets_view body) {
    const auto t = std::to_string(std::chrono::floor<seconds>(at).time_since_epoch().count());
    octets covered = t;
    covered += '.';
    covered += body;
    return "t=" + t + ",v1=" + to_hex(crypto::hmac_sha256(secret, covered));
}

}  // namespace gw::delivery
