// Reads TOML tables strictly: every key is asked for by name with its meaning and default, what nobody asked
// for is an error with its line, and the same calls on an empty document yield the description of all keys.
#pragma once

#include <toml++/toml.h>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "config/settings.hpp"

namespace gw::config {

// Problems and descriptions of one load.
struct findings {
    std::string file;
    std::vector<std::string> problems;
    std::vector<key_description> keys;

    void problem(const toml::node* where, std::string_view key, std::string_view what);
};

class table_reader {
public:
    table_reader(findings&, const toml::table*, std::string prefix, std::filesystem::path base);
    ~table_reader();  // reports keys that nobody asked for
    table_reader(const table_reader&) = delete;
    table_reader& operator=(const table_reader&) = delete;

    std::string text(std::string_view key, std::string_view meaning, std::string_view preset);
    // A problem when it is missing.
    std::string required_text(std::string_view key, std::string_view meaning);
    bool flag(std::string_view key, std::string_view meaning, bool preset);
    std::int64_t number(std::string_view key, std::string_view meaning, std::int64_t preset,
                        std::int64_t least, std::int64_t most);
    // "32MiB", "16KiB", "512B"
    std::size_t size(std::string_view key, std::string_view meaning, std::string_view preset);
    // "90s", "15m", "24h", "7d"
    seconds duration(std::string_view key, std::string_view meaning, std::string_view preset);
    std::optional<seconds> optional_duration(std::string_view key, std::string_view meaning);
    std::vector<std::string> texts(std::string_view key, std::string_view meaning);
    // Relative paths count from the configuration file; empty stays empty.
    std::string path(std::string_view key, std::string_view meaning, std::string_view preset);
    std::vector<std::filesystem::path> paths(std::string_view key, std::string_view meaning);
    // One of the choices, by index.
    std::size_t choice(std::string_view key, std::string_view meaning,
                       const std::vector<std::string_view>& choices, std::size_t preset);

    bool has(std::string_view key) const;
    // A table inside; described and read even when it is missing.
    void section(std::string_view key, const std::function<void(table_reader&)>&);
    // An array of tables; when there is none, `read` still runs once on an empty table while keys are
    // described.
    void each(std::string_view key, const std::function<void(table_reader&)>&);
    void problem(std::string_view key, std::string_view what);

private:
    const toml::node* take(std::string_view key, std::string_view kind, std::string_view preset,
                           std::string_view meaning);
    std::string absolute(const std::string&) const;

    findings& findings_;
    const toml::table* table_;  // null while keys are described, or when the section is missing
    std::string prefix_;
    std::filesystem::path base_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace gw::config
