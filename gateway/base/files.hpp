// Reading and replacing whole files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw {

// file_unreadable when it cannot be opened or is larger than `limit` octets.
result<octets> read_file(const std::filesystem::path&, std::size_t limit = 256u << 20);
// Writes beside the file, flushes to disk, then renames over it: readers see the old or the new content,
// never a part.
result<void> replace_file(const std::filesystem::path&, octets_view content);
// The file itself, or the regular files in the folder, sorted by name.
result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& file_or_folder);

}  // namespace gw
