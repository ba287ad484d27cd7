// Target: the back office of an akimat, reached over HTTPS. One POST per case with a stable idempotency key.
#pragma once

#include <memory>

#include "adapters/targets/akimat/exchange.hpp"
#include "delivery/target.hpp"
#include "net/client.hpp"

namespace gw::akimat {

// The first line of the secret file; config_invalid when it is shorter than 32 characters.
result<std::string> read_secret(const std::string& path);

// The client and the clock outlive the target. The client carries the office's CA and our client certificate.
std::unique_ptr<delivery::target> make_target(office, std::shared_ptr<net::client>, const clock&);

}  // namespace gw::akimat
