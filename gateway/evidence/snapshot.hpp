// A snapshot of trust put together again from its manifest: what a stored verdict was judged against.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pki/trust.hpp"

namespace gw::evidence {

struct snapshot_member {
    std::string kind;  // "anchor", "certificate", "crl"
    sha256_digest sha256{};
};
// evidence_changed when it is not what pki::trust::manifest writes.
result<std::vector<snapshot_member>> read_manifest(octets_view manifest);
// `content` gives the DER of a member: nothing when it is not there. evidence_missing names the first such
// member; evidence_changed when the members do not make this manifest.
result<pki::trust_ptr> restore_snapshot(
    octets_view manifest, const std::function<std::optional<octets>(const snapshot_member&)>& content);

}  // namespace gw::evidence
