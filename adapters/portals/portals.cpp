// A new portal is a folder and a line here.
#include "adapters/portals/portals.hpp"

#include "adapters/portals/egov/egov.hpp"
#include "adapters/portals/elicense/elicense.hpp"
#include "adapters/portals/migration/migration.hpp"

namespace gw::adapters {

std::vector<std::unique_ptr<const cases::portal_adapter>> make_portals() {
    std::vector<std::unique_ptr<const cases::portal_adapter>> portals;
    portals.push_back(std::make_unique<egov::adapter>());
    portals.push_back(std::make_unique<elicense::adapter>());
    portals.push_back(std::make_unique<migration::adapter>());
    return portals;
}

}  // namespace gw::adapters
