// A row of the journal as a file that a person can read and a program can hash again.
#pragma once

#include <string>

#include "store/journal.hpp"

namespace gw::evidence {

std::string to_json(const store::journal_row&);
// evidence_changed when a field is missing or not of its kind; whether the hash holds is for the caller.
result<store::journal_row> read_row(octets_view json);

// Where one row stands below a Merkle root.
struct merkle_place {
    std::uint64_t first = 0, last = 0;
    std::vector<sha256_digest> path;
};
std::string to_json(const merkle_place&);
result<merkle_place> read_place(octets_view json);
// The root that the row leads to; nothing when it is not among the rows, or the path does not fit.
std::optional<sha256_digest> root_of(const merkle_place&, const store::journal_row&);

}  // namespace gw::evidence
