// Reads a catalogue folder: a file holds one act, or tables of providers, documents or calendar years.
// Everything that is wrong is reported in one go.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "catalogue/act_links.hpp"
#include "catalogue/act_reader.hpp"
#include "catalogue/working_calendar.hpp"

namespace gw::catalogue {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t file_limit = 1u << 20;

// Every *.toml below the folder, in the order of their names.
result<std::vector<fs::path>> toml_files(const fs::path& folder) {
    std::error_code failed;
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(folder, failed);
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed))
        if (entry->path().extension() == ".toml" && entry->is_regular_file(failed))
            files.push_back(entry->path());
    if (failed)
        return error(errc::catalogue_invalid, fmt::format("{}: {}", folder.string(), failed.message()));
    std::ranges::sort(files);
    return files;
}

struct parsed_file {
    std::string name;
    toml::table content;
};

office_hours read_hours(toml_reader& in) {
    const office_hours hours{.open = in.time_of_day("open"),
                             .lunch_from = in.time_of_day("lunch_from"),
                             .lunch_to = in.time_of_day("lunch_to"),
                             .close = in.time_of_day("close"),
                             .desk_until = in.time_of_day("desk_until")};
    if (!(hours.open < hours.lunch_from && hours.lunch_from <= hours.lunch_to &&
          hours.lunch_to < hours.close))
        in.wrong("open", "must come before lunch, and lunch before the close");
    if (hours.desk_until <= hours.open || hours.desk_until > hours.close)
        in.wrong("desk_until", "must lie within the office hours");
    return hours;
}

}  // namespace

struct loader {
    findings found;
    std::vector<parsed_file> files;
    std::vector<calendar_year> years;
    std::map<int, place> year_places;
    std::vector<linked_act> read;
    std::vector<place> act_places;  // beside loaded->acts_
    bool readings_read = false;
    std::shared_ptr<catalogue> loaded{new catalogue()};

    void parse(const fs::path& path);
    void read_tables();
    void read_acts();
    void read_code(toml_reader& in, std::map<std::string, names, std::less<>>& into);
    void read_channel(toml_reader& in);
    void read_usual_readings(toml_reader& in);
    void read_provider(toml_reader& in);
    void read_year(toml_reader& in);
    void check_acts();
    void check_overlap(std::size_t first, std::size_t second);
    void check_calendar();
    void check_moves(const calendar_year&, const working_calendar&);
};

void loader::parse(const fs::path& path) {
    const auto content = read_file(path, file_limit);
    if (!content) {
        found.add(path.string(), 1, content.error().to_string());
        return;
    }
    try {
        const std::string_view text(reinterpret_cast<const char*>(content->data()), content->size());
        files.push_back({.name = path.string(), .content = toml::parse(text, path.string())});
    } catch (const toml::parse_error& failed) {
        found.add(path.string(), failed.source().begin.line, failed.description());
    }
}

void loader::read_tables() {
    for (const auto& file : files) {
        if (file.content.contains("act")) continue;
        toml_reader::read(file.content, file.name, found, [this](toml_reader& in) {
            auto& words = loaded->words_;
            in.each("document", [&](toml_reader& table) { read_code(table, words.documents); });
            in.each("role", [&](toml_reader& table) { read_code(table, words.roles); });
            in.each("public_service", [&](toml_reader& table) { read_code(table, words.services); });
            in.each("channel", [this](toml_reader& table) { read_channel(table); });
            in.optional_table("readings", [this](toml_reader& table) { read_usual_readings(table); });
            in.each("provider", [this](toml_reader& table) { read_provider(table); });
            in.each("year", [this](toml_reader& table) { read_year(table); });
        });
    }
}

void loader::read_code(toml_reader& in, std::map<std::string, names, std::less<>>& into) {
    if (!into.emplace(in.identifier("code"), in.translated("title")).second)
        in.wrong("code", "is there twice");
}

void loader::read_channel(toml_reader& in) {
    const auto code = in.identifier("code");
    const vocabulary::channel_kind kind{.title = in.translated("title"), .portal = in.flag("portal")};
    if (!loaded->words_.channels.emplace(code, kind).second) in.wrong("code", "is there twice");
}

void loader::read_usual_readings(toml_reader& in) {
    if (std::exchange(readings_read, true))
        in.wrong("portal_request_until", "is there twice: one [readings] only");
    loaded->readings_ = read_readings(in, {});
}

void loader::read_provider(toml_reader& in) {
    provider provider;
    provider.code = in.identifier("code");
    if (loaded->find_provider(provider.code) != nullptr) in.wrong("code", "is the code of another provider");
    provider.title = in.translated("title");
    provider.target = in.identifier("target");
    provider.number_prefix = in.text("number_prefix");
    if (!std::ranges::all_of(provider.number_prefix, [](char c) { return c >= 'A' && c <= 'Z'; }))
        in.wrong("number_prefix", "must be made of A-Z");
    provider.hours_confirmed = in.flag("hours_confirmed");
    provider.territory = in.optional_words("territory");
    in.table("hours", [&provider](toml_reader& table) { provider.hours = read_hours(table); });
    in.each("offset", [&provider](toml_reader& table) {
        const provider::offset_change change{.from = table.day("from"), .offset = table.utc_offset("utc")};
        if (!provider.offsets.empty() && change.from <= provider.offsets.back().from)
            table.wrong("from", "must be later than that of the offset before");
        provider.offsets.push_back(change);
    });
    if (provider.offsets.empty()) in.wrong("offset", "is missing: a provider has at least one");
    loaded->providers_.push_back(std::move(provider));
}

