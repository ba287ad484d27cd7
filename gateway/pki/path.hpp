// Certification paths: searched for among what is at hand, then checked by the rules of RFC 5280 section 6.1.
// Neither looks at the time, at revocation or at a profile.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "pki/trust.hpp"
#include "pki/verdict.hpp"

namespace gw::pki {

using certificate_path = std::vector<certificate_ptr>;  // from the leaf to the anchor

// Depth-first from the leaf upwards. A step is one look at a possible issuer; hostile certificates that
// sign each other in circles use the budget up and nothing else.
class path_search {
public:
    static constexpr std::size_t step_budget = 256;
    static constexpr std::size_t longest_path = 16;

    path_search(const trust& known, const std::vector<certificate_ptr>& extra)
        : known_(known), extra_(extra) {}

    // Offers each complete path until `accept` says yes.
    bool run(const certificate_ptr& leaf, const std::function<bool(const certificate_path&)>& accept);

    // Why there was no complete path, and how far it went.
    error failure() const;
    const certificate_path& longest() const noexcept { return longest_; }

private:
    bool extend(const std::function<bool(const certificate_path&)>& accept);
    std::vector<certificate_ptr> issuers_of(const certificate&) const;
    bool is_on_path(const certificate&) const;
    bool is_signed_by(const certificate& subject, const certificate& issuer);

    const trust& known_;
    const std::vector<certificate_ptr>& extra_;
    certificate_path path_, longest_;
    std::size_t steps_ = 0;
    bool exhausted_ = false, signature_wrong_ = false, pairing_wrong_ = false;
    std::optional<error> key_fault_;  // of an issuer
};

// What is wrong with which certificate of a path.
struct path_failure {
    std::size_t index = 0;
    error why;
};

// Basic constraints, path length, key usage of authorities, critical extensions, name constraints and
// certificate policies: issuer_not_authority, issuer_key_usage_wrong, path_length_exceeded,
// certificate_extension_unknown, name_constraint_violated, certificate_policy_unacceptable;
// certificate_chain_invalid for the rest. The signatures have been verified when the path was found.
std::optional<path_failure> check_path(const certificate_path&, const policy&);

}  // namespace gw::pki
