#include "admin/weather_json.hpp"

#include <boost/json/serialize.hpp>

namespace gw::admin {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<timestamp>& at) {
    return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
}

std::int64_t seconds_between(timestamp from, timestamp to) {
    return std::chrono::floor<seconds>(to - from).count();
}

json::value problem_of(const std::optional<error>& of) {
    if (!of) return nullptr;
    return json::object{{"code", static_cast<int>(of->code())}, {"message", of->to_string()}};
}

json::object source_object(const revocation::source_status& of, timestamp now) {
    json::object row{{"url", of.url},
                     {"kind", of.kind},
                     {"issuer", of.issuer},
                     {"attempts", of.attempts},
                     {"failures", of.failures},
                     {"failures_in_a_row", of.failures_in_a_row},
                     {"last_attempt", time_or_null(of.last_attempt)},
                     {"last_success", time_or_null(of.last_success)},
                     {"next_attempt", time_or_null(of.next_attempt)},
                     {"latency_ms", of.latency.count()},
                     {"octets", of.octets},
                     {"problem", problem_of(of.problem)}};
    row["since_success_s"] =
        of.last_success ? json::value(seconds_between(*of.last_success, now)) : json::value();
    row["clock_skew_s"] = of.clock_skew ? json::value(of.clock_skew->count()) : json::value();
    return row;
}

json::object list_object(const revocation::crl_status& of, timestamp now) {
    json::object row{{"issuer", of.issuer},
                     {"usable", !of.unusable},
                     {"unusable", problem_of(of.unusable)},
                     {"problem", problem_of(of.problem)}};
    if (!of.present) return row;
    row["number"] = of.number;
    row["entries"] = of.entries;
    row["age_s"] = seconds_between(of.this_update, now);
    row["this_update"] = to_rfc3339(of.this_update);
    row["next_update"] = time_or_null(of.next_update);
    row["next_update_in_s"] =
        of.next_update ? json::value(seconds_between(now, *of.next_update)) : json::value();
    return row;
}

json::object expiring_object(const expiring& of, timestamp now) {
    return {{"what", of.what},
            {"subject", of.subject},
            {"serial", of.serial},
            {"not_after", to_rfc3339(of.not_after)},
            {"expires_in_s", seconds_between(now, of.not_after)}};
}

}  // namespace

std::vector<expiring> expiring_in(const pki::trust& known) {
    std::vector<expiring> all;
    for (const auto& one : known.anchors())
        all.push_back({"anchor", one->subject(), one->serial(), one->not_after()});
    for (const auto& one : known.certificates())
        if (one->is_ca()) all.push_back({"authority", one->subject(), one->serial(), one->not_after()});
    return all;
}

std::string to_json(const revocation_weather& of, const std::vector<revocation::crl_status>& lists,
                    timestamp now) {
    json::array sources, rows, certificates;
    for (const auto& one : of.sources)
        sources.push_back(source_object(one, now));
    for (const auto& one : lists)
        rows.push_back(list_object(one, now));
    for (const auto& one : of.certificates)
        certificates.push_back(expiring_object(one, now));
    return json::serialize(json::object{{"now", to_rfc3339(now)},
                                        {"sources", std::move(sources)},
                                        {"lists", std::move(rows)},
                                        {"certificates", std::move(certificates)},
                                        {"ocsp_answers_cached", of.answers_cached}});
}

}  // namespace gw::admin
