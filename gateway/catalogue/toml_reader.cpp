// Strict reading over toml++, which keeps the line of every key.
#include "catalogue/toml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace gw::catalogue {
namespace {

constexpr int greatest_limit = 1000;

std::size_t line_of(const toml::source_region& source) {
    return std::max<std::size_t>(source.begin.line, 1);
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_identifier(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

void findings::add(std::string_view file, std::size_t line, std::string_view what) {
    lines_.push_back(fmt::format("{}:{}: {}", file, line, what));
}

std::string findings::to_string() const {
    return fmt::format("{}", fmt::join(lines_, "\n"));
}

void toml_reader::read(const toml::table& table, std::string_view file, findings& found,
                       const table_function& function) {
    toml_reader reader(table, file, found);
    function(reader);
    reader.refuse_unknown_keys();
}

void toml_reader::refuse_unknown_keys() {
    if (others_accepted_) return;
    for (const auto& [key, value] : table_)
        if (!asked_.contains(key.str()))
            found_.add(file_, line_of(key.source()), fmt::format("unknown key `{}`", key.str()));
}

std::size_t toml_reader::line(std::string_view key) const {
    for (const auto& [name, value] : table_)
        if (name.str() == key) return line_of(name.source());
    return line_of(table_.source());
}

void toml_reader::wrong(std::string_view key, std::string_view what) {
    found_.add(file_, line(key), fmt::format("`{}` {}", key, what));
}

const toml::node* toml_reader::find(std::string_view key) {
    asked_.emplace(key);
    return table_.get(key);
}

const toml::node* toml_reader::require(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) wrong(key, "is missing");
    return node;
}

std::string toml_reader::text(std::string_view key) {
    return require(key) == nullptr ? std::string() : optional_text(key);
}

std::string toml_reader::optional_text(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::string>();
    if (!value || value->find_first_not_of(" \t\n") == std::string::npos) {
        wrong(key, "must be a text that is not empty");
        return {};
    }
    return *value;
}

std::string toml_reader::identifier(std::string_view key) {
    const auto value = text(key);
    if (!is_identifier(value)) wrong(key, "must be made of a-z, 0-9, - and _");
    return value;
}

void toml_reader::unknown_code(std::string_view key, std::string_view code, std::string_view what,
                               std::string_view table_name) {
    wrong(key,
          fmt::format("names an unknown {}: `{}` is not among the [[{}]] tables", what, code, table_name));
}

std::string toml_reader::one_of(std::string_view key, std::initializer_list<std::string_view> allowed) {
    const auto value = text(key);
    if (!value.empty() && std::ranges::find(allowed, value) == allowed.end())
        wrong(key, fmt::format("must be one of {}", fmt::join(allowed, ", ")));
    return value;
}

std::vector<std::string> toml_reader::optional_texts(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return {};
    std::vector<std::string> values;
    if (const auto* const array = node->as_array()) {
        for (const auto& element : *array)
            if (const auto value = element.value_exact<std::string>(); value && is_identifier(*value))
                values.push_back(*value);
        if (values.size() != array->size()) values.clear();
    }
    if (values.empty()) wrong(key, "must be a list of identifiers that is not empty");
    auto sorted = values;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) wrong(key, "names the same twice");
    return values;
}

std::vector<std::string> toml_reader::optional_words(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return {};
    std::vector<std::string> values;
    if (const auto* const array = node->as_array())
        for (const auto& element : *array)
            if (const auto value = element.value_exact<std::string>(); value && !value->empty())
                values.push_back(*value);
    if (values.empty()) wrong(key, "must be a list of texts that is not empty");
    return values;
}

bool toml_reader::flag(std::string_view key) {
    return require(key) != nullptr && optional_flag(key, false);
}

bool toml_reader::optional_flag(std::string_view key, bool otherwise) {
    const toml::node* const node = find(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<bool>();
    if (!value) wrong(key, "must be true or false");
    return value.value_or(otherwise);
}

int toml_reader::integer(std::string_view key) {
    const toml::node* const node = require(key);
    if (node == nullptr) return 0;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < 0 || *value > 9999) {
        wrong(key, "must be a whole number from 0 to 9999");
        return 0;
    }
    return static_cast<int>(*value);
}

std::optional<toml_reader::date> toml_reader::day_of(std::string_view key, const toml::node& node) {
    const auto value = node.value_exact<toml::date>();
    if (!value) {
        wrong(key, "must be a date such as 2017-06-05, without quotes");
        return std::nullopt;
    }
    // An impossible day (2017-02-30) did not pass the parser.
    return date(std::chrono::year(value->year), std::chrono::month(value->month),
                std::chrono::day(value->day));
}

toml_reader::date toml_reader::day(std::string_view key) {
    const toml::node* const node = require(key);
    return node == nullptr ? date() : day_of(key, *node).value_or(date());
}

std::optional<toml_reader::date> toml_reader::optional_day(std::string_view key) {
    const toml::node* const node = find(key);
    return node == nullptr ? std::nullopt : day_of(key, *node);
}

std::vector<toml_reader::date> toml_reader::optional_days(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return {};
    const auto* const array = node->as_array();
    if (array == nullptr) wrong(key, "must be a list of dates");
    std::vector<date> days;
    if (array != nullptr)
        for (const auto& element : *array)
            if (const auto value = day_of(key, element)) days.push_back(*value);
    return days;
}

std::chrono::minutes toml_reader::time_of_day(std::string_view key) {
    const toml::node* const node = require(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<toml::time>();
    if (!value || value->second != 0 || value->nanosecond != 0) {
        wrong(key, "must be a time in whole minutes such as 09:00:00, without quotes");
        return {};
    }
    return std::chrono::hours(value->hour) + std::chrono::minutes(value->minute);
}

std::chrono::minutes toml_reader::utc_offset(std::string_view key) {
    const auto value = text(key);
    const bool shaped = value.size() == 6 && (value[0] == '+' || value[0] == '-') && value[3] == ':';
    const auto hours = shaped ? number(std::string_view(value).substr(1, 2)) : std::nullopt;
    const auto minutes = shaped ? number(std::string_view(value).substr(4, 2)) : std::nullopt;
    if (!hours || !minutes || *hours < 0 || *hours > 14 || *minutes < 0 || *minutes > 59) {
        wrong(key, "must be an offset such as \"+05:00\"");
        return {};
    }
    const auto size = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return value[0] == '-' ? -size : size;
}

names toml_reader::translated(std::string_view key) {
    return require(key) == nullptr ? names() : optional_translated(key);
}

names toml_reader::optional_translated(std::string_view key) {
    names both;
    optional_table(key, [&both](toml_reader& in) {
        both.kk = in.text("kk");
        both.ru = in.text("ru");
    });
    return both;
}

time_limit toml_reader::limit(std::string_view key) {
    return require(key) == nullptr ? time_limit() : optional_limit(key).value_or(time_limit());
}

std::optional<time_limit> toml_reader::optional_limit(std::string_view key) {
    if (find(key) == nullptr) return std::nullopt;
    const std::string value = optional_text(key);
    const auto space = std::min(value.find(' '), value.size());
    const auto count = number(std::string_view(value).substr(0, space));
    const auto unit = limit_unit_from(std::string_view(value).substr(std::min(space + 1, value.size())));
    // Only working days may be zero: "on the same day".
    const int least = unit == limit_unit::working_days ? 0 : 1;
    if (!count || !unit || *count < least || *count > greatest_limit) {
        wrong(key,
              "must be a limit such as \"5 working_days\" (minutes, hours, working_days, calendar_days)");
        return std::nullopt;
    }
    return time_limit{.value = *count, .unit = *unit};
}

std::optional<signing> toml_reader::optional_signing(std::string_view key) {
    if (find(key) == nullptr) return std::nullopt;
    const auto who = one_of(key, {"applicant", "employer", "both"});
    if (who == "both") return signing::both;
    return who == "employer" ? signing::employer : signing::applicant;
}

void toml_reader::table(std::string_view key, const table_function& function) {
    const toml::node* const node = require(key);
    if (node == nullptr) return;
    if (const auto* const inner = node->as_table())
        read(*inner, file_, found_, function);
    else
        wrong(key, "must be a table");
}

void toml_reader::optional_table(std::string_view key, const table_function& function) {
    if (find(key) != nullptr) table(key, function);
}

void toml_reader::each(std::string_view key, const table_function& function) {
    const toml::node* const node = find(key);
    if (node == nullptr) return;
    const auto* const array = node->as_array();
    if (array == nullptr ||
        !std::ranges::all_of(*array, [](const auto& element) { return element.is_table(); })) {
        wrong(key, "must be tables, each headed by double brackets");
        return;
    }
    for (const auto& element : *array)
        read(*element.as_table(), file_, found_, function);
}

}  // namespace gw::catalogue
