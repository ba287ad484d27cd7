// The files that a configuration names, opened as the server would.
#pragma once

#include <memory>

#include "catalogue/catalogue.hpp"
#include "config/settings.hpp"

namespace gw::app {

// The acts, when everything that they let in has an office that fetches it; config_invalid and the errors of
// catalogue::load.
result<std::shared_ptr<const catalogue::catalogue>> load_catalogue(const config::settings&);

// What `config check` does beyond reading the file: opens keys, trust, catalogue and TLS files.
result<void> check_files(const config::settings&);

}  // namespace gw::app
