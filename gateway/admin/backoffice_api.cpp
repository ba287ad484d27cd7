#include "admin/backoffice_api.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "admin/backoffice_json.hpp"
#include "admin/problem.hpp"
#include "admin/work_json.hpp"
#include "async/deadline.hpp"
#include "base/embedded_file.hpp"
#include "base/log.hpp"

namespace gw::admin {
namespace documents {

// schemas/, by gw_embed().
std::span<const embedded_file> embedded_files() noexcept;

}  // namespace documents

namespace {

constexpr std::string_view base = "/api/v1/";
constexpr std::string_view cases_path = "cases";
constexpr std::string_view events_path = "events";
constexpr std::size_t most_body_octets = 64 * 1024;
constexpr std::size_t most_document_octets = 16u << 20;
constexpr std::size_t most_id_octets = 64;

// What may be done below /cases/{id}/.
struct case_action {
    std::string_view name;
    const char* method;
    std::size_t most_octets;
};
constexpr std::array<case_action, 9> case_actions{{
    {"acknowledge", "POST", most_body_octets},
    {"status", "POST", most_body_octets},
    {"transitions", "GET", most_body_octets},
    {"evidence", "GET", most_body_octets},
    {"claim", "POST", most_body_octets},
    {"release", "POST", most_body_octets},
    {"move", "POST", most_body_octets},
    {"attachments", "POST", most_document_octets},
    {"decision", "POST", most_document_octets},
}};
constexpr std::string_view one_attachment = "attachments/";

const case_action* find_action(std::string_view name) {
    for (const auto& action : case_actions)
        if (action.name == name) return &action;
    return nullptr;
}

bool is_document(std::string_view path) {
    return path == "openapi.yaml" || path == "service-case.schema.json" || path == "service-case.xsd" ||
           path == "decision.xsd";
}

net::response make_json(std::string body) {
    net::response out;
    out.content_type = "application/json";
    out.body = std::move(body);
    return out;
}

net::response make_empty() {
    net::response out;
    out.status = 204;
    out.content_type.clear();
    return out;
}

net::response not_found() {
    return make_problem(errc::api_not_found);
}

net::response not_allowed(std::string_view method) {
    auto out = make_problem(errc::http_method_not_allowed);
    out.fields.emplace_back("Allow", method == "GET" ? "GET, HEAD" : std::string(method));
    return out;
}

// HEAD is a GET whose body the connection leaves out (RFC 9110 section 9.3.2).
bool is_allowed(std::string_view asked, std::string_view method) {
    return asked == method || (asked == "HEAD" && method == "GET");
}

// What the path permits; nothing when there is no such path.
const char* method_of(std::string_view path) {
    if (is_document(path) || path == cases_path || path == events_path) return "GET";
    if (!path.starts_with("cases/")) return nullptr;
    const auto slash = path.find('/', cases_path.size() + 1);
    if (slash == std::string_view::npos) return "GET";
    const auto rest = path.substr(slash + 1);
    if (const auto* action = find_action(rest)) return action->method;
    const bool attachment = rest.starts_with(one_attachment) && rest.size() > one_attachment.size() &&
                            rest.find('/', one_attachment.size()) == std::string_view::npos;
    return attachment ? "GET" : nullptr;
}

// The description is for everybody: it says nothing that a token protects. On disk it names the schema of the
// case where that lies; here both are served side by side.
std::optional<net::response> find_document(std::string_view path) {
    const auto file = find_embedded(documents::embedded_files(), path);
    if (!file) return std::nullopt;
    net::response out;
    out.content_type = path.ends_with(".yaml")  ? "application/yaml"
                       : path.ends_with(".xsd") ? "application/xml"
                                                : "application/schema+json";
    out.body = *file;
    constexpr std::string_view folder = "../case/";
    for (auto at = out.body.find(folder); at != octets::npos; at = out.body.find(folder))
        out.body.erase(at, folder.size());
    return out;
}

bool is_id(std::string_view text) {
    const auto permitted = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    };
    return !text.empty() && text.size() <= most_id_octets && std::ranges::all_of(text, permitted);
}

void log_change(std::string_view event, const store::stored_case& found, const token& who) {
    log::info(event, {{"case", found.summary.number}, {"actor", who.name}});
}

// By a word, not by a signed decision: only who cannot sign here, and is not limited to a role, may do so.
bool decides_unsigned(const token& caller, std::string_view status) {
    return (status == "granted" || status == "refused") &&
           !(caller.roles.empty() && caller.signer_bin.empty());
}

// Leaves the count of waiting requests however the wait ends.
class waiting_place {
public:
    waiting_place(std::atomic<std::size_t>& count, std::size_t most)
        : count_(count), taken_(count.fetch_add(1) < most) {}
    ~waiting_place() { count_.fetch_sub(1); }
    waiting_place(const waiting_place&) = delete;
    waiting_place& operator=(const waiting_place&) = delete;
    bool taken() const noexcept { return taken_; }

private:
    std::atomic<std::size_t>& count_;
    bool taken_;
};

}  // namespace

