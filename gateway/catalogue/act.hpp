// What a legal act says about one public service of one provider: channels, procedures, documents, steps,
// fee, grounds and rules. Plain data, read from a file.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gw::catalogue {

struct names {
    std::string kk, ru;
    bool empty() const noexcept { return ru.empty(); }
    std::string both() const { return kk + " / " + ru; }  // where one text serves readers of either language
};

enum class limit_unit { minutes, hours, working_days, calendar_days };
std::string_view to_string(limit_unit) noexcept;
std::optional<limit_unit> limit_unit_from(std::string_view) noexcept;

// Zero working days end with the working day on which they begin.
struct time_limit {
    int value = 0;
    limit_unit unit = limit_unit::minutes;
};

// What something wrong with an application means: 003 and 004 refuse to accept an incomplete package, 000 and
// 001 have no such rule, so the officer gets a note.
enum class consequence { refuse, note };
std::string_view to_string(consequence) noexcept;

// Who signs an application: the applicant, the employer, or each of them (004).
enum class signing { applicant, employer, both };
std::string_view to_string(signing) noexcept;

enum class asked { at_acceptance, after_notice, never };
std::string_view to_string(asked) noexcept;

// Which channels, categories or procedures an entry is for; empty means all of them.
using scope = std::vector<std::string>;
bool covers(const scope&, std::string_view name) noexcept;

struct required_document {
    std::string code;  // "passport"; of the vocabulary
    names title;
    asked when =
        asked::at_acceptance;  // the fee document comes after the notice, and for a free procedure never
    bool in_form = false;      // the signed form itself carries it: nothing is attached
    scope channels, categories;
    names condition;  // when the act asks for it in some cases only
    std::string clause;
    bool conditional() const noexcept { return !condition.empty(); }
};

struct step {
    std::string role;
    time_limit limit;
    scope channels;
    bool waits_for_applicant = false;  // the time is the applicant's, not the office's
    std::optional<time_limit>
        applicant_part;            // so much of the office's limit is the applicant's (001: 10 of 11)
    bool from_acceptance = false;  // runs from acceptance, not from the end of the step before
    names condition;               // only in some cases: told, but no due date is computed for it
    std::string clause;
    names title, result, note;
    bool conditional() const noexcept { return !condition.empty(); }
};

// A step in its place among those of one channel.
struct numbered_step {
    int n = 0;
    const step* what = nullptr;
};

struct fee_rule {
    bool paid = false;
    std::optional<time_limit> pay_within;  // of the notice of the decision
    std::string clause;
    names text;
};

// A rule of the act that can be computed. What `most`, `least`, `limit` and `document` mean depends on the
// kind (catalogue/README.md, "Rules").
enum class rule_kind {
    term_months,
    total_months,
    filed_not_before,
    filed_not_after,
    new_permit_within,
    document_age,
    document_covers_term,
    border_crossing_within,
    agreement_within,
    agreement_after_entry,
    notice_within,
    territory,
};
std::string_view to_string(rule_kind) noexcept;
std::optional<rule_kind> rule_kind_from(std::string_view) noexcept;

struct rule {
    rule_kind kind{};
    consequence broken = consequence::note;
    scope channels;
    std::string document;
    int least = 0, most = 0;
    std::optional<time_limit> limit;
    std::string clause;
    names text;
};

struct procedure {
    std::string code;  // "issue"
    names title;
    names not_ruled;  // why the act, which names the procedure, gives no rules for it; empty: it gives them
    scope categories;
    std::vector<required_document> documents;
    std::string documents_from;  // the act whose list is taken over; empty: the act's own
    std::vector<step> steps;
    std::optional<time_limit> total;  // when the act names one limit for the whole ("2 working days")
    bool total_skips_application_day = true;
    std::optional<fee_rule> fee;  // absent: the act says nothing of a fee
    names result;
    std::vector<std::string> result_forms;  // "electronic", "paper"; empty: the act does not say
    std::vector<rule> rules;
    std::optional<signing> signed_by;  // where it differs from the act's

