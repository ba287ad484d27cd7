#include "admin/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace gw::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const timestamp now = *from_rfc3339("2026-11-22T05:00:00Z");

metric_names names() {
    return {.portals = {"egov"}, .targets = {"akimat"}, .version = "0.1.0"};
}

message_report answered(std::string_view portal) {
    message_report report;
    report.portal = portal;
    return report;
}
message_report refused(std::string_view portal, errc code) {
    message_report report = answered(portal);
    report.refused = code;
    return report;
}

revocation::crl_status list(const std::string& issuer) {
    revocation::crl_status one;
    one.issuer = issuer;
    one.present = true;
    one.entries = 1000;
    one.this_update = now - 3600s;
    one.next_update = now + 7200s;
    return one;
}

TEST(metrics, says_which_build_runs) {
    EXPECT_THAT(metrics(names()).expose({}), HasSubstr("shep_gateway_build_info{version=\"0.1.0\"} 1"));
}

TEST(metrics, counts_messages_by_portal_and_outcome) {
    metrics shown(names());
    shown.message(answered("egov"));
    shown.message(answered("egov"));
    auto again = answered("egov");
    again.repeated = true;
    shown.message(again);
    shown.message(refused("egov", errc::digest_mismatch));
    const auto text = shown.expose({});
    EXPECT_THAT(text, HasSubstr("shep_gateway_messages_total{outcome=\"accepted\",portal=\"egov\"} 2"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_messages_total{outcome=\"repeated\",portal=\"egov\"} 1"));
    EXPECT_THAT(text,
                HasSubstr("shep_gateway_messages_total{outcome=\"digest_mismatch\",portal=\"egov\"} 1"));
}

TEST(metrics, what_strangers_send_makes_no_new_series) {
    metrics shown(names());
    for (int i = 0; i < 100; ++i)
        shown.message(refused("evil" + std::to_string(i), errc::sender_unknown));
    const auto text = shown.expose({});
    EXPECT_THAT(text,
                HasSubstr("shep_gateway_messages_total{outcome=\"sender_unknown\",portal=\"other\"} 100"));
    EXPECT_THAT(text, Not(HasSubstr("evil")));
}

TEST(metrics, only_stages_that_were_reached_are_timed) {
    metrics shown(names());
    auto unfinished = answered("egov");
    unfinished.verify = 2ms;
    unfinished.total = 3ms;
    shown.message(unfinished);
    const auto text = shown.expose({});
    EXPECT_THAT(text, HasSubstr("shep_gateway_message_seconds_count{stage=\"verify\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_message_seconds_count{stage=\"commit\"} 0"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_message_seconds_bucket{stage=\"verify\",le=\"0.0025\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_message_seconds_bucket{stage=\"verify\",le=\"0.001\"} 0"));
}

TEST(metrics, counts_deliveries_by_target_and_outcome) {
    metrics shown(names());
    shown.delivery({"akimat", delivery::settlement::retried, 20ms});
    shown.delivery({"akimat", delivery::settlement::delivered, 30ms});
    const auto text = shown.expose({});
    EXPECT_THAT(text, HasSubstr("shep_gateway_deliveries_total{outcome=\"retried\",target=\"akimat\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_deliveries_total{outcome=\"delivered\",target=\"akimat\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_delivery_seconds_count{target=\"akimat\"} 2"));
}

TEST(metrics, shows_how_fresh_the_lists_are) {
    metrics shown(names());
    gauge_values values;
    values.now = now;
    values.crls = {list("CN=ҚАЗ \"CA\", C=KZ")};
    const auto text = shown.expose(values);
    const std::string label = "{issuer=\"CN=ҚАЗ \\\"CA\\\", C=KZ\"} ";
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_next_update_seconds" + label + "7200"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_age_seconds" + label + "3600"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_entries" + label + "1000"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_usable" + label + "1"));
}

TEST(metrics, a_list_that_is_not_there_is_not_usable) {
    metrics shown(names());
    gauge_values values;
    revocation::crl_status missing;
    missing.issuer = "CN=CA";
    missing.unusable = error(errc::revocation_unavailable);
    values.crls = {missing};
    const auto text = shown.expose(values);
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_usable{issuer=\"CN=CA\"} 0"));
    EXPECT_THAT(text, Not(HasSubstr("shep_gateway_crl_age_seconds{")));
}

revocation_weather weather_of(const std::string& url) {
    revocation::source_status one;
    one.url = url;
    one.kind = "crl";
    one.attempts = 7;
    one.failures = 2;
    one.last_success = now - 90s;
    one.latency = 250ms;
    one.clock_skew = 600s;
    one.problem = error(errc::crl_unreachable, "HTTP 503");
    return {{one}, {{"anchor", "CN=ROOT", "1a", now + 86400s}}, 3};
}

