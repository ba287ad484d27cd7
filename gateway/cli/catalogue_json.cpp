// Lists that are the same on several channels are told once, with the channels that they are for.
#include "cli/catalogue_json.hpp"

#include <boost/json.hpp>

#include "catalogue/working_calendar.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;
using catalogue::act;
using catalogue::names;
using catalogue::procedure;

json::object both(const names& text) {
    return {{"kk", text.kk}, {"ru", text.ru}};
}

void add(json::object& to, std::string_view key, const names& text) {
    if (!text.empty()) to[key] = both(text);
}

void add(json::object& to, std::string_view key, std::string_view text) {
    if (!text.empty()) to[key] = text;
}

json::array list(const catalogue::scope& all) {
    return json::array(all.begin(), all.end());
}

json::value day(const std::optional<std::chrono::year_month_day>& date) {
    return date ? json::value(to_string(*date)) : json::value(nullptr);
}

json::object of_channel(const catalogue::channel& one, const act& owner) {
    json::object to{{"code", one.code}, {"portal", one.portal}, {"offered", one.offered}};
    add(to, "reason", one.reason);
    add(to, "clause", one.clause);
    if (!one.offered) return to;
    json::array procedures;
    for (const auto& procedure : owner.procedures)
        if (one.takes(procedure.code)) procedures.emplace_back(procedure.code);
    to["procedures"] = std::move(procedures);
    to["result_to"] = one.result_to;
    to["on_missing_document"] = to_string(owner.if_missing(one.code));
    to["on_expired_document"] = to_string(owner.if_expired(one.code));
    to["consent_required"] = owner.asks_for_consent(one.code);
    return to;
}

json::object of_document(const catalogue::required_document& one) {
    json::object to{{"code", one.code},
                    {"names", both(one.title)},
                    {"asked", to_string(one.when)},
                    {"in_form", one.in_form}};
    add(to, "condition", one.condition);
    add(to, "clause", one.clause);
    return to;
}

json::object of_step(const catalogue::step& one) {
    json::object to{{"role", one.role}, {"limit", to_json(one.limit)}, {"names", both(one.title)}};
    add(to, "result", one.result);
    add(to, "clause", one.clause);
    add(to, "condition", one.condition);
    add(to, "note", one.note);
    if (one.waits_for_applicant) to["waits_for_applicant"] = true;
    if (one.from_acceptance) to["from_acceptance"] = true;
    if (one.applicant_part) to["applicant_part"] = to_json(*one.applicant_part);
    return to;
}

// The steps that may happen have no number: no due date is computed for them.
json::array steps_of(const procedure& one, std::string_view channel) {
    json::array all;
    for (const auto& [n, step] : one.steps_for(channel)) {
        json::object to{{"n", n}};
        for (auto& member : of_step(*step))
            to.insert(member);
        all.push_back(std::move(to));
    }
    for (const auto* step : one.conditional_steps_for(channel))
        all.push_back(of_step(*step));
    return all;
}

json::array documents_of(const procedure& one, std::string_view category, std::string_view channel) {
    json::array all;
    const auto documents = one.documents_for(category, channel);
    for (const auto* document : documents.value())
        all.push_back(of_document(*document));
    return all;
}

// The same list on several channels becomes one entry with all of them.
class by_channel {
public:
    explicit by_channel(std::string_view key) : key_(key) {}
    void add(std::string_view channel, json::object head, json::array content) {
        for (auto& entry : entries_)
            if (entry.head == head && entry.content == content) {
                entry.channels.emplace_back(channel);
                return;
            }
        entries_.push_back({std::move(head), std::move(content), json::array{json::value(channel)}});
    }
    json::array take() {
        json::array all;
        for (auto& entry : entries_) {
            entry.head["channels"] = std::move(entry.channels);
            entry.head[key_] = std::move(entry.content);
            all.push_back(std::move(entry.head));
        }
        return all;
    }

private:
    struct told {
        json::object head;
        json::array content, channels;
    };
    std::string_view key_;
    std::vector<told> entries_;
};

