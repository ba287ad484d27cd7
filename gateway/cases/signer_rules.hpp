// Who may sign what (condition 2 of the acts): the IIN and BIN of the request against those of the signers'
// certificates.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "cases/service_case.hpp"

namespace gw::cases {

// A party that has to sign. Both given: one certificate must carry both.
struct signing_party {
    std::string iin, bin;
};

// One of the signatures is the party's: its BIN with the role of head or of right to sign, its IIN, or both.
// signer_identity_missing, signer_bin_mismatch, signer_role_forbidden, signer_iin_mismatch.
result<void> check_signed_by(const signing_party&, const std::vector<const signer_summary*>& signatures);

// Two different signatures, one of each party. Beside the codes above: second_signature_missing.
result<void> check_signed_by_both(const signing_party& foreigner, const signing_party& employer,
                                  const std::vector<const signer_summary*>& signatures);

}  // namespace gw::cases
