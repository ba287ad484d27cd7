// One TOML table read strictly: a key that nobody asks for is a finding, and every finding names file and
// line.
#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace gw::catalogue {

// Where something was read, for findings that come up later.
struct place {
    std::string_view file;
    std::size_t line = 0;
};

// What is wrong with the files, all of it: "catalogue/acts/x.toml:12: what".
class findings {
public:
    void add(std::string_view file, std::size_t line, std::string_view what);
    bool empty() const noexcept { return lines_.empty(); }
    std::string to_string() const;

private:
    std::vector<std::string> lines_;
};

// A value that is missing or wrong is a finding and reads as its default, so that one load reports
// everything.
class toml_reader {
public:
    using date = std::chrono::year_month_day;
    using table_function = std::function<void(toml_reader&)>;

    // Reads the table with the function, then reports the keys that it did not ask for.
    static void read(const toml::table&, std::string_view file, findings&, const table_function&);

    toml_reader(const toml_reader&) = delete;
    toml_reader& operator=(const toml_reader&) = delete;

    std::string text(std::string_view key);  // required and not empty, as all without "optional"
    std::string optional_text(std::string_view key);
    std::string identifier(std::string_view key);  // a-z, 0-9, - and _
    std::string one_of(std::string_view key, std::initializer_list<std::string_view> allowed);
    std::vector<std::string> optional_texts(std::string_view key);  // a list of identifiers
    std::vector<std::string> optional_words(std::string_view key);  // a list of texts
    bool flag(std::string_view key);                                // required
    bool optional_flag(std::string_view key, bool otherwise);
    int integer(std::string_view key);
    date day(std::string_view key);
    std::optional<date> optional_day(std::string_view key);
    std::vector<date> optional_days(std::string_view key);
    std::chrono::minutes time_of_day(std::string_view key);
    std::chrono::minutes utc_offset(std::string_view key);  // "+05:00"
    names translated(std::string_view key);                 // both languages
    names optional_translated(std::string_view key);        // both or neither
    time_limit limit(std::string_view key);                 // "5 working_days"
    std::optional<time_limit> optional_limit(std::string_view key);
    std::optional<signing> optional_signing(std::string_view key);
    // An identifier that is a key of the vocabulary; `what` and `table` name it in the finding.
    template <class Map>
    std::string known_code(std::string_view key, const Map& known, std::string_view what,
                           std::string_view table_name) {
        auto code = identifier(key);
        if (!code.empty() && !known.contains(code)) unknown_code(key, code, what, table_name);
        return code;
    }
    void table(std::string_view key, const table_function&);
    void optional_table(std::string_view key, const table_function&);
    void each(std::string_view key, const table_function&);  // an array of tables; absent: none

    bool has(std::string_view key) const { return table_.contains(key); }
    std::string_view file() const noexcept { return file_; }
    // Of the key, or of the table when it has no such key.
    std::size_t line(std::string_view key = {}) const;
    void wrong(std::string_view key, std::string_view what);
    void wrong_at(std::size_t line, std::string_view what) { found_.add(file_, line, what); }
    // What other keys mean hangs on one that is wrong: they are no findings of their own.
    void accept_other_keys() noexcept { others_accepted_ = true; }

private:
    toml_reader(const toml::table& table, std::string_view file, findings& found)
        : table_(table), file_(file), found_(found) {}

    const toml::node* find(std::string_view key);
    const toml::node* require(std::string_view key);
    std::optional<date> day_of(std::string_view key, const toml::node&);
    void refuse_unknown_keys();
    void unknown_code(std::string_view key, std::string_view code, std::string_view what,
                      std::string_view table_name);

    const toml::table& table_;
    std::string_view file_;
    findings& found_;
    std::set<std::string, std::less<>> asked_;
    bool others_accepted_ = false;
};

}  // namespace gw::catalogue
