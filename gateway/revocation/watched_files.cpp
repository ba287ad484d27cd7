#include "revocation/watched_files.hpp"

#include <sys/stat.h>

#include <array>

#include "base/log.hpp"

namespace gw::revocation {
namespace {

std::int64_t nanoseconds_of(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

bool counts_in_folder(const std::filesystem::path& path) {
    constexpr std::array<std::string_view, 5> extensions{".pem", ".crt", ".cer", ".der", ".crl"};
    const std::string extension = path.extension().string();
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end() &&
           !path.filename().string().starts_with('.');
}

}  // namespace

std::optional<file_stamp> stamp_of(const std::filesystem::path& path) {
    struct ::stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return file_stamp{found.st_ino, static_cast<std::uint64_t>(found.st_size), nanoseconds_of(found.st_mtim),
                      nanoseconds_of(found.st_ctim)};
}

result<std::vector<std::filesystem::path>> list_trust_files(const std::filesystem::path& file_or_folder) {
    auto files = list_files(file_or_folder);
    std::error_code failed;
    if (files && std::filesystem::is_directory(file_or_folder, failed))
        std::erase_if(*files, [](const auto& path) { return !counts_in_folder(path); });
    return files;
}

void note_problem(std::optional<error>& noted, const std::filesystem::path& path, error problem) {
    const bool known = noted && noted->code() == problem.code();
    noted = std::move(problem);
    if (known) return;
    log::warning(
        "trust_file_refused",
        {{"path", path.string()}, {"code", static_cast<int>(noted->code())}, {"error", noted->to_string()}});
}

}  // namespace gw::revocation