TEST(metrics, shows_the_weather_of_the_sources) {
    metrics shown(names());
    gauge_values values;
    values.now = now;
    values.weather = weather_of("http://a/b.crl");
    const auto text = shown.expose(values);
    for (const char* row :
         {"_up{url=\"http://a/b.crl\"} 0", "_age_seconds{url=\"http://a/b.crl\"} 90",
          "_latency_seconds{url=\"http://a/b.crl\"} 0.25", "_clock_skew_seconds{url=\"http://a/b.crl\"} 600",
          "_attempts_total{url=\"http://a/b.crl\"} 7", "_failures_total{url=\"http://a/b.crl\"} 2"})
        EXPECT_THAT(text, HasSubstr("shep_gateway_revocation_source" + std::string(row)));
    EXPECT_THAT(text, HasSubstr("shep_gateway_certificate_expiry_seconds{certificate=\"anchor 1a\"} 86400"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_ocsp_answers{cache=\"ocsp\"} 3"));
}

TEST(metrics, says_what_is_wrong_with_lists_and_sources) {
    metrics shown(names());
    gauge_values values;
    values.now = now;
    values.weather = weather_of("http://a/b.crl");
    values.crls = {list("CN=CA")};
    values.crls.front().problem = error(errc::crl_rolled_back);
    auto text = shown.expose(values);
    EXPECT_THAT(text,
                HasSubstr("shep_gateway_revocation_source_problem{error=\"crl_unreachable\",url=\"http://a/"
                          "b.crl\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_crl_problem{error=\"crl_rolled_back\",issuer=\"CN=CA\"} 1"));
    values.crls.front().problem.reset();
    values.weather.sources.front().problem.reset();
    text = shown.expose(values);
    EXPECT_THAT(text, Not(HasSubstr("_problem{"))) << "what is well has no row";
}

TEST(metrics, shows_what_waits_and_how_far_the_journal_is_proven) {
    metrics shown(names());
    gauge_values values;
    values.store.emplace();
    values.store->journal_rows = 9;
    values.store->checkpointed = 8;
    values.store->stamped = 5;
    values.store->checkpoints = 4;
    values.store->time_stamps = 2;
    values.store->parked = 3;
    const auto text = shown.expose(values);
    for (const char* row : {"shep_gateway_journal_row{reached=\"written\"} 9",
                            "shep_gateway_journal_row{reached=\"checkpointed\"} 8",
                            "shep_gateway_journal_row{reached=\"time_stamped\"} 5",
                            "shep_gateway_journal_proofs_total{kind=\"checkpoint\"} 4",
                            "shep_gateway_journal_proofs_total{kind=\"time_stamp\"} 2",
                            "shep_gateway_parked_messages{state=\"waiting\"} 3"})
        EXPECT_THAT(text, HasSubstr(row));
}

TEST(metrics, the_weather_as_json) {
    const auto text = to_json(weather_of("http://a/b.crl"), {list("CN=CA")}, now);
    for (const char* part : {"\"since_success_s\":90", "\"clock_skew_s\":600", "\"failures\":2",
                             "\"code\":3053", "\"next_update_in_s\":7200", "\"age_s\":3600",
                             "\"expires_in_s\":86400", "\"ocsp_answers_cached\":3"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(metrics, a_scrape_never_shows_the_past) {
    metrics shown(names());
    gauge_values values;
    values.now = now;
    values.crls = {list("CN=OLD")};
    EXPECT_THAT(shown.expose(values), HasSubstr("CN=OLD"));
    values.crls = {list("CN=NEW")};
    const auto text = shown.expose(values);
    EXPECT_THAT(text, HasSubstr("CN=NEW"));
    EXPECT_THAT(text, Not(HasSubstr("CN=OLD")));
}

TEST(metrics, shows_queues_targets_and_listeners) {
    metrics shown(names());
    gauge_values values;
    values.pool_queues = {{"cpu", 7}};
    values.targets = {{"akimat", delivery::breaker_state::half_open, 1}};
    values.store.emplace();
    values.store->pending_deliveries = 12;
    values.store->failed_deliveries = 3;
    values.readiness = {{"store", true}, {"crl", false}};
    values.listeners["portal"].requests = 5;
    auto text = shown.expose(values);
    EXPECT_THAT(text, HasSubstr("shep_gateway_pool_queue{pool=\"cpu\"} 7"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_target_circuit_open{target=\"akimat\"} 1"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_delivery_queue{state=\"pending\"} 12"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_delivery_queue{state=\"failed\"} 3"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_ready{part=\"crl\"} 0"));
    EXPECT_THAT(text, HasSubstr("shep_gateway_http_requests_total{listener=\"portal\"} 5"));
    EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
    values.listeners["portal"].requests = 8;
    EXPECT_THAT(shown.expose(values), HasSubstr("shep_gateway_http_requests_total{listener=\"portal\"} 8"));
}

// Names of the families in the exposition, and those in the first column of the table of docs/metrics.md.
std::set<std::string> families_in(const std::string& text) {
    std::set<std::string> names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("# TYPE ")) names.insert(line.substr(7, line.find(' ', 7) - 7));
    return names;
}
std::set<std::string> families_documented() {
    std::set<std::string> names;
    std::ifstream page("docs/metrics.md");
    for (std::string line; std::getline(page, line);)
        if (line.starts_with("| `")) names.insert(line.substr(3, line.find('`', 3) - 3));
    return names;
}

TEST(metrics, the_page_names_every_metric_and_no_other) {
    metrics shown(names());
    shown.message(answered("egov"));
    shown.delivery({"akimat", delivery::settlement::delivered, 30ms});
    gauge_values values;
    values.now = now;
    values.crls = {list("CN=CA")};
    values.crls.front().problem = error(errc::crl_empty);
    values.targets = {{"akimat", delivery::breaker_state::closed, 0}};
    values.store.emplace();
    values.pool_queues = {{"cpu", 0}};
    values.listeners["portals"].requests = 1;
    values.readiness = {{"store", true}};
    values.weather = weather_of("http://a/b.crl");
    EXPECT_EQ(families_in(shown.expose(values)), families_documented());
}

}  // namespace
}  // namespace gw::admin
