// The verdict as JSON: what `message verify --json` prints, the store keeps and the console shows. The shape
// is a promise.
#pragma once

#include <string>

#include "intake/verification.hpp"

namespace gw::intake {

std::string to_json(const message_verdict&);
// The part that `cert verify --json` prints.
std::string to_json(const pki::verdict&);

}  // namespace gw::intake
