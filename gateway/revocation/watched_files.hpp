// Files and folders that are read again when they change on disk. A file that turns bad keeps its last good
// content; a folder that cannot be listed keeps all of its files. Content is whatever `parse` makes of the
// file.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace gw::revocation {

// Changes whenever the file does: a rewrite in place alters the times, a replacement the inode.
struct file_stamp {
    std::uint64_t inode = 0, size = 0;
    std::int64_t modified = 0, changed = 0;  // nanoseconds; the second is also moved by chmod and rename
    bool operator==(const file_stamp&) const = default;
};
std::optional<file_stamp> stamp_of(const std::filesystem::path&);
// In a folder only .pem .crt .cer .der .crl count, so that notes and half-written temporary files do not.
result<std::vector<std::filesystem::path>> list_trust_files(const std::filesystem::path& file_or_folder);
// One log line when the problem of a path is new, none while it stays the same.
void note_problem(std::optional<error>& noted, const std::filesystem::path&, error);

template <class Content>
class watched_files {
public:
    struct file {
        std::filesystem::path root;
        std::optional<file_stamp> stamp;
        std::optional<Content> content;  // the last good one
        std::optional<error> problem;    // of the file as it is now
    };
    using parser = std::function<result<Content>(const std::filesystem::path&)>;

    watched_files(std::vector<std::filesystem::path> roots, parser parse) : parse_(std::move(parse)) {
        for (auto& root : roots)
            roots_.emplace(std::move(root), std::nullopt);
    }

    // Reads what is new on disk. When `parse` throws, that file is read again the next time.
    void refresh() {
        for (auto& [root, problem] : roots_)
            refresh_root(root, problem);
    }
    // Whether anything was read again or has gone since the last take_over(): content or problems may be
    // other.
    bool changed() const noexcept { return changed_; }
    void take_over() noexcept { changed_ = false; }
    const std::map<std::filesystem::path, file>& files() const noexcept { return files_; }
    std::optional<error> first_problem() const {
        for (const auto& [root, problem] : roots_)
            if (problem) return problem;
        for (const auto& [path, entry] : files_)
            if (entry.problem) return entry.problem;
        return std::nullopt;
    }

private:
    void refresh_root(const std::filesystem::path& root, std::optional<error>& problem) {
        const auto listed = list_trust_files(root);
        if (!listed) return note_problem(problem, root, listed.error());
        problem.reset();
        const auto gone = std::erase_if(files_, [&](const auto& entry) {
            return entry.second.root == root &&
                   std::find(listed->begin(), listed->end(), entry.first) == listed->end();
        });
        if (gone > 0) changed_ = true;
        for (const auto& path : *listed)
            refresh_file(root, path);
    }
    void refresh_file(const std::filesystem::path& root, const std::filesystem::path& path) {
        file& entry = files_[path];
        entry.root = root;
        const auto stamp = stamp_of(path);  // before reading: a change meanwhile shows at the next refresh
        if (stamp && stamp == entry.stamp) return;
        auto parsed = parse_(path);
        entry.stamp = stamp;
        changed_ = true;
        if (!parsed) return note_problem(entry.problem, path, parsed.error());
        entry.problem.reset();
        entry.content = std::move(*parsed);
    }

    parser parse_;
    std::map<std::filesystem::path, std::optional<error>> roots_;
    std::map<std::filesystem::path, file> files_;
    bool changed_ = false;
};

}  // namespace gw::revocation
