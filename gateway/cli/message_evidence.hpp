// The part of `message verify` that judges an export instead of a file.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/trust_options.hpp"

namespace gw::cli {

struct evidence_options {
    std::string folder;
    std::vector<std::string> anchors, gateway_certificates, stamp_lists;
    std::string stamp_anchors;
    bool require_stamp_revocation = false;
};
int verify_evidence(const evidence_options&, const context&);

}  // namespace gw::cli
