// The folder of an export: plain files, MANIFEST with the SHA-256 of each (as sha256sum writes it), and
// MANIFEST.sha256.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::evidence {

// Something in an export that is not as it was written.
struct finding {
    std::string file, what;
};

// Collects files in a folder beside the final one, which appears whole or not at all.
class container_writer {
public:
    // file_unreadable when the folder is there already or cannot be made.
    static result<container_writer> open(const std::filesystem::path& folder);
    ~container_writer();  // without finish() everything is removed again
    container_writer(container_writer&&) = default;
    container_writer(const container_writer&) = delete;
    container_writer& operator=(const container_writer&) = delete;

    // A name may be added once more with the same content.
    result<void> add(const std::string& name, octets_view content);
    result<void> finish();
    std::uint64_t size() const noexcept { return size_; }
    std::size_t files() const noexcept { return digests_.size(); }

private:
    explicit container_writer(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path partial() const { return folder_.string() + ".partial"; }

    std::filesystem::path folder_;  // empty: moved from, or finished
    std::map<std::string, sha256_digest> digests_;
    std::uint64_t size_ = 0;
};

class container {
public:
    // file_unreadable when there is no such folder or it is no export.
    static result<container> open(const std::filesystem::path& folder);
    // Every file against its line in MANIFEST, and the other way round.
    std::vector<finding> check() const;
    bool has(const std::string& name) const { return digests_.contains(name); }
    // Nothing when the file is not there or cannot be read.
    std::optional<octets> read(const std::string& name) const;

private:
    std::filesystem::path folder_;
    std::map<std::string, sha256_digest> digests_;  // of the files as they are now
    std::vector<finding> unreadable_;
};

}  // namespace gw::evidence
