#include "admin/work_json.hpp"

#include <algorithm>
#include <array>

#include "crypto/digest.hpp"
#include "store/journal.hpp"

namespace gw::admin {
namespace {

constexpr std::array<std::string_view, 7> kinds_with_details{
    "moved", "attached", "decided", "step_due_soon", "step_late", "case_due_soon", "case_late"};

// What the portal is told of the state: the office's own words, else ours.
std::string write_notice(cases::case_state state, const std::string& kk, const std::string& ru) {
    const auto& notice = cases::notice_of(state);
    object_writer out;
    if (!notice.status.empty()) out.text("status", notice.status);
    out.text("text_kk", kk.empty() ? notice.kk : std::string_view(kk));
    out.text("text_ru", ru.empty() ? notice.ru : std::string_view(ru));
    return std::move(out).finish();
}

std::string write_transition(const cases::transition& row) {
    object_writer out;
    out.text("state", cases::to_string(row.to));
    out.raw("roles", write_list(row.who, [](const std::string& role) {
                std::string text;
                append_json_text(text, role);
                return text;
            }));
    out.raw("by_decision", row.by_decision ? "true" : "false");
    out.raw("portal", write_notice(row.to, "", ""));
    return std::move(out).finish();
}

cases::document present(const store::attachment& one, const case_id& id) {
    cases::document made;
    made.code = one.code;
    made.file_name = one.file_name;
    made.media_type = one.media_type;
    made.sha256 = to_hex(one.sha256);
    made.size = one.size;
    made.location = "gateway";
    made.href = attachment_address(id, one.number);
    return made;
}

std::string write_item(const std::shared_ptr<const store::evidence_item>& item) {
    object_writer one;
    one.text("kind", item->kind);
    one.text("sha256", to_hex(item->sha256));
    return std::move(one).finish();
}

std::string write_decision_proof(const store::attachment& decision, const case_id& id) {
    object_writer out;
    out.text("href", attachment_address(id, decision.number));
    out.text("at", to_rfc3339(decision.at));
    out.text("sha256", to_hex(decision.sha256));
    out.raw("verdict", decision.proof->verdict_json);
    out.raw("evidence", write_list(decision.proof->evidence, write_item));
    return std::move(out).finish();
}

// As the journal names the evidence of a message.
sha256_digest digest_of_evidence(const store::attachment_proof& proof) {
    std::vector<sha256_digest> digests;
    for (const auto& item : proof.evidence)
        digests.push_back(item->sha256);
    return store::digest_of(digests);
}

}  // namespace

void add_stand(object_writer& out, const store::case_summary& summary) {
    out.text("state", summary.stand.state);
    out.raw("step", std::to_string(summary.stand.step));
    if (!summary.stand.officer.empty()) out.text("officer", summary.stand.officer);
    out.text("version", std::to_string(summary.version));
}

bool has_details(const store::case_event& event) {
    return std::ranges::find(kinds_with_details, event.kind) != kinds_with_details.end() &&
           event.text.starts_with('{');
}

result<cases::service_case> present_case(const store::stored_case& found) {
    auto made = cases::case_from_json(found.json);
    if (!made) return made;
    made->now =
        cases::progress{found.summary.stand.state, found.summary.stand.step, found.summary.stand.officer};
    for (const auto& one : found.attachments)
        made->attachments.push_back(present(one, found.summary.id));
    made->history.clear();
    for (const auto& event : found.events)
        made->history.push_back({event.at, event.kind, event.actor, event.text});
    return made;
}

std::string present_json(const store::stored_case& found) {
    const auto made = present_case(found);
    return made ? cases::to_json(*made) : found.json;
}

std::string attachment_address(const case_id& id, std::uint64_t number) {
    return "/api/v1/cases/" + id.str() + "/attachments/" + std::to_string(number);
}

std::string write_transitions(const cases::life_cycle& life, cases::case_position at) {
    object_writer out;
    out.text("state", cases::to_string(at.state));
    out.raw("step", std::to_string(at.step));
    out.raw("transitions", write_list(life.from(at), write_transition));
    return std::move(out).finish();
}

std::string write_changed(const store::case_summary& now, const store::case_changed& changed) {
    object_writer out;
    out.text("id", now.id.str());
    out.text("number", now.number);
    out.text("status", now.status);
    out.text("state", now.stand.state);
    out.raw("step", std::to_string(now.stand.step));
    if (!now.stand.officer.empty()) out.text("officer", now.stand.officer);
    out.text("version", std::to_string(changed.version));
    if (changed.attachment != 0) out.text("attachment", attachment_address(now.id, changed.attachment));
    return std::move(out).finish();
}

// The verdict and the digests: the octets themselves hold the portal's password and stay inside.
std::string write_evidence(const store::message_record& message, const case_id& id,
                           const std::vector<store::attachment>& decisions) {
    object_writer out;
    out.text("message", message.id.str());
    out.text("received_at", to_rfc3339(message.received_at));
    out.text("indication", message.indication);
    out.text("raw_sha256", to_hex(message.raw_sha256));
    out.raw("size", std::to_string(message.size));
    out.raw("verdict", message.verdict_json.empty() ? "{}" : message.verdict_json);
    out.raw("evidence", write_list(message.evidence, write_item));
    out.raw("decisions", write_list(decisions, [&](const store::attachment& one) {
                return write_decision_proof(one, id);
            }));
    return std::move(out).finish();
}

std::string write_feed_event(const store::feed_event& one) {
    object_writer out;
    out.text("number", std::to_string(one.event.number));
    out.text("case", one.svc_case.str());
    out.text("case_number", one.case_number);
    out.text("at", to_rfc3339(one.event.at));
    out.text("kind", one.event.kind);
    out.text("actor", one.event.actor);
    if (has_details(one.event) || (one.event.kind == "status" && one.event.text.starts_with('{')))
        out.raw("details", one.event.text);
    else if (!one.event.text.empty())
        out.text("text", one.event.text);
    return std::move(out).finish();
}

std::string write_feed(const std::vector<store::feed_event>& events, std::uint64_t next, bool more) {
    object_writer out;
    out.raw("events", write_list(events, write_feed_event));
    out.text("next", std::to_string(next));
    out.raw("more", more ? "true" : "false");
    return std::move(out).finish();
}

std::string write_moved(cases::case_position from, cases::case_position to, const move_request& wanted,
                        std::optional<timestamp> pay_by) {
    object_writer out;
    out.text("from", cases::to_string(from.state));
    out.text("to", cases::to_string(to.state));
    out.raw("step", std::to_string(to.step));
    out.text("role", wanted.role);
    if (wanted.officer) out.text("officer", *wanted.officer);
    if (pay_by) out.text("pay_by", to_rfc3339(*pay_by));
    out.raw("portal", write_notice(to.state, wanted.text_kk, wanted.text_ru));
    return std::move(out).finish();
}

std::string write_attached(const store::attachment& added) {
    object_writer out;
    out.text("code", added.code);
    if (!added.file_name.empty()) out.text("file_name", added.file_name);
    out.text("sha256", to_hex(added.sha256));
    out.raw("size", std::to_string(added.size));
    return std::move(out).finish();
}

std::string write_decided(const signed_decision& decision, const std::string& sha256) {
    object_writer out;
    out.text("outcome", decision.outcome == cases::case_state::decided ? "granted" : "refused");
    if (!decision.ground.empty()) out.text("ground", decision.ground);
    out.text("signer", decision.signer);
    out.text("signer_sha256", decision.signer_sha256);
    out.text("sha256", sha256);
    out.text("verdict_sha256", to_hex(crypto::sha256(decision.proof.verdict_json)));
    out.text("evidence_sha256", to_hex(digest_of_evidence(decision.proof)));
    out.raw("portal", write_notice(decision.outcome, decision.text_kk, decision.text_ru));
    return std::move(out).finish();
}

std::string write_alarm(int step, const std::string& role, timestamp due_at) {
    object_writer out;
    if (step != 0) out.raw("step", std::to_string(step));
    if (!role.empty()) out.text("role", role);
    out.text("due_at", to_rfc3339(due_at));
    return std::move(out).finish();
}

}  // namespace gw::admin
