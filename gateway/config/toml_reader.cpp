#include "config/toml_reader.hpp"

#include <charconv>

namespace gw::config {
namespace {

std::optional<std::size_t> size_from(std::string_view text) {
    std::uint64_t count = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failed != std::errc() || count > (1u << 30)) return std::nullopt;
    const std::string_view unit(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
    if (unit == "B") return count;
    if (unit == "KiB") return count << 10;
    if (unit == "MiB") return count << 20;
    if (unit == "GiB" && count < (1u << 20)) return count << 30;
    return std::nullopt;
}

}  // namespace

void findings::problem(const toml::node* where, std::string_view key, std::string_view what) {
    std::string line = file;
    if (where != nullptr && where->source().begin) line += ":" + std::to_string(where->source().begin.line);
    problems.push_back(line + ": " + std::string(key) + ": " + std::string(what));
}

table_reader::table_reader(findings& found, const toml::table* table, std::string prefix,
                           std::filesystem::path base)
    : findings_(found), table_(table), prefix_(std::move(prefix)), base_(std::move(base)) {}

table_reader::~table_reader() {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_)
        if (!asked_.contains(std::string_view(key.str())))
            findings_.problem(&node, prefix_ + std::string(key.str()), "there is no such setting");
}

const toml::node* table_reader::take(std::string_view key, std::string_view kind, std::string_view preset,
                                     std::string_view meaning) {
    if (asked_.insert(std::string(key)).second)
        findings_.keys.push_back(
            {prefix_ + std::string(key), std::string(kind), std::string(preset), std::string(meaning)});
    return table_ == nullptr ? nullptr : table_->get(key);
}

void table_reader::problem(std::string_view key, std::string_view what) {
    const toml::node* where = table_ == nullptr ? nullptr : table_->get(key);
    findings_.problem(where != nullptr ? where : table_, prefix_ + std::string(key), what);
}

bool table_reader::has(std::string_view key) const {
    return table_ != nullptr && table_->contains(key);
}

std::string table_reader::text(std::string_view key, std::string_view meaning, std::string_view preset) {
    const toml::node* node = take(key, "text", preset, meaning);
    if (node == nullptr) return std::string(preset);
    if (const auto* value = node->as_string()) return value->get();
    problem(key, "must be a text");
    return std::string(preset);
}

std::string table_reader::required_text(std::string_view key, std::string_view meaning) {
    auto value = text(key, meaning, "");
    if (value.empty() && table_ != nullptr) problem(key, "is missing");
    return value;
}

bool table_reader::flag(std::string_view key, std::string_view meaning, bool preset) {
    const toml::node* node = take(key, "true or false", preset ? "true" : "false", meaning);
    if (node == nullptr) return preset;
    if (const auto* value = node->as_boolean()) return value->get();
    problem(key, "must be true or false");
    return preset;
}

std::int64_t table_reader::number(std::string_view key, std::string_view meaning, std::int64_t preset,
                                  std::int64_t least, std::int64_t most) {
    const toml::node* node = take(key, "number", std::to_string(preset), meaning);
    if (node == nullptr) return preset;
    const auto* value = node->as_integer();
    if (value != nullptr && value->get() >= least && value->get() <= most) return value->get();
    problem(key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    return preset;
}

std::size_t table_reader::size(std::string_view key, std::string_view meaning, std::string_view preset) {
    const toml::node* node = take(key, "size", preset, meaning);
    const auto* value = node == nullptr ? nullptr : node->as_string();
    if (const auto given = value == nullptr ? std::nullopt : size_from(value->get())) return *given;
    if (node != nullptr) problem(key, "must be a size such as \"32MiB\"");
    return size_from(preset).value_or(0);
}

seconds table_reader::duration(std::string_view key, std::string_view meaning, std::string_view preset) {
    const toml::node* node = take(key, "duration", preset, meaning);
    const auto* value = node == nullptr ? nullptr : node->as_string();
    if (const auto given = value == nullptr ? std::nullopt : from_duration(value->get())) return *given;
    if (node != nullptr) problem(key, "must be a duration such as \"90s\", \"15m\", \"24h\" or \"7d\"");
    return from_duration(preset).value_or(seconds(0));
}

std::optional<seconds> table_reader::optional_duration(std::string_view key, std::string_view meaning) {
    const bool given = has(key);
    const auto value = duration(key, meaning, "");
    return given ? std::optional(value) : std::nullopt;
}

std::vector<std::string> table_reader::texts(std::string_view key, std::string_view meaning) {
    std::vector<std::string> values;
    const toml::node* node = take(key, "list of texts", "[]", meaning);
    if (node == nullptr) return values;
    if (const auto* list = node->as_array()) {
        for (const auto& item : *list) {
            if (const auto* value = item.as_string())
                values.push_back(value->get());
            else
                findings_.problem(&item, prefix_ + std::string(key), "must hold texts alone");
        }
    } else {
        problem(key, "must be a list of texts");
    }
    return values;
}

std::string table_reader::absolute(const std::string& given) const {
    return given.empty() ? given : (base_ / given).lexically_normal().string();
}

std::string table_reader::path(std::string_view key, std::string_view meaning, std::string_view preset) {
    return absolute(text(key, meaning, preset));
}

std::vector<std::filesystem::path> table_reader::paths(std::string_view key, std::string_view meaning) {
    std::vector<std::filesystem::path> values;
    for (const auto& one : texts(key, meaning))
        values.emplace_back(absolute(one));
    return values;
}

std::size_t table_reader::choice(std::string_view key, std::string_view meaning,
                                 const std::vector<std::string_view>& choices, std::size_t preset) {
    std::string allowed;
    for (const auto& one : choices)
        allowed += (allowed.empty() ? "" : ", ") + std::string(one);
    const toml::node* node = take(key, allowed, choices[preset], meaning);
    if (node == nullptr) return preset;
    if (const auto* value = node->as_string())
        for (std::size_t i = 0; i < choices.size(); ++i)
            if (choices[i] == value->get()) return i;
    problem(key, "must be one of " + allowed);
    return preset;
}

void table_reader::section(std::string_view key, const std::function<void(table_reader&)>& read) {
    asked_.insert(std::string(key));
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node != nullptr && !node->is_table()) {
        problem(key, "must be a table");
        return;
    }
    table_reader inner(findings_, node == nullptr ? nullptr : node->as_table(),
                       prefix_ + std::string(key) + ".", base_);
    read(inner);
}

void table_reader::each(std::string_view key, const std::function<void(table_reader&)>& read) {
    asked_.insert(std::string(key));
    const std::string prefix = prefix_ + std::string(key) + "[].";
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (table_ == nullptr) {
        table_reader inner(findings_, nullptr, prefix, base_);
        read(inner);
        return;
    }
    if (node == nullptr) return;
    const auto* list = node->as_array();
    if (list == nullptr || !list->is_array_of_tables()) {
        problem(key, "must be written as [[" + prefix_ + std::string(key) + "]]");
        return;
    }
    for (const auto& item : *list) {
        table_reader inner(findings_, item.as_table(), prefix, base_);
        read(inner);
    }
}

}  // namespace gw::config
