#include "admin/case_work.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "admin/backoffice_json.hpp"
#include "admin/case_alarms.hpp"
#include "admin/work_json.hpp"
#include "base/log.hpp"
#include "crypto/digest.hpp"

namespace gw::admin {
namespace {

net::response make_answer(unsigned status, std::string_view type, std::string body) {
    net::response out;
    out.status = status;
    out.content_type = type;
    out.body = std::move(body);
    return out;
}

bool may_act(const token& caller, std::string_view role) {
    return caller.roles.empty() || std::ranges::find(caller.roles, role) != caller.roles.end();
}

cases::case_position position_of(const store::case_stand& stand) {
    return {cases::case_state_from(stand.state).value_or(cases::case_state::closed), stand.step};
}

// How often a change that takes any version begins anew because somebody was faster.
constexpr int most_tries = 10;

bool takes_any_version(const net::headers& fields) {
    const auto condition = read_precondition(fields);
    return condition && *condition && (*condition)->any;
}

// JSON unless XML is asked for and JSON is not (RFC 9110 section 12.5.1, without weights: offices ask for
// one).
enum class form { json, xml };
result<form> wanted_form(const net::headers& fields) {
    const auto accept = fields.find("accept").value_or("*/*");
    const auto has = [&](std::string_view type) { return accept.find(type) != std::string_view::npos; };
    if (has("application/json") || has("*/*") || has("application/*")) return form::json;
    if (has("application/xml") || has("text/xml")) return form::xml;
    return errc::api_not_acceptable;
}

}  // namespace

struct case_work::pending {
    store::stored_case found;
    store::case_change change;
    const token* caller = nullptr;
};

case_work::case_work(store::store& store, const clock& now, case_work_parts parts)
    : store_(store), clock_(now), parts_(std::move(parts)) {}

result<store::stored_case> case_work::find_own(const token& caller, std::string_view id) const {
    auto found = store_.find_case(id);
    if (!found || found->summary.provider != caller.provider) return errc::api_not_found;
    return std::move(*found);
}

case_work::done case_work::show(const net::request& request, const token& caller, std::string_view id) const {
    const auto as = wanted_form(request.headers);
    if (!as) return as.error();
    const auto found = find_own(caller, id);
    if (!found) return found.error();
    net::response answer;
    if (*as == form::json) {
        answer = make_answer(200, "application/json", write_case(*found));
    } else {
        const auto made = present_case(*found);
        if (!made) return made.error();
        answer = make_answer(200, "application/xml; charset=utf-8", cases::to_xml(*made));
    }
    answer.fields.emplace_back("ETag", make_etag(found->summary.version));
    answer.fields.emplace_back("Vary", "Accept");
    return answer;
}

struct case_work::ruling {
    std::shared_ptr<const catalogue::catalogue> acts;  // keeps the others
    const catalogue::act* act = nullptr;
    const catalogue::procedure* procedure = nullptr;
};

result<case_work::ruling> case_work::ruling_of(const cases::service_case& svc_case) const {
    const auto acts = parts_.acts ? parts_.acts() : nullptr;
    if (!acts) return error(errc::api_conflict, "no catalogue");
    for (const auto& act : acts->acts()) {
        if (act.code != svc_case.act || act.public_service != svc_case.public_service ||
            act.provider != svc_case.provider)
            continue;
        if (const auto* procedure = act.find_procedure(svc_case.procedure))
            return ruling{acts, &act, procedure};
    }
    return error(errc::api_conflict, "the act of the case is no longer in the catalogue");
}

result<cases::life_cycle> case_work::life_of(const cases::service_case& svc_case) const {
    const auto by = ruling_of(svc_case);
    if (!by) return by.error();
    return cases::life_cycle(*by->act, *by->procedure, svc_case.portal);
}

// The last moment to pay, when the case waits for that from now on.
std::optional<timestamp> case_work::end_of_wait(const cases::service_case& svc_case,
                                                cases::case_position at) const {
    const auto by = ruling_of(svc_case);
    if (!by || at.state != cases::case_state::waiting_for_payment) return std::nullopt;
    for (const auto& [n, step] : by->procedure->steps_for(svc_case.portal))
        if (n == at.step)
            if (const auto end = by->acts->end_of_wait(*by->act, *by->procedure, *step, clock_.now()))
                return *end;
    return std::nullopt;
}

case_work::done case_work::transitions(const token& caller, std::string_view id) const {
    const auto found = find_own(caller, id);
    if (!found) return found.error();
    const auto svc_case = cases::case_from_json(found->json);
    if (!svc_case) return svc_case.error();
    const auto life = life_of(*svc_case);
    if (!life) return life.error();
    auto answer =
        make_answer(200, "application/json", write_transitions(*life, position_of(found->summary.stand)));
    answer.fields.emplace_back("ETag", make_etag(found->summary.version));
    return answer;
}

case_work::done case_work::evidence(const token& caller, std::string_view id) const {
    const auto found = find_own(caller, id);
    if (!found) return found.error();
    const auto svc_case = cases::case_from_json(found->json);
    if (!svc_case) return svc_case.error();
    const auto message = store_.find_message(svc_case->source_message);
    if (!message) return errc::api_not_found;
    std::vector<store::attachment> decisions;
    for (const auto& one : found->attachments)
        if (one.code == "decision")
            if (auto kept = store_.find_attachment(found->summary.id, one.number); kept && kept->proof)
                decisions.push_back(std::move(*kept));
    return make_answer(200, "application/json", write_evidence(*message, found->summary.id, decisions));
}

case_work::done case_work::fetch_attachment(const token& caller, std::string_view id,
                                            std::string_view number) const {
    const auto found = find_own(caller, id);
    if (!found) return found.error();
    std::uint64_t n = 0;
    const auto [stop, failed] = std::from_chars(number.data(), number.data() + number.size(), n);
    if (failed != std::errc() || stop != number.data() + number.size()) return errc::api_not_found;
    auto one = store_.find_attachment(found->summary.id, n);
    if (!one) return errc::api_not_found;
    auto answer = make_answer(200, one->media_type, std::move(one->content));
    // What an office has brought is never shown by a browser in our name.
    answer.fields.emplace_back("Content-Disposition", "attachment");
    answer.fields.emplace_back("X-Content-Type-Options", "nosniff");
    answer.fields.emplace_back("X-Document-SHA256", to_hex(one->sha256));
    return answer;
}

result<case_work::pending> case_work::begin(const net::request& request, const token& caller,
                                            std::string_view id, bool needs_version) const {
    const auto condition = read_precondition(request.headers);
    if (!condition) return condition.error();
    if (needs_version && !*condition) return errc::api_precondition_required;
    auto key = read_request_key(request, caller);
    if (!key) return key.error();
    auto found = find_own(caller, id);
    if (!found) return found.error();
    pending made;
    made.change.id = found->summary.id;
    if (*condition && !(*condition)->holds(found->summary.version)) return errc::api_precondition_failed;
    if (*condition && !(*condition)->any) made.change.expected_version = found->summary.version;
    made.change.request = std::move(*key);
    made.change.event.at = clock_.now();
    made.change.event.actor = caller.name;
    made.found = std::move(*found);
    made.caller = &caller;
    return made;
}

case_work::done case_work::change(std::string_view action, const net::request& request, const token& caller,
                                  std::string_view id) const {
    const int tries = takes_any_version(request.headers) ? most_tries : 1;
    for (int n = 1;; ++n) {
        auto made = try_once(action, request, caller, id);
        if (made || made.error().code() != errc::api_precondition_failed || n >= tries) return made;
    }
}

case_work::done case_work::try_once(std::string_view action, const net::request& request, const token& caller,
                                    std::string_view id) const {
    if (auto known = repeat(request, caller, id)) return std::move(*known);
    using one_change = done (case_work::*)(const net::request&, const token&, std::string_view) const;
    constexpr std::array<std::pair<std::string_view, one_change>, 5> changes{
        {{"claim", &case_work::claim},
         {"release", &case_work::release},
         {"move", &case_work::move},
         {"attachments", &case_work::attach},
         {"decision", &case_work::decide}}};
    const auto* const found =
        std::ranges::find(changes, action, &std::pair<std::string_view, one_change>::first);
    if (found == changes.end()) return errc::api_not_found;
    auto made = (this->*found->second)(request, caller, id);
    if (made) return made;
    // The same request may have been done since the first look: then that is why this one was refused.
    if (auto known = repeat(request, caller, id)) return std::move(*known);
    return made;
}

std::optional<case_work::done> case_work::repeat(const net::request& request, const token& caller,
                                                 std::string_view id) const {
    const auto key = read_request_key(request, caller);
    if (!key) return done(key.error());
    if (!*key) return std::nullopt;
    const auto known = store_.find_request(**key);
    if (!known) return std::nullopt;
    if (!*known) return done(known->error());
    const auto found = find_own(caller, id);
    if (!found) return done(found.error());
    return answer(found->summary.id, **known, (*known)->attachment != 0 ? 201 : 200);
}

case_work::done case_work::commit(pending made, unsigned status) const {
    // A stand is computed from the case that was read: it holds for no other, even where `*` was asked for.
    if (made.change.stand) made.change.expected_version = made.found.summary.version;
    const auto changed = store_.change_case(made.change);
    if (!changed) return changed.error();
    if (!changed->repeated)
        log::info("case_" + made.change.event.kind,
                  {{"case", made.found.summary.number}, {"actor", made.caller->name}});
    return answer(made.change.id, *changed, status);
}

// Done before: nothing happens twice, and whoever reads the case meanwhile keeps his version.
case_work::done case_work::answer_unchanged(const pending& made) const {
    store::case_changed nothing;
    nothing.version = made.found.summary.version;
    return answer(made.change.id, nothing, 200);
}

case_work::done case_work::answer(const case_id& id, const store::case_changed& changed,
                                  unsigned status) const {
    const auto now = store_.find_case(id.str());
    if (!now) return errc::api_not_found;
    auto out = make_answer(status, "application/json", write_changed(now->summary, changed));
    out.fields.emplace_back("ETag", make_etag(changed.version));
    if (changed.attachment != 0)
        out.fields.emplace_back("Location", attachment_address(id, changed.attachment));
    return out;
}

case_work::done case_work::claim(const net::request& request, const token& caller,
                                 std::string_view id) const {
    const auto wanted = read_claim(request.body);
    if (!wanted) return wanted.error();
    auto made = begin(request, caller, id, true);
    if (!made) return made.error();
    auto stand = made->found.summary.stand;
    if (!stand.officer.empty() && stand.officer != wanted->officer)
        return error(errc::api_conflict, "claimed by another officer");
    if (stand.officer == wanted->officer) return answer_unchanged(*made);
    stand.officer = wanted->officer;
    made->change.stand = std::move(stand);
    made->change.event.kind = "claimed";
    made->change.event.text = wanted->officer;
    return commit(std::move(*made), 200);
}

case_work::done case_work::release(const net::request& request, const token& caller,
                                   std::string_view id) const {
    auto made = begin(request, caller, id, true);
    if (!made) return made.error();
    auto stand = made->found.summary.stand;
    if (stand.officer.empty()) return answer_unchanged(*made);
    made->change.event.text = stand.officer;
    stand.officer.clear();
    made->change.stand = std::move(stand);
    made->change.event.kind = "released";
    return commit(std::move(*made), 200);
}

// The stand, what the pull API calls it, and when the timer looks next. What fell due before and the timer
// has not raised yet is raised with the change: later, the steps of it are done.
void case_work::stand_at(pending& made, cases::case_position at) const {
    auto stand = made.found.summary.stand;
    stand.state = cases::to_string(at.state);
    stand.step = at.step;
    if (const auto svc_case = cases::case_from_json(made.found.json)) {
        const auto now = made.change.event.at;
        const auto alarms = cases::alarms_of(*svc_case);
        if (stand.next_alarm) {
            const auto due = cases::plan_alarms(alarms, position_of(made.found.summary.stand),
                                                *stand.next_alarm - milliseconds(1), now);
            made.change.before = alarm_events(due.raise, now);
        }
        stand.next_alarm = cases::plan_alarms(alarms, at, now, now).next;
    }
    made.change.stand = std::move(stand);
    made.change.status = cases::notice_of(at.state).status;
}

case_work::done case_work::move(const net::request& request, const token& caller, std::string_view id) const {
    const auto wanted = read_move(request.body);
    if (!wanted) return wanted.error();
    if (!may_act(caller, wanted->role)) return error(errc::api_forbidden, wanted->role);
    auto made = begin(request, caller, id, true);
    if (!made) return made.error();
    const auto svc_case = cases::case_from_json(made->found.json);
    if (!svc_case) return svc_case.error();
    const auto life = life_of(*svc_case);
    if (!life) return life.error();
    const auto from = position_of(made->found.summary.stand);
    const auto to = life->move(from, wanted->state, wanted->role, wanted->step);
    if (!to) return to.error();
    stand_at(*made, *to);
    if (wanted->officer) made->change.stand->officer = *wanted->officer;
    made->change.event.kind = "moved";
    made->change.event.text = write_moved(from, *to, *wanted, end_of_wait(*svc_case, *to));
    return commit(std::move(*made), 200);
}

case_work::done case_work::attach(const net::request& request, const token& caller,
                                  std::string_view id) const {
    auto wanted = read_attach(request);
    if (!wanted) return wanted.error();
    // What stands under this code was signed by the office and judged.
    if (wanted->code == "decision") return error(errc::api_request_invalid, "code: decision is reserved");
    auto made = begin(request, caller, id, false);
    if (!made) return made.error();
    store::attachment added;
    added.at = made->change.event.at;
    added.actor = caller.name;
    added.code = std::move(wanted->code);
    added.file_name = std::move(wanted->file_name);
    added.media_type = std::move(wanted->media_type);
    added.sha256 = crypto::sha256(request.body);
    added.size = request.body.size();
    added.content = request.body;
    made->change.event.kind = "attached";
    made->change.event.text = write_attached(added);
    made->change.added = std::move(added);
    return commit(std::move(*made), 201);
}

case_work::done case_work::decide(const net::request& request, const token& caller,
                                  std::string_view id) const {
    const auto role = read_decision_role(request.query);
    if (!role) return role.error();
    if (!may_act(caller, *role)) return error(errc::api_forbidden, *role);
    const auto decision = read_decision(request.body, parts_.decisions, caller.signer_bin, clock_.now());
    if (!decision) return decision.error();
    auto made = begin(request, caller, id, true);
    if (!made) return made.error();
    if (decision->case_number != made->found.summary.number)
        return error(errc::decision_not_accepted, "the decision is on another case");
    const auto svc_case = cases::case_from_json(made->found.json);
    if (!svc_case) return svc_case.error();
    const auto by = ruling_of(*svc_case);
    if (!by) return by.error();
    if (const auto known = check_ground(*decision, *by->act, *by->procedure); !known) return known.error();
    const auto to = cases::life_cycle(*by->act, *by->procedure, svc_case->portal)
                        .decide(position_of(made->found.summary.stand), decision->outcome, *role);
    if (!to) return to.error();
    stand_at(*made, *to);
    store::attachment added;
    added.at = made->change.event.at;
    added.actor = caller.name;
    added.code = "decision";
    added.file_name = "decision.xml";
    added.media_type = "application/xml";
    added.sha256 = crypto::sha256(request.body);
    added.size = request.body.size();
    added.content = request.body;
    added.proof = decision->proof;
    made->change.event.kind = "decided";
    made->change.event.text = write_decided(*decision, to_hex(added.sha256));
    made->change.added = std::move(added);
    return commit(std::move(*made), 201);
}

}  // namespace gw::admin
