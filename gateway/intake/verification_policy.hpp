// Everything but trust and time that a verdict depends on, as one value that is kept with the verdict, read
// again years later, and changed to ask "what if".
#pragma once

#include <string>

#include "dsig/verify.hpp"
#include "intake/route.hpp"
#include "intake/verification.hpp"

namespace gw::intake {

struct verification_policy {
    std::string portal;
    bool transport_signature = true, business_signature = true;
    pki::policy signers;
    dsig::options arithmetic;  // without a pinned key

    bool operator==(const verification_policy&) const = default;
};
verification_policy policy_of(const route&, const dsig::options&);

// One JSON document in a fixed order: the same policy is the same evidence.
std::string to_json(const verification_policy&);
// Reads what to_json writes; what the document leaves out stays as in `base`. config_invalid for anything
// unknown: a rule that is not understood cannot be kept.
result<verification_policy> read_policy(std::string_view json, verification_policy base = {});

// Judges a message as the server did when it came: the transport signature, and where that passes the
// applicants'.
message_verdict judge_again(octets_view message, const verification_policy&, const pki::trust_ptr&,
                            timestamp at, const pki::ocsp_source* answers = nullptr);

}  // namespace gw::intake
