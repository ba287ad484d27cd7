// The command line: `shep-gateway NOUN VERB`. Other programs rely on its flags, exit codes and JSON
// (docs/cli.md).
#pragma once

#include <functional>
#include <string>

#include "config/settings.hpp"

namespace gw::cli {

// What only the program as a whole can do; app/ gives it, since cli/ stands below app/.
struct hooks {
    std::string version;
    std::function<int(config::settings)> serve;                        // returns the exit code
    std::function<result<void>(const config::settings&)> check_files;  // opens what the settings name
};

// Parses, does and returns the exit code (output.hpp). Throws nothing.
int run(int argc, const char* const* argv, const hooks&);

}  // namespace gw::cli
