// One [[procedure]] of an act file.
#pragma once

#include "catalogue/toml_reader.hpp"

namespace gw::catalogue {

// The act's channels and earlier procedures are known by then.
procedure read_procedure(toml_reader& in, const act&, const vocabulary& words);

}  // namespace gw::catalogue
