// The head of the journal as a file to keep elsewhere: the newest checkpoint with its certificate, and the
// newest time stamp. Against it a journal that was cut off or rewritten as a whole shows itself.
#pragma once

#include <optional>
#include <string>

#include "store/store.hpp"

namespace gw::evidence {

// The rows that the time stamp of a noted head is over, and the root that it names.
struct noted_stamp {
    std::uint64_t first = 0, last = 0;
    octets token;
};
struct noted_head {
    std::uint64_t rows = 0;
    sha256_digest hash{};
    bool is_signed = false;
    std::optional<noted_stamp> stamp;
};

// JSON. evidence_missing while there is no checkpoint.
result<std::string> export_head(store::store&);
// What export_head wrote, checked against its own signature, or "44:73aadf…" as a person notes it.
// evidence_changed.
result<noted_head> read_head(octets_view text);
// journal_broken, in words, when the journal does not continue the head, or holds other rows than were
// stamped. Whether the authority is to be believed is for audit_journal, which has its anchors.
result<void> check_head(store::store&, const noted_head&);

}  // namespace gw::evidence
