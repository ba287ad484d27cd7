// Where a judge finds OCSP answers: a cache, files, or the message itself. Looking never waits.
#pragma once

#include "pki/ocsp.hpp"

namespace gw::pki {

struct ocsp_finding {
    ocsp_ptr answer;               // or why there is none
    std::optional<error> failure;  // such as ocsp_unreachable, ocsp_try_later
    timestamp failed_until{};      // nobody asks the responder again before this moment
    const char* source = "ocsp";   // "stapled_ocsp": the message brought it
};

class ocsp_source {
public:
    virtual ~ocsp_source() = default;
    // What there is about the certificate. Answers need not fit or be good: the caller checks each.
    virtual std::vector<ocsp_finding> find(const certificate_ptr& cert,
                                           const certificate_ptr& issuer) const = 0;
};

// Answers at hand, few enough to try them all.
class ocsp_list final : public ocsp_source {
public:
    explicit ocsp_list(std::vector<ocsp_finding> findings) : findings_(std::move(findings)) {}
    std::vector<ocsp_finding> find(const certificate_ptr&, const certificate_ptr&) const override {
        return findings_;
    }

private:
    std::vector<ocsp_finding> findings_;
};

}  // namespace gw::pki
