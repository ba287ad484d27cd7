// Acts that lean on another: an example that continues a repealed act, and an act that points to a service
// standard whose lists another act writes out.
#pragma once

#include "catalogue/act_reader.hpp"

namespace gw::catalogue {

struct linked_act {
    act_file read;
    place where;  // of its [act]
};

// Fills in what the acts take from one another, and reports the names that lead nowhere.
void link_acts(std::vector<linked_act>&, findings&);

}  // namespace gw::catalogue
