// A file that was put into the binary at build time (cmake/embed.cmake).
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace gw {

struct embedded_file {
    std::string_view name;  // without folders
    std::string_view content;
};

inline std::optional<std::string_view> find_embedded(std::span<const embedded_file> files,
                                                     std::string_view name) noexcept {
    for (const auto& file : files)
        if (file.name == name) return file.content;
    return std::nullopt;
}

}  // namespace gw
