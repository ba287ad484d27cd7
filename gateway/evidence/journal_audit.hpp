// The signed statements about a journal, held against its rows: what `journal verify` checks beyond the chain
// itself.
#pragma once

#include <optional>
#include <string>

#include "pki/certificate.hpp"
#include "store/store.hpp"

namespace gw::evidence {

struct audit {
    std::uint64_t checkpoints = 0, time_stamps = 0;
    std::uint64_t covered = 0;  // rows up to this one stand below a signature
    std::uint64_t stamped = 0;  // and up to this one below a time stamp
    std::optional<timestamp> last_checkpoint;
    std::string signer;                   // subject of the last one's certificate
    std::optional<std::uint64_t> broken;  // row at which the first statement that does not hold begins
    std::string why;
};

// `signer`: whose key the last checkpoint must be of; null: any. Each statement names the one before, so the
// last signature holds them all.
audit audit_journal(store::store&, const pki::certificate_ptr& signer);

}  // namespace gw::evidence