json::array all_documents(const procedure& one, const act& owner) {
    by_channel lists("documents");
    const auto categories = one.categories.empty() ? catalogue::scope{""} : one.categories;
    for (const auto& category : categories)
        for (const auto& channel : owner.channels) {
            if (!channel.takes(one.code)) continue;
            json::object head;
            add(head, "category", category);
            lists.add(channel.code, std::move(head), documents_of(one, category, channel.code));
        }
    return lists.take();
}

json::array all_steps(const procedure& one, const act& owner) {
    by_channel chains("steps");
    for (const auto& channel : owner.channels)
        if (channel.takes(one.code)) chains.add(channel.code, {}, steps_of(one, channel.code));
    return chains.take();
}

json::value of_fee(const std::optional<catalogue::fee_rule>& fee) {
    if (!fee) return nullptr;  // the act says nothing of one
    json::object to{{"paid", fee->paid}, {"text", both(fee->text)}};
    if (fee->pay_within) to["pay_within"] = to_json(*fee->pay_within);
    add(to, "clause", fee->clause);
    return to;
}

json::object of_rule(const catalogue::rule& one) {
    json::object to{
        {"kind", to_string(one.kind)}, {"broken", to_string(one.broken)}, {"text", both(one.text)}};
    add(to, "document", one.document);
    add(to, "clause", one.clause);
    if (one.least != 0) to["least"] = one.least;
    if (one.most != 0) to["most"] = one.most;
    if (one.limit) to["limit"] = to_json(*one.limit);
    if (!one.channels.empty()) to["channels"] = list(one.channels);
    return to;
}

std::string documents_source(const procedure& one, const act& owner) {
    if (!one.documents_from.empty()) return "taken over from " + one.documents_from;
    return owner.points_to && !owner.points_to->documents.empty() ? "service standard" : "act";
}

json::object of_procedure(const procedure& one, const act& owner) {
    json::array rules;
    for (const auto& rule : one.rules)
        rules.push_back(of_rule(rule));
    json::object to{{"code", one.code}, {"names", both(one.title)}, {"categories", list(one.categories)}};
    add(to, "not_ruled", one.not_ruled);
    to["signed_by"] = to_string(owner.signers_of(one));
    to["fee"] = of_fee(one.fee);
    add(to, "result", one.result);
    to["result_forms"] = list(one.result_forms);
    if (one.total) to["total"] = to_json(*one.total);
    if (one.total_skips_application_day) to["total_skips_application_day"] = true;
    to["documents_source"] = documents_source(one, owner);
    to["documents"] = all_documents(one, owner);
    to["steps"] = all_steps(one, owner);
    to["rules"] = std::move(rules);
    return to;
}

json::object of_ground(const catalogue::ground& one) {
    json::object to{{"code", one.code},
                    {"refuses", one.of_acceptance ? "acceptance" : "service"},
                    {"text", both(one.text)}};
    add(to, "clause", one.clause);
    if (!one.procedures.empty()) to["procedures"] = list(one.procedures);
    return to;
}

json::object of_readings(const catalogue::readings& how) {
    return {{"portal_request_until", how.portal_until_close ? "close" : "desk"},
            {"first_working_day", how.starting_day_counts ? "same" : "next"},
            {"calendar_days_ending_on_day_off", how.end_moves_to_working_day ? "move" : "stay"},
            {"day_of_application", how.submission_day_not_counted ? "submission" : "acceptance"}};
}

