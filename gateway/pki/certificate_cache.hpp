// Parsed certificates by their DER: a portal's signer comes back with every message, and decoding it costs
// 0.24 ms.
#pragma once

#include <memory>

#include "pki/certificate.hpp"

namespace gw::pki {

// Bounded (least recently used goes first), safe to use from any thread.
class certificate_cache {
public:
    explicit certificate_cache(std::size_t most);
    ~certificate_cache();
    result<certificate_ptr> get(octets_view der);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace gw::pki
