// The running gateway: the one place that builds the graph of parts, starts it, takes over changed files and
// drains it.
#pragma once

#include "config/settings.hpp"

namespace gw::app {

inline constexpr const char* version = "0.1.0";

// Runs until SIGTERM or SIGINT and returns the exit code of the command: 0 after a clean drain, 3 for a
// configuration that cannot be served. Addresses are printed on standard output, one "listening NAME URL" a
// line, once all are bound.
int serve(config::settings);

}  // namespace gw::app
