// Sends a request for every public service, procedure and portal, good ones and one for each thing that can
// be wrong, and prints beside what the acts say what really came of it.
#pragma once

#include "sandbox/demo.hpp"

namespace sandbox {

// 0 when every outcome is the expected one, 1 otherwise.
int run_matrix(const demo_options&);

}  // namespace sandbox
