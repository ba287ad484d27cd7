// `message explain`: why a stored message was accepted or refused, as it was decided then.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"
#include "cli/verdict_text.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct explain_options {
    std::string id, config;
    bool unmasked = false;
};

const error_info* find_code(int code) {
    for (const auto& row : all_errors())
        if (static_cast<int>(row.code) == code) return &row;
    return nullptr;
}

void put_reason(json::object& out, int code) {
    out["accepted"] = code == 0;
    out["code"] = code;
    const error_info* row = find_code(code);
    if (code == 0 || row == nullptr) return;
    out["name"] = json::string(row->name);
    out["texts"] = json::object{
        {"kk", json::string(row->kk)}, {"ru", json::string(row->ru)}, {"en", json::string(row->en)}};
    out["retry"] = json::string(to_string(row->retry));
}

void put_case(json::object& out, const store::message_record& message) {
    out["case"] = nullptr;
    if (message.svc_case) {
        const auto& one = *message.svc_case;
        out["case"] = json::object{{"id", one.id.str()},
                                   {"number", one.number},
                                   {"status", one.status},
                                   {"public_service", one.public_service},
                                   {"procedure", one.procedure},
                                   {"provider", one.provider},
                                   {"registered_at", to_rfc3339(one.registered_at)},
                                   {"due_at", to_rfc3339(one.due_at)}};
    }
    json::array deliveries;
    for (const auto& one : message.outbox)
        deliveries.push_back(json::object{{"id", one.id.str()}, {"target", one.target}});
    out["deliveries"] = std::move(deliveries);
}

json::value to_json(const store::message_record& message) {
    json::object out{{"id", message.id.str()},
                     {"received_at", to_rfc3339(message.received_at)},
                     {"portal", message.portal},
                     {"peer", message.peer},
                     {"sender_id", message.sender_id},
                     {"service_id", message.service_id},
                     {"source_message_id", message.source_message_id},
                     {"stranger", message.stranger},
                     {"size", message.size},
                     {"sha256", to_hex(message.raw_sha256)},
                     {"indication", message.indication},
                     {"http_status", message.http_status}};
    put_reason(out, message.code);
    put_case(out, message);
    json::array evidence;
    for (const auto& one : message.evidence)
        evidence.push_back(json::object{{"kind", one->kind}, {"sha256", to_hex(one->sha256)}});
    out["evidence"] = std::move(evidence);
    // Of an old refusal of a stranger only the journal row is left.
    json::error_code broken;
    auto verdict = json::parse(message.verdict_json, broken);
    out["verdict"] = broken ? json::value(nullptr) : std::move(verdict);
    return out;
}

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (value == nullptr || value->is_null()) return "";
    return value->is_string() ? printable(value->get_string()) : json::serialize(*value);
}

void print_text(const json::object& all) {
    print("message      " + text(all, "id") + ", " + text(all, "size") + " octets, SHA-256 " +
          text(all, "sha256"));
    print("received     " + text(all, "received_at") + " from " + text(all, "peer") + ", portal " +
          text(all, "portal"));
    print("named itself sender " + text(all, "sender_id") + ", service " + text(all, "service_id") +
          ", messageId " + text(all, "source_message_id"));
    if (all.at("accepted").get_bool()) {
        print("answered     accepted, HTTP " + text(all, "http_status"));
    } else {
        print("answered     " + text(all, "code") + " " + text(all, "name") + ", HTTP " +
              text(all, "http_status") + ", retry " + text(all, "retry"));
        if (const auto* texts = all.if_contains("texts"))
            for (const char* language : {"kk", "ru", "en"})
                print("             " + text(texts->as_object(), language));
    }
    if (const auto* found = all.at("case").if_object())
        print("case         " + text(*found, "number") + ", " + text(*found, "status") + ", due " +
              text(*found, "due_at"));
    for (const auto& one : all.at("deliveries").as_array())
        print("delivery     " + text(one.as_object(), "id") + " to " + text(one.as_object(), "target"));
    if (const auto* verdict = all.at("verdict").if_object()) print_verdict(*verdict);
}

int explain(const explain_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    const auto message = store.value()->find_message(message_id(from.id));
    if (!message) return fail(run.json, error(errc::api_not_found, "no message with the id " + from.id));
    json::value all = to_json(*message);
    if (!from.unmasked) mask_personal_numbers_in(all);
    if (run.json)
        print_json(all);
    else
        print_text(all.as_object());
    return exit_ok;
}

}  // namespace

void add_message_explain(CLI::App& noun, context& run) {
    auto* verb = add_verb(noun, run, "explain", "Why a stored message was accepted or refused");
    auto options = std::make_shared<explain_options>();
    verb->add_option("ID", options->id, "The gateway's id of the message, as its answers and logs name it")
        ->required();
    verb->add_flag("--unmasked", options->unmasked, "Show ИИН and БИН in full");
    add_config_option(*verb, options->config);
    verb->callback([options, &run] { run.action = [options, &run] { return explain(*options, run); }; });
}

}  // namespace gw::cli
