// One act file (catalogue/acts, catalogue/example) into an act. The schema is written down in
// catalogue/README.md.
#pragma once

#include "catalogue/toml_reader.hpp"

namespace gw::catalogue {

// `documents` is the vocabulary that document codes come from.
act read_act(toml_reader& file, const std::map<std::string, names>& documents);

}  // namespace gw::catalogue