    bool ruled() const noexcept { return not_ruled.empty(); }
    // Everything on the list of this channel and category, in the act's order; nothing when the procedure
    // does not know the category. A procedure without categories has one list, whatever is asked.
    std::optional<std::vector<const required_document*>> documents_for(std::string_view category,
                                                                       std::string_view channel) const;
    // The steps that always happen, in order; `conditional_steps_for` are those that may.
    std::vector<numbered_step> steps_for(std::string_view channel) const;
    std::vector<const step*> conditional_steps_for(std::string_view channel) const;
};

// How an application comes in: a portal, or a counter where papers are taken.
struct channel {
    std::string code;  // "egov"; of the vocabulary
    bool portal = false;
    bool offered = false;
    names reason;           // why it is not
    scope procedures;       // those that go this way
    std::string result_to;  // where the result goes back: "cabinet", "desk", "service_centre", "post"
    std::string clause;
    names note;
    std::optional<consequence> on_missing_document, on_expired_document;  // where it differs from the act's
    std::optional<bool> consent_required;
    bool takes(std::string_view procedure) const noexcept { return offered && covers(procedures, procedure); }
};

// A ground of refusal that the act names.
struct ground {
    std::string code;
    bool of_acceptance = false;  // refuses the application, not the public service
    scope procedures;
    std::string clause;
    names text;
};

// The service standard that an act points to, where its own text has no list.
struct standard {
    std::string order;               // "№ 279 of 2015-04-28"
    std::string documents, grounds;  // clauses
    std::string taken_over_from;     // code of the act whose lists stand in for them
};

// How a point is read that the act leaves open (facts/services.md, "How open points are read").
struct readings {
    bool portal_until_close = true;        // else until the desk closes
    bool starting_day_counts = false;      // of a limit in working days that begins during a day
    bool end_moves_to_working_day = true;  // of calendar days that end on a day off
    bool submission_day_not_counted =
        false;  // "not counting the day of application": else that of acceptance
};

struct act {
    std::string code;            // "nk-2017-227"
    std::string public_service;  // "foreign-labour-permit"
    std::string provider;        // "north-kazakhstan"
    std::string number;
    std::string language;  // of the source, "kk" or "ru": the other names are a translation
    std::string edition;   // whose text it is, when not the act's own
    std::optional<std::chrono::year_month_day> adopted, registered, published;
    std::string registration_number;
    static constexpr std::chrono::year_month_day open_end{std::chrono::year(9999), std::chrono::month(12),
                                                          std::chrono::day(31)};
    std::chrono::year_month_day valid_from{}, valid_to = open_end;  // valid_to inclusive
    bool valid_from_estimated = false, valid_to_estimated = false;
    std::string repealed_by;
    bool example = false;
    std::string continues;  // an example: the act whose provisions it repeats
    consequence on_missing_document = consequence::note, on_expired_document = consequence::note;
    signing signed_by = signing::applicant;
    bool consent_required = false;  // consent to the use of data protected by law
    names title;
    names automation;  // form of the public service: electronic (partly automated) and/or paper
    std::optional<standard> points_to;
    std::string grounds_from;  // the act whose grounds are taken over; empty: the act's own
    std::optional<readings> own_readings;
    std::vector<channel> channels;
    std::vector<procedure> procedures;
    std::vector<ground> grounds;
    std::string file;  // where it was read

    const procedure* find_procedure(std::string_view code) const noexcept;
    const channel* find_channel(std::string_view code) const noexcept;
    bool offers(std::string_view channel) const noexcept;
    // The act's own rule unless the channel has another.
    consequence if_missing(std::string_view channel) const noexcept;
    consequence if_expired(std::string_view channel) const noexcept;
    signing signers_of(const procedure& one) const noexcept { return one.signed_by.value_or(signed_by); }
    bool asks_for_consent(std::string_view channel) const noexcept;
    bool in_force(std::chrono::year_month_day on) const noexcept {
        return valid_from <= on && on <= valid_to;
    }
};

}  // namespace gw::catalogue
