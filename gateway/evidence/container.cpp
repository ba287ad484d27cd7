#include "evidence/container.hpp"

#include <optional>
#include <system_error>

#include "base/files.hpp"
#include "crypto/digest.hpp"

namespace gw::evidence {
namespace {

namespace fs = std::filesystem;
constexpr const char* manifest_name = "MANIFEST";
constexpr const char* seal_name = "MANIFEST.sha256";

std::string line_of(const std::string& name, const sha256_digest& digest) {
    return to_hex(digest) + "  " + name + "\n";
}

std::string manifest_of(const std::map<std::string, sha256_digest>& digests) {
    std::string all;
    for (const auto& [name, digest] : digests)
        all += line_of(name, digest);
    return all;
}

error cannot(const fs::path& path, const std::error_code& why) {
    return {errc::file_unreadable, path.string() + ": " + why.message()};
}

}  // namespace

result<container_writer> container_writer::open(const fs::path& folder) {
    std::error_code failed;
    if (fs::exists(folder, failed))
        return error(errc::file_unreadable, folder.string() + " is there already");
    container_writer writer(folder);
    fs::remove_all(writer.partial(), failed);  // of an export that was interrupted
    if (!fs::create_directories(writer.partial(), failed)) return cannot(writer.partial(), failed);
    return writer;
}

container_writer::~container_writer() {
    if (folder_.empty()) return;
    std::error_code ignored;
    fs::remove_all(partial(), ignored);
}

result<void> container_writer::add(const std::string& name, octets_view content) {
    const sha256_digest digest = crypto::sha256(content);
    if (const auto known = digests_.find(name); known != digests_.end()) {
        GW_INVARIANT(known->second == digest);
        return {};
    }
    const fs::path path = partial() / name;
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    if (failed) return cannot(path, failed);
    if (auto written = replace_file(path, content); !written) return written;
    digests_.emplace(name, digest);
    size_ += content.size();
    return {};
}

result<void> container_writer::finish() {
    const std::string manifest = manifest_of(digests_);
    if (auto written = replace_file(partial() / manifest_name, manifest); !written) return written;
    const std::string seal = line_of(manifest_name, crypto::sha256(manifest));
    if (auto written = replace_file(partial() / seal_name, seal); !written) return written;
    std::error_code failed;
    fs::rename(partial(), folder_, failed);
    if (failed) return cannot(folder_, failed);
    folder_.clear();
    return {};
}

result<container> container::open(const fs::path& folder) {
    container made;
    made.folder_ = folder;
    std::error_code failed;
    if (!fs::exists(folder / manifest_name, failed))
        return error(errc::file_unreadable, folder.string() + " holds no export: MANIFEST is not there");
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
        const std::string name = at->path().lexically_relative(folder).generic_string();
        std::error_code ignored;
        if (at->is_directory(ignored) && !at->is_symlink(ignored)) continue;
        if (name == manifest_name || name == seal_name) continue;
        if (at->is_symlink(ignored)) {
            made.unreadable_.push_back({name, "is a link, not a file"});
        } else if (const auto content = read_file(at->path())) {
            made.digests_.emplace(name, crypto::sha256(*content));
        } else {
            made.unreadable_.push_back({name, "cannot be read"});
        }
    }
    if (failed) return cannot(folder, failed);
    return made;
}

std::optional<octets> container::read(const std::string& name) const {
    if (!has(name)) return std::nullopt;
    auto content = read_file(folder_ / name);
    if (!content) return std::nullopt;
    return std::move(*content);
}

std::vector<finding> container::check() const {
    std::vector<finding> findings = unreadable_;
    const auto manifest = read_file(folder_ / manifest_name);
    const auto seal = read_file(folder_ / seal_name);
    if (!manifest) return {{manifest_name, "cannot be read"}};
    const bool sealed = seal && *seal == line_of(manifest_name, crypto::sha256(*manifest));
    if (*manifest == manifest_of(digests_)) {
        if (!sealed) findings.push_back({seal_name, "was changed: MANIFEST itself fits the files"});
        return findings;
    }
    if (!sealed) {  // its lines prove nothing; what else is wrong shows in the contents
        findings.push_back({manifest_name, "was changed: it fits neither MANIFEST.sha256 nor the files"});
        return findings;
    }
    std::string_view lines = *manifest;
    std::map<std::string, std::string> listed;
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        if (line.size() > 66) listed.emplace(line.substr(66), line.substr(0, 64));
    }
    for (const auto& [name, digest] : digests_) {
        const auto line = listed.find(name);
        if (line == listed.end())
            findings.push_back({name, "was added: MANIFEST does not name it"});
        else if (line->second != to_hex(digest))
            findings.push_back({name, "was changed: its SHA-256 is not the one in MANIFEST"});
    }
    for (const auto& [name, digest] : listed)
        if (!has(name)) findings.push_back({name, "is missing"});
    return findings;
}

}  // namespace gw::evidence
