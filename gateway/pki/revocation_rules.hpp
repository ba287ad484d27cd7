// How a policy decides between the sources of revocation: which is asked first, what one may make up for in
// the other, and for how long an old answer may be trusted with a reason. Knows neither lists nor answers.
#pragma once

#include <functional>

#include "pki/verdict.hpp"

namespace gw::pki {

// What one kind of source says of one certificate.
struct source_answer {
    std::vector<revocation_evidence> evidence;  // the last is the one that decided
    std::optional<error> failure;               // nothing: good
    timestamp valid_until{};

    bool is_certain() const noexcept;  // good or revoked
};

struct sources {
    // Asked with the time by which its information may be out of date.
    std::function<source_answer(seconds grace)> crl;
    std::function<source_answer(seconds grace)> ocsp;  // empty: there is none
};

source_answer decide(const policy&, const sources&);

}  // namespace gw::pki
