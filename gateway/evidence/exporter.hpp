// `journal export`: everything that proves one verdict, in a folder that needs nothing else
// (docs/verification.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace gw::evidence {

struct export_summary {
    std::size_t files = 0;
    std::uint64_t octets = 0;
    std::uint64_t row = 0;
    std::optional<std::uint64_t> checkpoint;  // number of the one that covers the row
    std::optional<timestamp> time_stamp;
    std::vector<std::string> lacking;  // what the store does not have (yet), in words
};

// api_not_found without such a message; evidence_missing or journal_broken when the store itself has lost
// something; file_unreadable when the folder cannot be written.
result<export_summary> export_message(store::store&, const message_id&, const std::filesystem::path& folder);

// Text of README.txt.
std::string readme_of(const message_id&);

}  // namespace gw::evidence
