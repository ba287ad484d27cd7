// Plays the scenarios against a running gateway and back office and prints what came of each.
#pragma once

#include <filesystem>
#include <string>

namespace sandbox {

struct demo_options {
    std::filesystem::path certs;  // made by certs-example/make.sh
    std::filesystem::path forms;  // schemas/portals/examples
    std::string gateway;          // https://localhost:8443
    std::string back_office;      // https://localhost:9444
    std::string gateway_signer = "gateway/sign-p256";
    bool quiet = false;  // the sums alone
};

// 0 when every line came out as expected, 1 otherwise.
int run_demo(const demo_options&);

}  // namespace sandbox
