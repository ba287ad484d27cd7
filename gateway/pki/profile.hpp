// What a profile demands of certificates beyond RFC 5280's path rules: algorithms, key sizes, and the usage
// and roles of the leaf.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "pki/path.hpp"

namespace gw::pki {

// certificate::key_fault(), gost_algorithm_obsolete, certificate_algorithm_forbidden, key_too_weak; of the
// leaf also key_usage_wrong and signer_role_forbidden.
std::optional<error> check_profile(const certificate_path&, std::size_t index, const policy&, timestamp at);
// The part of it that concerns one certificate alone; an anchor's own signature is not judged, nobody relies
// on it.
std::optional<error> check_algorithms(const certificate&, bool is_anchor, const policy&, timestamp at);

// Names of the rules that `nca` adds: each can be switched off (policy::rules_off). What RFC 5280 and sound
// arithmetic demand cannot.
std::vector<std::string_view> switchable_rules();

}  // namespace gw::pki
