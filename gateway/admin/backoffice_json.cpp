#include "admin/backoffice_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <set>

#include "admin/json_reader.hpp"
#include "admin/json_writer.hpp"
#include "admin/work_json.hpp"
#include "admin/work_requests.hpp"

namespace gw::admin {
namespace {

namespace json = boost::json;

constexpr std::size_t most_limit = 500;
constexpr std::size_t most_cursor_digits = 18;
constexpr std::size_t most_filter_octets = 200;
constexpr unsigned most_wait_seconds = 60;
constexpr std::size_t most_event_id_octets = 64;
constexpr std::size_t most_text_characters = 1000;
constexpr std::array<std::string_view, 5> statuses{"in_progress", "waiting_for_applicant", "granted",
                                                   "refused", "withdrawn"};

error invalid(std::string_view name, std::string_view why) {
    return {errc::api_request_invalid, std::string(name).append(": ").append(why)};
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failed == std::errc() && stop == text.data() + text.size() && text.size() <= most_cursor_digits;
}

bool is_identity_number(std::string_view text) {
    return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string* filter_of(store::case_query& query, std::string_view name) {
    if (name == "state") return &query.state;
    if (name == "status") return &query.status;
    if (name == "officer") return &query.officer;
    if (name == "public_service") return &query.public_service;
    if (name == "procedure") return &query.procedure;
    if (name == "applicant") return &query.applicant;
    if (name == "number") return &query.number;
    return nullptr;
}

std::optional<timestamp>* moment_of(store::case_query& query, std::string_view name) {
    if (name == "due_before") return &query.due_before;
    if (name == "registered_from") return &query.registered_from;
    if (name == "registered_to") return &query.registered_to;
    return nullptr;
}

bool is_filtered(const store::case_query& query) {
    return !query.state.empty() || !query.status.empty() || !query.officer.empty() ||
           !query.public_service.empty() || !query.procedure.empty() || !query.applicant.empty() ||
           !query.number.empty() || query.due_before || query.registered_from || query.registered_to;
}

result<void> read_filter(std::string_view name, std::string_view value, list_request& out) {
    auto text = percent_decode(value);
    if (!text) return text.error();
    if (std::string* const filter = filter_of(out.filter, name)) {
        if (text->empty() || text->size() > most_filter_octets) return invalid(name, "is empty or too long");
        if (name == "applicant" && !is_identity_number(*text)) return invalid(name, "is no 12 digits");
        if (name == "state" && !cases::case_state_from(*text)) return invalid(name, "is unknown");
        *filter = std::move(*text);
        return {};
    }
    if (std::optional<timestamp>* const moment = moment_of(out.filter, name)) {
        *moment = from_rfc3339(*text);
        if (!*moment) return invalid(name, "is no date-time");
        return {};
    }
    return invalid(name, "unknown parameter");
}

result<void> read_parameter(std::string_view name, std::string_view value, list_request& out) {
    if (name == "after") {
        if (!read_number(value, out.after)) return invalid(name, "is no cursor");
        return {};
    }
    if (name == "limit") {
        if (!read_number(value, out.limit) || out.limit == 0 || out.limit > most_limit)
            return invalid(name, "is no number from 1 to 500");
        return {};
    }
    if (name == "unacknowledged") {
        if (value != "true" && value != "false") return invalid(name, "is neither true nor false");
        out.unacknowledged_only = value == "true";
        return {};
    }
    if (name == "wait") {
        if (!read_number(value, out.wait_seconds) || out.wait_seconds > most_wait_seconds)
            return invalid(name, "is no number from 0 to 60");
        return {};
    }
    return read_filter(name, value, out);
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_event_id(std::string_view text) {
    const auto permitted = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("._:-").find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= most_event_id_octets && std::ranges::all_of(text, permitted);
}

std::string* member_of(status_update& update, std::string_view name) {
    if (name == "event_id") return &update.event_id;
    if (name == "status") return &update.status;
    if (name == "text_kk") return &update.text_kk;
    if (name == "text_ru") return &update.text_ru;
    return nullptr;
}

result<status_update> check(status_update update) {
    if (!is_event_id(update.event_id))
        return invalid("event_id", "1 to 64 letters, digits or ._:- are expected");
    if (std::ranges::find(statuses, update.status) == statuses.end()) return invalid("status", "is unknown");
    for (const std::string* text : {&update.text_kk, &update.text_ru})
        if (count_characters(*text) > most_text_characters)
            return invalid("text", "is longer than 1000 characters");
    if (update.status == "refused" && (update.text_kk.empty() || update.text_ru.empty()))
        return invalid("text", "a refusal gives its reason in both languages");
    return update;
}

void add_summary(object_writer& out, const store::case_summary& summary) {
    out.text("id", summary.id.str());
    out.text("number", summary.number);
    out.text("cursor", std::to_string(summary.sequence));
    out.text("provider", summary.provider);
    out.text("public_service", summary.public_service);
    out.text("procedure", summary.procedure);
    out.text("portal", summary.portal);
    out.text("status", summary.status);
    out.text("registered_at", to_rfc3339(summary.registered_at));
    out.text("due_at", to_rfc3339(summary.due_at));
    out.raw("acknowledged", summary.acknowledged ? "true" : "false");
    add_stand(out, summary);
}

std::string write_summary(const store::case_summary& summary) {
    object_writer out;
    add_summary(out, summary);
    return std::move(out).finish();
}

// The text of a status is the JSON object of write_event_text(): its members join those of the event.
void add_status(object_writer& out, std::string_view text) {
    json::error_code failed;
    const auto value = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed || !value.is_object()) return;
    for (const auto& [name, member] : value.get_object())
        if (member.is_string()) out.text(name, member.get_string());
}

std::string write_event(const store::case_event& event) {
    object_writer out;
    out.text("at", to_rfc3339(event.at));
    out.text("kind", event.kind);
    out.text("actor", event.actor);
    if (event.number != 0) out.text("number", std::to_string(event.number));
    if (event.kind == "status")
        add_status(out, event.text);
    else if (has_details(event))
        out.raw("details", event.text);
    else if (!event.text.empty())
        out.text("text", event.text);
    return std::move(out).finish();
}

}  // namespace

result<list_request> read_list_query(std::string_view query) {
    list_request out;
    std::set<std::string_view> seen;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto name = pair.substr(0, pair.find('='));
        const auto value = pair.substr(std::min(pair.size(), name.size() + 1));
        if (!seen.insert(name).second) return invalid(name, "occurs more than once");
        if (const auto read = read_parameter(name, value, out); !read) return read.error();
    }
    return out;
}

result<list_request> read_feed_query(std::string_view query) {
    auto asked = read_list_query(query);
    if (asked && (asked->unacknowledged_only || is_filtered(asked->filter)))
        return error(errc::api_request_invalid, "the feed of events has no filters");
    return asked;
}

result<status_update> read_status_update(octets_view body) {
    const auto object = read_json_object(body);
    if (!object) return object.error();
    status_update update;
    for (const auto& [name, member] : *object) {
        std::string* const target = member_of(update, name);
        if (!target) return invalid(name, "unknown member");
        if (!member.is_string()) return invalid(name, "is no text");
        *target = member.get_string();
    }
    return check(std::move(update));
}

std::string write_event_text(const status_update& update) {
    object_writer out;
    out.text("status", update.status);
    if (!update.text_kk.empty()) out.text("text_kk", update.text_kk);
    if (!update.text_ru.empty()) out.text("text_ru", update.text_ru);
    return std::move(out).finish();
}

std::string write_page(const std::vector<store::case_summary>& cases, std::uint64_t next, bool more) {
    object_writer out;
    out.raw("cases", write_list(cases, write_summary));
    out.text("next", std::to_string(next));
    out.raw("more", more ? "true" : "false");
    return std::move(out).finish();
}

std::string write_case(const store::stored_case& found) {
    object_writer out;
    add_summary(out, found.summary);
    out.raw("case", present_json(found));
    out.raw("events", write_list(found.events, write_event));
    return std::move(out).finish();
}

}  // namespace gw::admin
