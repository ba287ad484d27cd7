// Whether everything that the configuration and the catalogue take in has somebody who takes it out.
#pragma once

#include <chrono>

#include "catalogue/catalogue.hpp"
#include "config/settings.hpp"

namespace gw::config {

// config_invalid with a line per problem: a provider whose cases would be accepted from a portal but neither
// pushed to a [[target]] nor pulled with a [[backoffice.token]], and names that the catalogue does not know.
// Acts that have ended by `today` take in nothing.
result<void> check_offices(const settings& all, const catalogue::catalogue& acts,
                           std::chrono::year_month_day today);

}  // namespace gw::config
