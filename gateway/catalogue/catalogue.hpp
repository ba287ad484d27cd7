// Public services as data: acts with validity dates, procedures, channels, documents, steps. A new act is a
// new file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace gw::catalogue {

class working_calendar;

struct names {
    std::string kk, ru;
};

enum class limit_unit { minutes, hours, working_days, calendar_days };
std::string_view to_string(limit_unit) noexcept;
std::optional<limit_unit> limit_unit_from(std::string_view) noexcept;

// Zero working days end with the working day on which they begin.
struct time_limit {
    int value = 0;
    limit_unit unit = limit_unit::minutes;
};

// What an absent document means for an application (services.md: 004 refuses to accept, 000 has no such
// rule).
enum class missing_document { refuse, note };

struct required_document {
    std::string code;  // "passport"; the vocabulary is catalogue/documents.toml
    names title;
    bool at_acceptance = true;  // false: asked for later (the fee document), never a condition of acceptance
    names condition;            // when the act asks for it only in some cases; empty: always
    bool conditional() const noexcept { return !condition.ru.empty(); }
};

struct step {
    int n = 0;
    std::string role;  // office, head, case_officer, commission, applicant; provider, police where no officer
                       // is named
    time_limit limit;
    bool waits_for_applicant = false;  // does not count into the office's time
    bool from_acceptance = false;      // runs from acceptance, not from the end of the step before
    std::string clause;                // of the act, "6(1)"
    names title;
};

struct procedure {
    std::string code;  // "issue"
    names title;
    // What the signed form itself carries (the application, the data on the workers): nothing is attached for
    // it.
    std::vector<required_document> form_parts;
    std::vector<required_document> documents;  // attached; empty when the lists go by category
    std::map<std::string, std::vector<required_document>>
        documents_by_category;  // "seasonal", "1", …: whole lists
    std::vector<step> steps;
    std::optional<time_limit> total;  // when the act names one limit for the whole ("2 working days")
    bool total_skips_application_day = true;

    // The attachments for an application of this category; null when the procedure does not know the
    // category. A procedure without categories has one list, whatever is asked.
    const std::vector<required_document>* documents_for(std::string_view category) const noexcept;
};

struct channel {
    std::string portal;  // "egov", "elicense", "migration"
    bool offered = false;
    std::string reason;  // where the act says no
};

struct act {
    std::string code;            // "nk-2017-227"
    std::string public_service;  // "foreign-labour-permit", "labour-immigrant-permit"
    std::string provider;        // "north-kazakhstan"
    std::string number;
    std::optional<std::chrono::year_month_day> adopted, registered, published;
    std::string registration_number;
    static constexpr std::chrono::year_month_day open_end{std::chrono::year(9999), std::chrono::month(12),
                                                          std::chrono::day(31)};
    std::chrono::year_month_day valid_from{}, valid_to = open_end;  // valid_to inclusive
    bool valid_from_estimated = false, valid_to_estimated = false;
    std::string repealed_by;
    bool example = false;
    missing_document on_missing_document = missing_document::note;
    bool employer_must_sign = false;  // application signed by the foreigner and by the employer (004)
    bool consent_required = false;    // written consent to the use of data protected by law
    names title;
    std::vector<channel> channels;
    std::vector<procedure> procedures;
    std::string file;  // where it was read

    const procedure* find_procedure(std::string_view code) const noexcept;
    const channel* find_channel(std::string_view portal) const noexcept;
    bool offers(std::string_view portal) const noexcept;
    bool in_force(std::chrono::year_month_day on) const noexcept {
        return valid_from <= on && on <= valid_to;
    }
};

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
    std::chrono::minutes offset_at(timestamp) const noexcept;
    // The day that the local clock shows: find_act() is asked with it.
    std::chrono::year_month_day local_date(timestamp) const noexcept;
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
    const std::map<std::string, names>& documents() const noexcept { return documents_; }
    const working_calendar& calendar() const noexcept { return *calendar_; }

    const provider* find_provider(std::string_view code) const noexcept;
    bool knows_service(std::string_view public_service) const noexcept;
    // The act of this service and provider in force on the day. act_not_in_force, provider_unknown.
    result<const act*> find_act(std::string_view public_service, std::string_view provider,
                                std::chrono::year_month_day on) const;

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
    // calendar_year_missing when the working calendar has no data for a year that is needed.
    result<due_dates> compute_due_dates(const act&, const procedure&, timestamp received_at) const;

private:
    friend struct loader;
    catalogue() = default;
    std::vector<act> acts_;
    std::vector<provider> providers_;
    std::map<std::string, names> documents_;
    std::shared_ptr<const working_calendar> calendar_;
};

}  // namespace gw::catalogue