void loader::read_year(toml_reader& in) {
    calendar_year year;
    const int number = in.integer("year");
    year.year = std::chrono::year(number);
    year.holidays = in.optional_days("holidays");
    if (year.holidays.empty()) in.wrong("holidays", "is missing or empty");
    year.days_off = in.optional_days("days_off");
    year.unconfirmed = in.optional_days("unconfirmed");
    year.preliminary = in.optional_flag("preliminary", false);
    in.each("moved", [&year](toml_reader& table) {
        year.moved.push_back({.off = table.day("off"), .worked = table.day("worked")});
        for (const auto day : {year.moved.back().off, year.moved.back().worked})
            if (day.year() != year.year) table.wrong("off", "and `worked` must be days of the year");
    });
    for (const auto& [key, days] :
         {std::pair("holidays", &year.holidays), std::pair("days_off", &year.days_off),
          std::pair("unconfirmed", &year.unconfirmed)})
        for (const auto day : *days)
            if (day.year() != year.year) in.wrong(key, gw::to_string(day) + " is not a day of the year");
    if (!year_places.emplace(number, place{in.file(), in.line()}).second) in.wrong("year", "is there twice");
    years.push_back(std::move(year));
}

void loader::read_acts() {
    for (const auto& file : files) {
        if (!file.content.contains("act")) continue;
        toml_reader::read(file.content, file.name, found, [this](toml_reader& in) {
            read.push_back({read_act(in, loaded->words_, loaded->readings_), {in.file(), in.line("act")}});
        });
    }
    link_acts(read, found);
    for (const auto& one : read)
        for (const auto& provider : one.read.providers) {
            loaded->acts_.push_back(one.read.content);
            loaded->acts_.back().provider = provider;
            act_places.push_back(one.where);
        }
    check_acts();
}

void loader::check_acts() {
    if (read.empty()) found.add(files.empty() ? "catalogue" : files.front().name, 1, "there is no act");
    for (std::size_t i = 0; i < loaded->acts_.size(); ++i) {
        const auto& act = loaded->acts_[i];
        if (!act.provider.empty() && loaded->find_provider(act.provider) == nullptr)
            found.add(act_places[i].file, act_places[i].line,
                      fmt::format("unknown provider `{}`", act.provider));
        for (std::size_t earlier = 0; earlier < i; ++earlier)
            check_overlap(earlier, i);
    }
}

void loader::check_overlap(std::size_t first, std::size_t second) {
    const auto& one = loaded->acts_[first];
    const auto& other = loaded->acts_[second];
    const auto& [file, line] = act_places[second];
    // One act may rule several public services, each in a file of its own.
    if (one.public_service != other.public_service || one.provider != other.provider) return;
    if (one.code == other.code && !one.code.empty())
        found.add(file, line, fmt::format("the code `{}` is also that of {}", other.code, one.file));
    if (!one.valid_from.ok() || !other.valid_from.ok()) return;  // reported where they were read
    if (one.valid_from <= other.valid_to && other.valid_from <= one.valid_to)
        found.add(
            file, line,
            fmt::format("overlaps {}: both are in force for `{}` of `{}` on {}", one.file, one.public_service,
                        one.provider, gw::to_string(std::max(one.valid_from, other.valid_from))));
}

void loader::check_calendar() {
    if (years.empty()) {
        found.add(files.empty() ? "catalogue" : files.front().name, 1,
                  "there is no working calendar: no [[year]] table");
        return;
    }
    const auto calendar = std::make_shared<const working_calendar>(std::move(years));
    for (std::size_t i = 1; i < calendar->years().size(); ++i)
        if (const auto year = calendar->years()[i].year;
            year > calendar->years()[i - 1].year + std::chrono::years(1)) {
            const auto& [file, line] = year_places.at(static_cast<int>(year));
            found.add(file, line, fmt::format("the year before {} is missing", static_cast<int>(year)));
        }
    for (const auto& year : calendar->years())
        check_moves(year, *calendar);
    loaded->calendar_ = calendar;
}

// A day off is moved from a day that is free to one that is worked; anything else is a slip of the pen.
void loader::check_moves(const calendar_year& year, const working_calendar& calendar) {
    const auto& [file, line] = year_places.at(static_cast<int>(year.year));
    for (const auto& move : year.moved) {
        if (calendar.off_by_law(std::chrono::local_days(move.off)))
            found.add(file, line, fmt::format("moved: {} is a day off already", gw::to_string(move.off)));
        if (!calendar.off_by_law(std::chrono::local_days(move.worked)))
            found.add(file, line,
                      fmt::format("moved: {} is a working day already", gw::to_string(move.worked)));
    }
}

result<std::shared_ptr<const catalogue>> catalogue::load(const std::filesystem::path& folder) {
    const auto paths = toml_files(folder);
    if (!paths) return paths.error();
    loader load;
    for (const auto& path : *paths)
        load.parse(path);
    // When a file cannot be parsed, what it should have said would only be reported as missing.
    if (load.found.empty()) {
        load.read_tables();
        load.read_acts();
        load.check_calendar();
    }
    if (!load.found.empty()) return error(errc::catalogue_invalid, load.found.to_string());
    return std::shared_ptr<const catalogue>(std::move(load.loaded));
}

}  // namespace gw::catalogue
