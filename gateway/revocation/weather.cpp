#include "revocation/weather.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"

namespace gw::revocation {
namespace {

void log_change(const fetch_report& seen, const std::optional<error>& before) {
    if (seen.problem && (!before || before->code() != seen.problem->code()))
        log::warning("revocation_source_failed", {{"kind", seen.kind},
                                                  {"url", seen.url},
                                                  {"issuer", seen.issuer},
                                                  {"code", static_cast<int>(seen.problem->code())},
                                                  {"error", seen.problem->to_string()}});
    else if (!seen.problem && before)
        log::info("revocation_source_recovered", {{"kind", seen.kind}, {"url", seen.url}});
}

bool is_notable(const std::optional<seconds>& skew) {
    return skew && (*skew > weather::notable_skew || -*skew > weather::notable_skew);
}

// A mirror may have the right time and a list that its authority issued in the future: the larger tells.
std::optional<seconds> skew_of(const fetch_report& seen) {
    std::optional<seconds> skew;
    if (const auto date = from_http_date(seen.date)) skew = std::chrono::floor<seconds>(*date - seen.at);
    if (!seen.this_update || *seen.this_update <= seen.at) return skew;
    const auto ahead = std::chrono::floor<seconds>(*seen.this_update - seen.at);
    return skew ? std::max(*skew, ahead) : ahead;
}

std::optional<std::string> problem_of(const source_status& of) {
    if (of.problem) return of.problem->to_string();
    if (!is_notable(of.clock_skew)) return std::nullopt;
    const auto off = of.clock_skew->count();
    return "clock_differs: " + std::to_string(off < 0 ? -off : off) + " s " +
           (off < 0 ? "behind ours" : "ahead of ours");
}

}  // namespace

void weather::note(const fetch_report& seen) {
    const std::lock_guard lock(guard_);
    const auto known = sources_.find(seen.url);
    if (known == sources_.end() && sources_.size() >= most_sources) return;
    source_status& of = sources_[seen.url];
    of.url = seen.url;
    of.kind = seen.kind;
    of.issuer = seen.issuer;
    ++of.attempts;
    of.last_attempt = seen.at;
    of.latency = seen.took;
    of.octets = seen.octets;
    log_change(seen, of.problem);
    of.problem = seen.problem;
    if (seen.problem) {
        ++of.failures;
        ++of.failures_in_a_row;
    } else {
        of.failures_in_a_row = 0;
        of.last_success = seen.at;
    }
    if (const auto skew = skew_of(seen)) {
        if (is_notable(skew) && !is_notable(of.clock_skew))
            log::warning("clock_differs", {{"url", seen.url}, {"seconds", skew->count()}});
        of.clock_skew = skew;
    }
    collect_problems();
}

void weather::collect_problems() {
    auto found = std::make_shared<std::vector<source_problem>>();
    for (const auto& [url, one] : sources_)
        if (auto problem = problem_of(one))
            found->push_back({one.kind, one.issuer, url, std::move(*problem)});
    problems_ = std::move(found);
}

source_problems weather::problems() const {
    const std::lock_guard lock(guard_);
    return problems_;
}

void weather::plan(const std::string& url, timestamp next_attempt) {
    const std::lock_guard lock(guard_);
    if (const auto known = sources_.find(url); known != sources_.end())
        known->second.next_attempt = next_attempt;
}

std::vector<source_status> weather::sources() const {
    const std::lock_guard lock(guard_);
    std::vector<source_status> all;
    for (const auto& [url, one] : sources_)
        all.push_back(one);
    return all;
}

std::optional<source_status> weather::find(const std::string& url) const {
    const std::lock_guard lock(guard_);
    const auto known = sources_.find(url);
    return known == sources_.end() ? std::nullopt : std::optional(known->second);
}

std::optional<timestamp> from_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    if (month == months.end()) return std::nullopt;
    const auto number = static_cast<int>(month - months.begin()) + 1;
    const std::string rfc3339 = std::string(text.substr(12, 4)) + (number < 10 ? "-0" : "-") +
                                std::to_string(number) + "-" + std::string(text.substr(5, 2)) + "T" +
                                std::string(text.substr(17, 8)) + "Z";
    return from_rfc3339(rfc3339);
}

}  // namespace gw::revocation
