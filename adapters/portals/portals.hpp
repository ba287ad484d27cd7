// Every portal that the gateway knows, for the wiring.
#pragma once

#include <memory>
#include <vector>

#include "cases/portal.hpp"

namespace gw::adapters {

std::vector<std::unique_ptr<const cases::portal_adapter>> make_portals();

}  // namespace gw::adapters
