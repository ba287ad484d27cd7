#include "admin/backoffice_api.hpp"

#include <algorithm>
#include <span>

#include "admin/backoffice_json.hpp"
#include "admin/problem.hpp"
#include "base/embedded_file.hpp"
#include "base/log.hpp"

namespace gw::admin {
namespace documents {

// schemas/, by gw_embed().
std::span<const embedded_file> embedded_files() noexcept;

}  // namespace documents

namespace {

constexpr std::string_view base = "/api/v1/";
constexpr std::string_view cases = "cases";
constexpr std::size_t most_body_octets = 64 * 1024;
constexpr std::size_t most_id_octets = 64;

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

net::response not_allowed(const char* methods) {
    auto out = make_problem(errc::http_method_not_allowed);
    out.fields.emplace_back("Allow", methods);
    return out;
}

// What the path permits; nothing when there is no such path.
const char* methods_of(std::string_view path) {
    if (path == "openapi.yaml" || path == "service-case.schema.json" || path == cases) return "GET";
    if (!path.starts_with("cases/")) return nullptr;
    const auto slash = path.find('/', cases.size() + 1);
    if (slash == std::string_view::npos) return "GET";
    const auto action = path.substr(slash + 1);
    return action == "acknowledge" || action == "status" ? "POST" : nullptr;
}

// The description is for everybody: it says nothing that a token protects. On disk it names the schema of the
// case where that lies; here both are served side by side.
std::optional<net::response> find_document(std::string_view path) {
    const auto file = find_embedded(documents::embedded_files(), path);
    if (!file) return std::nullopt;
    net::response out;
    out.content_type = path.ends_with(".yaml") ? "application/yaml" : "application/schema+json";
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

}  // namespace

backoffice_api::backoffice_api(store::store& store, async::pool& db, const clock& now,
                               std::vector<token> tokens)
    : store_(store), db_(db), clock_(now), tokens_(std::move(tokens)) {
    // An empty provider means "all" to the store.
    for (const token& each : tokens_)
        GW_INVARIANT(!each.provider.empty());
}

bool backoffice_api::owns(std::string_view path) noexcept {
    return path.starts_with(base) && methods_of(path.substr(base.size())) != nullptr;
}

asio::awaitable<net::response> backoffice_api::handle(net::request request) const {
    if (!owns(request.path)) co_return make_problem(errc::http_path_unknown);
    const auto path = std::string_view(request.path).substr(base.size());
    const char* const methods = methods_of(path);
    if (request.method != methods) co_return not_allowed(methods);
    if (auto document = find_document(path)) co_return std::move(*document);

    const token* const caller = find_token(tokens_, request.headers);
    if (!caller) {
        log::warning("api_unauthorised", {{"peer", request.peer}, {"path", request.path}});
        co_return make_problem(errc::api_unauthorised);
    }
    auto prepared = prepare(request, *caller);
    if (!prepared) co_return make_problem(prepared.error());
    gw::error lost;
    try {
        auto running = db_.run(std::move(*prepared));
        auto done = co_await std::move(running);
        if (done) co_return std::move(*done);
        lost = done.error();
    } catch (const infrastructure_error& failure) {
        lost = gw::error(failure.code(), failure.what());
    }
    log::error("api_failed", {{"path", request.path}, {"error", lost.to_string()}});
    co_return make_problem(lost);
}

result<backoffice_api::job> backoffice_api::prepare(const net::request& request, const token& caller) const {
    if (request.body.size() > most_body_octets) return errc::body_too_large;
    const auto path = std::string_view(request.path).substr(base.size());
    if (path == cases) return prepare_list(request, caller);
    return prepare_case(request, caller, path.substr(cases.size() + 1));
}

result<backoffice_api::job> backoffice_api::prepare_list(const net::request& request,
                                                         const token& caller) const {
    const auto asked = read_list_query(request.query);
    if (!asked) return asked.error();
    store::case_query query;
    query.provider = caller.provider;
    query.after = asked->after;
    query.most = asked->limit + 1;  // one more tells whether there is more
    query.unacknowledged_only = asked->unacknowledged_only;
    return job([this, query] {
        auto found = store_.list_cases(query);
        const bool more = found.size() == query.most;
        if (more) found.pop_back();
        return make_json(write_page(found, found.empty() ? query.after : found.back().sequence, more));
    });
}

// `rest` is "{id}", "{id}/acknowledge" or "{id}/status".
result<backoffice_api::job> backoffice_api::prepare_case(const net::request& request, const token& caller,
                                                         std::string_view rest) const {
    const auto slash = rest.find('/');
    std::string id(rest.substr(0, slash));
    if (!is_id(id)) return errc::api_not_found;
    if (slash == std::string_view::npos) return show(caller, std::move(id));
    if (rest.substr(slash + 1) == "acknowledge") return acknowledge(caller, std::move(id));
    return post_status(request, caller, std::move(id));
}

std::optional<store::stored_case> backoffice_api::find_own(const token& caller, std::string_view id) const {
    auto found = store_.find_case(id);
    if (found && found->summary.provider != caller.provider) return std::nullopt;
    return found;
}

backoffice_api::job backoffice_api::show(const token& caller, std::string id) const {
    return [this, &caller, id = std::move(id)] {
        const auto found = find_own(caller, id);
        return found ? make_json(write_case(*found)) : not_found();
    };
}

backoffice_api::job backoffice_api::acknowledge(const token& caller, std::string id) const {
    return [this, &caller, id = std::move(id)] {
        const auto found = find_own(caller, id);
        if (!found || !store_.acknowledge_case(found->summary.id, clock_.now(), caller.name))
            return not_found();
        log_change("case_acknowledged", *found, caller);
        return make_empty();
    };
}

result<backoffice_api::job> backoffice_api::post_status(const net::request& request, const token& caller,
                                                        std::string id) const {
    auto update = read_status_update(request.body);
    if (!update) return update.error();
    return job([this, &caller, id = std::move(id), update = std::move(*update)] {
        const auto found = find_own(caller, id);
        if (!found) return not_found();
        const store::case_event event{clock_.now(), "status", caller.name, write_event_text(update)};
        const auto added = store_.add_case_event(found->summary.id, update.event_id, event, update.status);
        if (!added) return make_problem(added.error());
        log_change("case_status_posted", *found, caller);
        return make_empty();
    });
}

}  // namespace gw::admin
