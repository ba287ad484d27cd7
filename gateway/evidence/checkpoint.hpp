// Signed statements about the journal: rows first..last end in this hash and have this Merkle root. Each
// names the statement before it, so none can be taken out or replaced without the key.
#pragma once

#include <string>

#include "intake/reply.hpp"
#include "store/store.hpp"

namespace gw::evidence {

struct checkpoint {
    std::uint64_t number = 0;
    timestamp at{};
    std::uint64_t first = 0, last = 0;
    sha256_digest head{};      // hash of row `last`
    sha256_digest root{};      // Merkle root of the hashes of rows first..last
    sha256_digest previous{};  // of the statement before; zero for the first
    sha256_digest signer{};    // certificate
};

// One line of JSON; exactly these octets are signed.
octets to_statement(const checkpoint&);
// evidence_changed for anything that to_statement does not write.
result<checkpoint> read_statement(octets_view);

// Makes and keeps a checkpoint when the journal has advanced since the last one, or the key has changed. True
// when one was made. journal_broken when rows are missing, signing_key_unavailable.
result<bool> make_checkpoint(store::store&, const intake::signing_identity&, timestamp now);

}  // namespace gw::evidence
