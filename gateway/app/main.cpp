// The program: hands the command line what only the whole can do.
#include "app/gateway.hpp"
#include "app/named_files.hpp"
#include "cli/cli.hpp"
#include "dsig/verify.hpp"

int main(int argc, char** argv) {
    gw::dsig::initialise();
    return gw::cli::run(argc, argv, {gw::app::version, gw::app::serve, gw::app::check_files});
}
