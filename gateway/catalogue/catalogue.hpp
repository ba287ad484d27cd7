// The whole catalogue: acts with validity dates, offices with their clocks, vocabularies, the working
// calendar. A new act is a new file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalogue/act.hpp"

namespace gw::catalogue {

class working_calendar;

// Times of the local clock, as minutes after midnight.
struct office_hours {
    std::chrono::minutes open{}, lunch_from{}, lunch_to{}, close{};
    std::chrono::minutes desk_until{};  // papers only; a portal's request is accepted until the close
};

struct provider {
    std::string code;
    names title;
    std::string target;         // delivery target, "akimat-north-kazakhstan"
    std::string number_prefix;  // of case numbers, "SKO"
    office_hours hours;
    bool hours_confirmed = false;  // false: the act gives none, they are taken over from another
    struct offset_change {
        std::chrono::year_month_day from;
        std::chrono::minutes offset;
    };
    std::vector<offset_change>
        offsets;  // oldest first, at least one; the first holds for all time before too
    // Parts of names by which an address of its territory is known ("житикар"), in lower case.
    std::vector<std::string> territory;
    std::chrono::minutes offset_at(timestamp) const noexcept;
    // The day that the local clock shows: find_act() is asked with it.
    std::chrono::year_month_day local_date(timestamp) const noexcept;
};

// The codes that acts may use, with their names.
struct vocabulary {
    std::map<std::string, names, std::less<>> documents, roles, services;
    struct channel_kind {
        names title;
        bool portal = false;
    };
    std::map<std::string, channel_kind, std::less<>> channels;
};

// Immutable once loaded; share it by pointer, swap it whole. Pointers handed out live as long as the
// catalogue.
class catalogue {
public:
    // catalogue_invalid names file, line and what is wrong, one finding a line. Reads *.toml under the
    // folder, recursively.
    static result<std::shared_ptr<const catalogue>> load(const std::filesystem::path& folder);

    const std::vector<act>& acts() const noexcept { return acts_; }
    const std::vector<provider>& providers() const noexcept { return providers_; }
    const vocabulary& words() const noexcept { return words_; }
    const working_calendar& calendar() const noexcept { return *calendar_; }
    const readings& default_readings() const noexcept { return readings_; }

    const provider* find_provider(std::string_view code) const noexcept;
    bool knows_service(std::string_view public_service) const noexcept;
    // The act of this service and provider in force on the day. act_not_in_force, provider_unknown.
    result<const act*> find_act(std::string_view public_service, std::string_view provider,
                                std::chrono::year_month_day on) const;

    // Whether applications of this moment can be registered: act_not_in_force when no act at all is, and
    // calendar_year_missing. For readiness.
    result<void> usable_at(timestamp) const;

    struct due_dates {
        timestamp accepted_at{};
        timestamp due_at{};      // of the answer to the applicant
        timestamp warning_at{};  // by the strictest reading
        struct step_due {
            int n;
            std::string role;
            time_limit limit;
            timestamp due_at;
        };
        std::vector<step_due> steps;
    };
    // calendar_year_missing when the working calendar has no data for a year that is needed;
    // procedure_unknown when the act gives no rules for the procedure.
    result<due_dates> compute_due_dates(const act&, const procedure&, const channel&,
                                        timestamp received_at) const;
    // When the applicant's own time of a step is over that began at this moment: the ten working days for
    // the fee run from the notice as it was given, not as it was planned.
    result<timestamp> end_of_wait(const act&, const procedure&, const step&, timestamp start) const;

private:
    friend struct loader;
    catalogue() = default;
    std::vector<act> acts_;
    std::vector<provider> providers_;
    vocabulary words_;
    readings readings_;
    std::shared_ptr<const working_calendar> calendar_;
};

}  // namespace gw::catalogue
