#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>

namespace gw {
namespace {

error unreadable(const std::filesystem::path& path, const std::string& why) {
    return {errc::file_unreadable, path.string() + ": " + why};
}

}  // namespace

result<octets> read_file(const std::filesystem::path& path, std::size_t limit) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) return unreadable(path, "is a folder");
    std::ifstream file(path, std::ios::binary);
    if (!file) return unreadable(path, std::strerror(errno));
    octets content;
    std::string block(64 * 1024, '\0');
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
        content.append(block.data(), static_cast<std::size_t>(file.gcount()));
        if (content.size() > limit)
            return unreadable(path, "is larger than " + std::to_string(limit) + " octets");
    }
    if (file.bad()) return unreadable(path, "cannot be read");
    return content;
}

result<void> replace_file(const std::filesystem::path& path, octets_view content) {
    const std::filesystem::path beside = path.string() + ".new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (file < 0) return unreadable(beside, std::strerror(errno));
    std::size_t written = 0;
    while (written < content.size()) {
        const auto count = ::write(file, content.data() + written, content.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    const bool flushed = written == content.size() && ::fsync(file) == 0;
    const std::string why = flushed ? "" : std::strerror(errno);
    ::close(file);
    if (!flushed || std::rename(beside.c_str(), path.c_str()) != 0) {
        ::unlink(beside.c_str());
        return unreadable(path, why.empty() ? std::strerror(errno) : why);
    }
    return {};
}

result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& file_or_folder) {
    std::error_code failed;
    if (!std::filesystem::exists(file_or_folder, failed)) return unreadable(file_or_folder, "does not exist");
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(file_or_folder, failed)) {
        files.push_back(file_or_folder);
        return files;
    }
    for (const auto& entry : std::filesystem::directory_iterator(file_or_folder, failed))
        if (entry.is_regular_file(failed)) files.push_back(entry.path());
    if (failed) return unreadable(file_or_folder, failed.message());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace gw
