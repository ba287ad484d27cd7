// Revocation lists of any length for measurements, put together octet by octet: OpenSSL's way would take
// longer than what is measured.
#pragma once

#include <openssl/evp.h>

#include <cstdint>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace bench {

struct big_list {
    gw::octets issuer_der, authority_key_id;  // the second may be empty
    EVP_PKEY* key = nullptr;                  // RSA or EC, signs with SHA-256
    std::size_t entries = 0;
    std::uint32_t number = 1;
    gw::timestamp this_update{};
    gw::seconds valid_for{86'400};
};

// Serials are SHA-256 of their index, cut to 20 octets as НУЦ РК's are; every third entry has a reason.
gw::octets make_list(const big_list&);
gw::octets serial_of(std::size_t index);

}  // namespace bench
