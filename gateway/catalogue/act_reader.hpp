// One act file (catalogue/acts, catalogue/example) into an act. The schema is written down in
// catalogue/README.md.
#pragma once

#include "catalogue/toml_reader.hpp"

namespace gw::catalogue {

struct act_file {
    act content;
    std::vector<std::string> providers;  // at least one, unless that is a finding already
};

// `words` is what codes come from; `usual` is how open points are read where the act's file does not say.
act_file read_act(toml_reader& file, const vocabulary& words, const readings& usual);

// Keys that the file leaves out keep the value of `usual`.
readings read_readings(toml_reader& in, const readings& usual);

}  // namespace gw::catalogue