json::object of_head(const act& one) {
    json::object to{{"code", one.code},
                    {"public_service", one.public_service},
                    {"provider", one.provider},
                    {"number", one.number},
                    {"names", both(one.title)},
                    {"language", one.language},
                    {"adopted", day(one.adopted)},
                    {"registered", day(one.registered)},
                    {"registration_number", one.registration_number},
                    {"published", day(one.published)},
                    {"valid_from", to_string(one.valid_from)},
                    {"valid_from_estimated", one.valid_from_estimated},
                    {"valid_to", one.valid_to == act::open_end ? json::value(nullptr) : day(one.valid_to)},
                    {"valid_to_estimated", one.valid_to_estimated},
                    {"example", one.example},
                    {"file", one.file}};
    add(to, "edition", one.edition);
    add(to, "repealed_by", one.repealed_by);
    add(to, "continues", one.continues);
    add(to, "form", one.automation);
    if (one.own_readings) to["readings"] = of_readings(*one.own_readings);
    return to;
}

json::object of_act(const act& one) {
    json::object to = of_head(one);
    if (one.points_to)
        to["standard"] = json::object{{"order", one.points_to->order},
                                      {"documents", one.points_to->documents},
                                      {"grounds", one.points_to->grounds},
                                      {"taken_over_from", one.points_to->taken_over_from}};
    json::array channels, procedures, grounds;
    for (const auto& channel : one.channels)
        channels.push_back(of_channel(channel, one));
    for (const auto& procedure : one.procedures)
        procedures.push_back(of_procedure(procedure, one));
    for (const auto& ground : one.grounds)
        grounds.push_back(of_ground(ground));
    to["channels"] = std::move(channels);
    to["procedures"] = std::move(procedures);
    to["grounds_source"] = one.grounds_from.empty() ? "act" : "taken over from " + one.grounds_from;
    to["grounds"] = std::move(grounds);
    return to;
}

json::array codes(const std::map<std::string, names, std::less<>>& words) {
    json::array all;
    for (const auto& [code, title] : words)
        all.push_back(json::object{{"code", code}, {"names", both(title)}});
    return all;
}

std::string clock_text(std::chrono::minutes of_day) {
    const auto two = [](long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return two(of_day.count() / 60) + ":" + two(of_day.count() % 60);
}

json::object of_provider(const catalogue::provider& one) {
    json::array offsets;
    for (const auto& change : one.offsets)
        offsets.push_back(json::object{{"from", to_string(change.from)}, {"minutes", change.offset.count()}});
    return {{"code", one.code},
            {"names", both(one.title)},
            {"target", one.target},
            {"number_prefix", one.number_prefix},
            {"territory", list(one.territory)},
            {"hours", json::object{{"open", clock_text(one.hours.open)},
                                   {"lunch_from", clock_text(one.hours.lunch_from)},
                                   {"lunch_to", clock_text(one.hours.lunch_to)},
                                   {"close", clock_text(one.hours.close)},
                                   {"desk_until", clock_text(one.hours.desk_until)}}},
            {"hours_confirmed", one.hours_confirmed},
            {"offsets", std::move(offsets)}};
}

}  // namespace

json::object to_json(catalogue::time_limit limit) {
    return {{"value", limit.value}, {"unit", to_string(limit.unit)}};
}

json::object to_json(const catalogue::catalogue& all) {
    json::array acts, providers, channels, years;
    for (const auto& one : all.acts())
        acts.push_back(of_act(one));
    for (const auto& one : all.providers())
        providers.push_back(of_provider(one));
    for (const auto& [code, kind] : all.words().channels)
        channels.push_back(
            json::object{{"code", code}, {"portal", kind.portal}, {"names", both(kind.title)}});
    for (const auto& one : all.calendar().years())
        years.push_back(json::object{{"year", static_cast<int>(one.year)}, {"preliminary", one.preliminary}});
    return {{"acts", std::move(acts)},
            {"services", codes(all.words().services)},
            {"providers", std::move(providers)},
            {"channels", std::move(channels)},
            {"roles", codes(all.words().roles)},
            {"documents", codes(all.words().documents)},
            {"readings", of_readings(all.default_readings())},
            {"years", std::move(years)}};
}

}  // namespace gw::cli
