// Public services as data: acts with validity dates, procedures, channels, documents, steps. A new act is a new file.
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

struct names {
    std::string kk, ru;
};
enum class limit_unit { minutes, hours, working_days, calendar_days };
struct time_limit {
    int value = 0;
    limit_unit unit = limit_unit::minutes;
};
// What an absent document means for an application (services.md: 004 refuses to accept, 000 has no such rule).
enum class missing_document { refuse, note };

struct required_document {
    std::string code;  // "passport"
    names title;
    bool at_acceptance = true;  // false: asked for later (the fee document), never a condition of acceptance
};
struct step {
    int n = 0;
    std::string role;  // office, head, case_officer, commission, applicant
    time_limit limit;
    bool waits_for_applicant = false;  // does not count into the office's time
    names title;
};
struct procedure {
    std::string code;  // "issue"
    names title;
    std::vector<required_document> documents;
    std::map<std::string, std::vector<required_document>> documents_by_category;  // "seasonal", "1", …; may be empty
    std::vector<step> steps;
    std::optional<time_limit> total;  // when the act names one limit for the whole ("2 working days")
    bool total_skips_application_day = true;
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
    std::chrono::year_month_day adopted;
    std::chrono::year_month_day valid_from, valid_to;  // valid_to inclusive; far future when open
    bool example = false;
    missing_document on_missing_document = missing_document::note;
    bool employer_must_sign = false;  // application signed by the foreigner and by the employer (004)
    names title;
    std::vector<channel> channels;
    std::vector<procedure> procedures;
    std::string file;  // where it was read

    const procedure* find_procedure(std::string_view code) const noexcept;
    bool offers(std::string_view portal) const noexcept;
};
struct provider {
    std::string code;
    names title;
    std::string target;       // delivery target, "akimat-north-kazakhstan"
    std::string number_prefix;  // of case numbers, "SKO"
    struct offset_change {
        std::chrono::year_month_day from;
        std::chrono::minutes offset;
    };
    std::vector<offset_change> offsets;  // oldest first
    std::chrono::minutes offset_at(timestamp) const noexcept;
};

// Immutable once loaded; share it by pointer, swap it whole.
class catalogue {
public:
    // catalogue_invalid names file, line and what is wrong. Reads *.toml under the folder, recursively.
    static result<std::shared_ptr<const catalogue>> load(const std::filesystem::path& folder);

    const std::vector<act>& acts() const noexcept { return acts_; }
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
    std::shared_ptr<const class working_calendar> calendar_;
};

}  // namespace gw::catalogue