backoffice_api::backoffice_api(store::store& store, async::pool& db, const clock& now,
                               std::vector<token> tokens, case_work_parts parts, long_poll_options poll)
    : store_(store),
      db_(db),
      clock_(now),
      tokens_(std::move(tokens)),
      work_(store, now, std::move(parts)),
      poll_(poll),
      waiting_of_(tokens_.size()) {
    // An empty provider means "all" to the store.
    for (const token& each : tokens_)
        GW_INVARIANT(!each.provider.empty());
}

bool backoffice_api::owns(std::string_view path) noexcept {
    return path.starts_with(base) && method_of(path.substr(base.size())) != nullptr;
}

asio::awaitable<net::response> backoffice_api::handle(net::request request) const {
    if (!owns(request.path)) co_return make_problem(errc::http_path_unknown);
    const auto path = std::string_view(request.path).substr(base.size());
    const char* const method = method_of(path);
    if (!is_allowed(request.method, method)) co_return not_allowed(method);
    if (auto document = find_document(path)) co_return std::move(*document);

    const token* const caller = find_token(tokens_, request.headers);
    if (!caller) {
        log::warning("api_unauthorised", {{"peer", request.peer}, {"path", request.path}});
        co_return make_problem(errc::api_unauthorised);
    }
    auto ready = prepare(request, *caller);
    if (!ready) co_return make_problem(ready.error());
    gw::error lost;
    try {
        auto running = run(std::move(*ready), *caller);
        co_return co_await std::move(running);
    } catch (const infrastructure_error& failure) {
        lost = gw::error(failure.code(), failure.what());
    }
    log::error("api_failed", {{"path", request.path}, {"error", lost.to_string()}});
    co_return make_problem(lost);
}

asio::awaitable<std::optional<net::response>> backoffice_api::run_once(const job& what, bool last) const {
    auto work = [&what, last] { return what(last); };
    auto running = db_.run(work);
    auto done = co_await std::move(running);
    if (!done) co_return make_problem(done.error());
    co_return std::move(*done);
}

// Asks the store again until there is news or the time is up; the last asking answers whatever it finds.
asio::awaitable<net::response> backoffice_api::run(prepared ready, const token& caller) const {
    std::optional<waiting_place> of_caller, of_all;
    if (ready.wait > seconds(0)) {
        of_caller.emplace(waiting_of_[static_cast<std::size_t>(&caller - tokens_.data())], poll_.most_of_one);
        if (of_caller->taken()) of_all.emplace(waiting_, poll_.most);
    }
    auto left = of_all && of_all->taken() ? milliseconds(ready.wait) : milliseconds(0);
    for (;;) {
        const bool last = left <= milliseconds(0) || stopping_.load();
        auto asking = run_once(ready.run, last);
        auto answer = co_await std::move(asking);
        if (answer) co_return std::move(*answer);
        const auto pause = std::min(left, poll_.look_again);
        auto sleeping = async::sleep_for(pause);
        const bool slept = co_await std::move(sleeping);
        left = slept ? left - pause : milliseconds(0);
    }
}

result<backoffice_api::prepared> backoffice_api::prepare(const net::request& request,
                                                         const token& caller) const {
    const auto path = std::string_view(request.path).substr(base.size());
    if (path == cases_path) return prepare_list(request, caller);
    if (path == events_path) return prepare_feed(request, caller);
    return prepare_case(request, caller, path.substr(cases_path.size() + 1));
}

