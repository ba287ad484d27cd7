// The weather of revocation as one JSON document: every source, every list, and what runs out when.
#pragma once

#include <string>
#include <vector>

#include "revocation/trust_directory.hpp"
#include "revocation/weather.hpp"

namespace gw::admin {

struct expiring {
    std::string what;  // "anchor", "authority", "signing_key"
    std::string subject, serial;
    timestamp not_after{};
};
struct revocation_weather {
    std::vector<revocation::source_status> sources;
    std::vector<expiring> certificates;
    std::size_t answers_cached = 0;
};
std::vector<expiring> expiring_in(const pki::trust&);

std::string to_json(const revocation_weather&, const std::vector<revocation::crl_status>&, timestamp now);

}  // namespace gw::admin
