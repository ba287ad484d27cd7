// The head of the journal as a file to keep elsewhere: the newest checkpoint with its certificate, and the
// newest time stamp. Against it a journal that was cut off or rewritten as a whole shows itself.
#pragma once

#include <string>

#include "store/store.hpp"

namespace gw::evidence {

struct noted_head {
    std::uint64_t rows = 0;
    sha256_digest hash{};
    bool is_signed = false;
};

// JSON. evidence_missing while there is no checkpoint.
result<std::string> export_head(store::store&);
// What export_head wrote, checked against its own signature, or "44:73aadf…" as a person notes it.
// evidence_changed.
result<noted_head> read_head(octets_view text);
// journal_broken, in words, when the journal does not continue the head.
result<void> check_head(store::store&, const noted_head&);

}  // namespace gw::evidence