result<backoffice_api::prepared> backoffice_api::prepare_list(const net::request& request,
                                                              const token& caller) const {
    const auto asked = read_list_query(request.query);
    if (!asked) return asked.error();
    store::case_query query = asked->filter;
    query.provider = caller.provider;
    query.after = asked->after;
    query.most = asked->limit + 1;  // one more tells whether there is more
    query.unacknowledged_only = asked->unacknowledged_only;
    auto ask = [this, query](bool last) -> std::optional<net::response> {
        auto found = store_.list_cases(query);
        if (found.empty() && !last) return std::nullopt;
        const bool more = found.size() == query.most;
        if (more) found.pop_back();
        return make_json(write_page(found, found.empty() ? query.after : found.back().sequence, more));
    };
    return prepared{std::move(ask), seconds(asked->wait_seconds)};
}

result<backoffice_api::prepared> backoffice_api::prepare_feed(const net::request& request,
                                                              const token& caller) const {
    const auto asked = read_feed_query(request.query);
    if (!asked) return asked.error();
    auto ask = [this, provider = caller.provider, asked = *asked](bool last) -> std::optional<net::response> {
        auto found = store_.list_events(provider, asked.after, asked.limit + 1);
        if (found.empty() && !last) return std::nullopt;
        const bool more = found.size() == asked.limit + 1;
        if (more) found.pop_back();
        return make_json(write_feed(found, found.empty() ? asked.after : found.back().event.number, more));
    };
    return prepared{std::move(ask), seconds(asked->wait_seconds)};
}

// The job refers to the request: handle() keeps it until the job is done.
// `rest` is "{id}", "{id}/acknowledge", "{id}/attachments/{n}", …
result<backoffice_api::prepared> backoffice_api::prepare_case(const net::request& request,
                                                              const token& caller,
                                                              std::string_view rest) const {
    const auto slash = rest.find('/');
    std::string id(rest.substr(0, slash));
    if (!is_id(id)) return errc::api_not_found;
    std::string action(slash == std::string_view::npos ? "" : rest.substr(slash + 1));
    const auto* known = find_action(action);
    if (request.body.size() > (known ? known->most_octets : most_body_octets)) return errc::body_too_large;
    auto act = [this, &caller, &request, id = std::move(id), action = std::move(action)](
                   bool) -> std::optional<net::response> { return act_on_case(request, caller, id, action); };
    return prepared{std::move(act), seconds(0)};
}

net::response backoffice_api::act_on_case(const net::request& request, const token& caller,
                                          std::string_view id, std::string_view action) const {
    if (action == "acknowledge") return acknowledge(caller, std::string(id));
    if (action == "status") return post_status(caller, std::string(id), request);
    const auto work = [&]() -> case_work::done {
        if (action.empty()) return work_.show(request, caller, id);
        if (action == "transitions") return work_.transitions(caller, id);
        if (action == "evidence") return work_.evidence(caller, id);
        if (action.starts_with(one_attachment))
            return work_.fetch_attachment(caller, id, action.substr(one_attachment.size()));
        return work_.change(action, request, caller, id);
    };
    auto done = work();
    return done ? std::move(*done) : make_problem(done.error());
}

net::response backoffice_api::acknowledge(const token& caller, const std::string& id) const {
    const auto found = work_.find_own(caller, id);
    if (!found || !store_.acknowledge_case(found->summary.id, clock_.now(), caller.name)) return not_found();
    log_change("case_acknowledged", *found, caller);
    return make_empty();
}

net::response backoffice_api::post_status(const token& caller, const std::string& id,
                                          const net::request& request) const {
    const auto update = read_status_update(request.body);
    if (!update) return make_problem(update.error());
    const auto found = work_.find_own(caller, id);
    if (!found) return not_found();
    if (decides_unsigned(caller, update->status))
        return make_problem(error(errc::api_forbidden, "this token decides by /decision"));
    const store::case_event event{clock_.now(), "status", caller.name, write_event_text(*update)};
    const auto added = store_.add_case_event(found->summary.id, update->event_id, event, update->status);
    if (!added) return make_problem(added.error());
    log_change("case_status_posted", *found, caller);
    return make_empty();
}

}  // namespace gw::admin
