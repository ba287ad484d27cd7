// The catalogue as `catalogue check --json` tells it: everything that the acts say, resolved per channel and
// category.
#pragma once

#include <boost/json/fwd.hpp>

#include "catalogue/catalogue.hpp"

namespace gw::cli {

boost::json::object to_json(const catalogue::catalogue&);
boost::json::object to_json(catalogue::time_limit);

}  // namespace gw::cli
