#include "admin/health.hpp"

#include <algorithm>

#include "base/json_text.hpp"

namespace gw::admin {
namespace {

part_status run_check(const std::string& name, const health::check& check) {
    try {
        const auto outcome = check();
        return {name, outcome ? std::nullopt : std::optional(outcome.error())};
    } catch (const infrastructure_error& lost) {
        return {name, error(lost.code(), lost.what())};
    } catch (const std::exception& failed) {
        return {name, error(errc::internal, failed.what())};
    }
}

}  // namespace

bool readiness::ready() const noexcept {
    return std::none_of(parts.begin(), parts.end(),
                        [](const part_status& part) { return part.failure.has_value(); });
}

std::string to_json(const readiness& state) {
    std::string json = state.ready() ? R"({"ready":true,"parts":[)" : R"({"ready":false,"parts":[)";
    for (std::size_t i = 0; i < state.parts.size(); ++i) {
        const part_status& part = state.parts[i];
        json += i == 0 ? R"({"part":)" : R"(,{"part":)";
        append_json_text(json, part.part);
        json += part.failure ? R"(,"ok":false)" : R"(,"ok":true)";
        if (part.failure) {
            json += R"(,"code":)" + std::to_string(static_cast<int>(part.failure->code())) + R"(,"name":)";
            append_json_text(json, part.failure->info().name);
            json += R"(,"message":)";
            append_json_text(json, part.failure->info().en);
            json += R"(,"detail":)";
            append_json_text(json, part.failure->detail());
        }
        json += '}';
    }
    return json + "]}";
}

void health::add(std::string name, check quick) {
    parts_.push_back({std::move(name), std::move(quick), false});
}

void health::add_blocking(std::string name, check run) {
    parts_.push_back({std::move(name), std::move(run), true});
}

asio::awaitable<readiness> health::look(async::pool& db) const {
    readiness state;
    state.parts.push_back({"serving", draining_ ? std::optional(error(errc::draining)) : std::nullopt});
    for (const part& one : parts_) {
        if (!one.blocking) {
            state.parts.push_back(run_check(one.name, one.run));
            continue;
        }
        auto running = db.run([&one] { return run_check(one.name, one.run); });
        const auto outcome = co_await std::move(running);
        state.parts.push_back(outcome ? *outcome : part_status{one.name, outcome.error()});
    }
    co_return state;
}

result<void> check_crls(const std::vector<revocation::crl_status>& crls) {
    if (crls.empty()) return error(errc::revocation_unavailable, "no authority is configured");
    for (const auto& crl : crls)
        if (crl.required && crl.unusable)
            return error(crl.unusable->code(), crl.issuer + ": " + crl.unusable->detail());
    return {};
}

}  // namespace gw::admin
