// Dates are whole days of the provider's calendar, and windows before an expiry are dates subtracted
// (facts/services.md, "How open points are read").
#include "cases/act_rules.hpp"

#include <algorithm>

#include "cases/cyrillic.hpp"
#include "catalogue/working_calendar.hpp"

namespace gw::cases {
namespace {

using catalogue::rule;
using catalogue::rule_kind;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using optional_day = std::optional<year_month_day>;

enum class finding { kept, broken, not_told, no_calendar, not_applicable };

struct outcome {
    finding what = finding::not_applicable;
    std::string looked_at;
};

// What was looked at, and what the comparison says of it: not told when a date is missing, no answer when the
// calendar lacks a year that it needs.
template <class Compare>
outcome judge(std::initializer_list<std::pair<std::string_view, std::string_view>> fields, Compare keeps) {
    outcome found{finding::kept, {}};
    std::vector<year_month_day> dates;
    for (const auto& [name, text] : fields) {
        found.looked_at += (found.looked_at.empty() ? "" : ", ") + std::string(name);
        const optional_day date = text.empty() ? std::nullopt : from_date(text);
        if (date) {
            dates.push_back(*date);
            found.looked_at += " " + std::string(text);
        } else {
            found.what = finding::not_told;
        }
    }
    if (found.what == finding::not_told) return found;
    const std::optional<bool> kept = keeps(dates);
    if (!kept)
        found.what = finding::no_calendar;
    else if (!*kept)
        found.what = finding::broken;
    return found;
}

using dates = const std::vector<year_month_day>&;

// Whether the day of filing is not after the last day; no year of the calendar, no answer.
std::optional<bool> not_after(sys_days filed, const result<std::chrono::local_days>& last) {
    if (!last) return std::nullopt;
    return filed.time_since_epoch() <= last->time_since_epoch();
}

const document* find_document(const service_case& svc_case, std::string_view code) {
    const auto found = std::ranges::find(svc_case.documents, code, &document::code);
    return found == svc_case.documents.end() ? nullptr : &*found;
}

// --- terms ---

// A term from the 1st may be written to the last day or to the corresponding one: both are the whole month.
outcome check_term(const service_case& svc_case, const rule& rule) {
    return judge({{"term_from", svc_case.term_from}, {"term_to", svc_case.term_to}}, [&](dates given) {
        const sys_days least = sys_days(add_months(given[0], rule.least)) - days(1);
        return sys_days(given[1]) >= least && given[1] <= add_months(given[0], rule.most);
    });
}

outcome check_total(const service_case& svc_case, const rule& rule) {
    const std::string_view first = svc_case.permit ? std::string_view(svc_case.permit->valid_from) : "";
    return judge({{"permit.valid_from", first}, {"term_to", svc_case.term_to}},
                 [&](dates given) { return given[1] <= add_months(given[0], rule.most); });
}

// --- windows before the expiry of the permit ---

template <class Compare>
outcome check_window(const service_case& svc_case, const rule& rule, Compare keeps) {
    const std::string_view expiry = svc_case.permit ? std::string_view(svc_case.permit->valid_to) : "";
    return judge({{"permit.valid_to", expiry}},
                 [&](dates given) { return keeps(sys_days(given[0]) - days(rule.limit->value)); });
}

// Who holds no permit, or one that has run out, applies for the first one; the window is for who has reached
// the longest term, from the first day of the first permit to the last of the present one.
outcome check_new_permit(const service_case& svc_case, const rule& rule, sys_days filed) {
    if (!svc_case.permit) return {};
    const auto expiry = from_date(svc_case.permit->valid_to);
    if (expiry && filed > sys_days(*expiry)) return {};
    const auto began = from_date(svc_case.permit->valid_from);
    if (expiry && began && sys_days(*expiry) + days(1) < sys_days(add_months(*began, rule.most))) return {};
    return check_window(svc_case, rule, [&](sys_days first) { return filed >= first; });
}

// --- documents ---

outcome check_age(const document* given, const rule& rule, year_month_day filed) {
    if (given == nullptr) return {};  // its absence is told by the list of documents
    return judge({{rule.document + ".date", given->date}},
                 [&](dates issued) { return filed <= add_months(issued[0], rule.most); });
}

outcome check_cover(const document* given, const rule& rule, const service_case& svc_case) {
    if (given == nullptr) return {};
    return judge({{rule.document + ".valid_to", given->valid_to}, {"term_to", svc_case.term_to}},
                 [](dates both) { return both[0] >= both[1]; });
}

// --- the agreement of intention, a notice, the territory ---

outcome check_agreement(const service_case& svc_case, const rule& rule, sys_days filed,
                        const catalogue::working_calendar& calendar) {
    const document* const agreement = find_document(svc_case, "agreement_of_intention");
    if (agreement == nullptr) return {};
    return judge({{"agreement_of_intention.date", agreement->date}}, [&](dates signed_on) {
        // The day of signing is not counted; an end on a day off moves to the next working day.
        const auto last = std::chrono::local_days(signed_on[0]) + days(rule.limit->value);
        return not_after(filed, calendar.working_day_from(last));
    });
}

outcome check_after_entry(const service_case& svc_case) {
    const document* const agreement = find_document(svc_case, "agreement_of_intention");
    if (agreement == nullptr) return {};
    return judge({{"agreement_of_intention.date", agreement->date}, {"entry_date", svc_case.entry_date}},
                 [](dates both) { return both[0] >= both[1]; });
}

outcome check_notice(const service_case& svc_case, const rule& rule, sys_days filed,
                     const catalogue::working_calendar& calendar) {
    return judge({{"termination_date", svc_case.termination_date}}, [&](dates ended) {
        const std::chrono::local_days from(ended[0]);
        return not_after(filed, rule.limit->unit == catalogue::limit_unit::working_days
                                    ? calendar.working_day_after(from, rule.limit->value)
                                    : calendar.working_day_from(from + days(rule.limit->value)));
    });
}

outcome check_territory(const service_case& svc_case, const catalogue::provider& office) {
    if (svc_case.work_address.empty() || office.territory.empty()) return {finding::not_told, "work_address"};
    const std::string address = lower_case(svc_case.work_address);
    const bool inside = std::ranges::any_of(
        office.territory, [&](const std::string& name) { return address.find(name) != std::string::npos; });
    return {inside ? finding::kept : finding::broken, "work_address"};
}

outcome apply(const service_case& svc_case, const rule& rule, const rule_context& at) {
    const sys_days filed(at.filed);
    switch (rule.kind) {
        case rule_kind::term_months:
            return check_term(svc_case, rule);
        case rule_kind::total_months:
            return check_total(svc_case, rule);
        case rule_kind::filed_not_before:
            return check_window(svc_case, rule, [&](sys_days first) { return filed >= first; });
        case rule_kind::filed_not_after:
            return check_window(svc_case, rule, [&](sys_days last) { return filed <= last; });
        case rule_kind::new_permit_within:
            return check_new_permit(svc_case, rule, filed);
        case rule_kind::document_age:
            return check_age(find_document(svc_case, rule.document), rule, at.filed);
        case rule_kind::document_covers_term:
            return check_cover(find_document(svc_case, rule.document), rule, svc_case);
        case rule_kind::border_crossing_within:
            return judge({{"entry_date", svc_case.entry_date}},
                         [&](dates entered) { return at.filed <= add_months(entered[0], rule.most); });
        case rule_kind::agreement_within:
            return check_agreement(svc_case, rule, filed, at.all.calendar());
        case rule_kind::agreement_after_entry:
            return check_after_entry(svc_case);
        case rule_kind::notice_within:
            return check_notice(svc_case, rule, filed, at.all.calendar());
        case rule_kind::territory:
            return check_territory(svc_case, at.provider);
    }
    return {};
}

errc refusal_of(rule_kind kind) noexcept {
    switch (kind) {
        case rule_kind::term_months:
        case rule_kind::total_months:
            return errc::term_not_permitted;
        case rule_kind::filed_not_before:
        case rule_kind::new_permit_within:
            return errc::filed_too_early;
        case rule_kind::filed_not_after:
        case rule_kind::notice_within:
            return errc::filed_too_late;
        case rule_kind::document_age:
        case rule_kind::document_covers_term:
        case rule_kind::border_crossing_within:
            return errc::document_expired;
        case rule_kind::agreement_within:
        case rule_kind::agreement_after_entry:
        case rule_kind::territory:
            break;
    }
    return errc::act_condition_unmet;
}

check make_check(const rule& rule, const outcome& found) {
    check made{std::string(to_string(rule.kind)), found.what == finding::kept ? "passed" : "note",
               found.looked_at, rule.text.kk, rule.text.ru};
    if (found.what == finding::broken) {
        made.text_kk += ". Өтініш бұған сәйкес емес";
        made.text_ru += ". Заявление этому не соответствует";
    }
    if (found.what == finding::not_told) {
        made.text_kk += ". Тексеру мүмкін емес: өтініште көрсетілмеген";
        made.text_ru += ". Проверить нельзя: в заявлении не указано";
    }
    if (found.what == finding::no_calendar) {
        made.text_kk += ". Тексеру мүмкін емес: өндірістік күнтізбеде бұл жыл жоқ";
        made.text_ru += ". Проверить нельзя: в производственном календаре нет этого года";
    }
    return made;
}

// --- documents that have run out ---

result<void> check_validity(service_case& svc_case, const rule_context& at) {
    for (const document& item : svc_case.documents) {
        const auto last = item.valid_to.empty() ? std::nullopt : from_date(item.valid_to);
        if (!last || *last >= at.filed) continue;
        if (at.act.if_expired(at.channel.code) == catalogue::consequence::refuse)
            return error(errc::document_expired, item.code + ": " + item.valid_to);
        svc_case.checks.push_back({"document_expired", "note", item.code,
                                   "Құжаттың қолданылу мерзімі өткен: " + item.valid_to,
                                   "Срок действия документа истёк: " + item.valid_to});
    }
    return {};
}

}  // namespace

year_month_day add_months(year_month_day date, int months) noexcept {
    const auto moved = date + std::chrono::months(months);
    return moved.ok() ? moved : year_month_day(moved.year() / moved.month() / std::chrono::last);
}

result<void> check_rules(service_case& svc_case, const rule_context& at) {
    if (const auto valid = check_validity(svc_case, at); !valid) return valid.error();
    for (const rule& rule : at.procedure.rules) {
        if (!catalogue::covers(rule.channels, at.channel.code)) continue;
        const outcome found = apply(svc_case, rule, at);
        if (found.what == finding::not_applicable) continue;
        if (found.what == finding::broken && rule.broken == catalogue::consequence::refuse)
            return error(refusal_of(rule.kind), found.looked_at + ": " + rule.text.both());
        svc_case.checks.push_back(make_check(rule, found));
    }
    return {};
}

}  // namespace gw::cases
