// Who the sender is: the transport certificate belongs to the portal, the senderId is the portal's, the
// password is right.
#pragma once

#include <mutex>
#include <unordered_map>

#include "base/error.hpp"
#include "intake/rate_limiter.hpp"
#include "intake/route.hpp"
#include "pki/certificate.hpp"

namespace gw::intake {

// transport_certificate_unknown unless the certificate is listed or a rule fits.
result<void> check_transport_signer(const route&, const pki::certificate&);
// client_certificate_required unless the route asks for none or this DER is listed.
result<void> check_client_certificate(const route&, octets_view client_certificate_der);

// scrypt costs about 90 ms, so a success is remembered for ten minutes as HMAC(process key, senderId and
// password); failures are limited per sender. Safe to use from any thread; never on an I/O thread.
class password_check {
public:
    password_check();
    // sender_unknown, password_wrong, password_attempts_exceeded.
    result<void> check(const route&, const std::string& sender_id, const std::string& password,
                       timestamp now);
    // Configuration has changed: nothing is remembered.
    void forget();

private:
    octets process_key_;
    rate_limiter failures_;
    std::mutex guard_;
    std::unordered_map<octets, timestamp> remembered_;
};

}  // namespace gw::intake
