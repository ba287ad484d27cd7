// `revalidate`: which stored verdicts would be others by other rules, anchors or lists. Changes nothing.
#include <toml++/toml.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <sstream>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"
#include "cli/trust_options.hpp"
#include "evidence/what_if.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct revalidate_options {
    std::string config, policy_file, since;
    trust_options trust;
};

// JSON as an export keeps it (policy.json), or the same names in TOML as an operator writes them.
result<std::string> read_policy_file(const std::string& file) {
    const auto content = read_file(file, 1u << 20);
    if (!content) return content.error();
    const auto start = content->find_first_not_of(" \t\r\n");
    if (start != std::string::npos && (*content)[start] == '{') return *content;
    try {
        std::ostringstream out;
        out << toml::json_formatter(toml::parse(*content, file));
        return out.str();
    } catch (const toml::parse_error& wrong) {
        return error(errc::config_invalid, file + ":" + std::to_string(wrong.source().begin.line) + ": " +
                                               std::string(wrong.description()));
    }
}

// A time, or how long ago.
std::string check_since(const std::string& text) {
    return from_rfc3339(text) || from_duration(text) ? ""
                                                     : text + " is neither a time (RFC 3339) nor a duration";
}

result<evidence::what_if> question_of(const revalidate_options& from) {
    evidence::what_if question;
    if (const auto ago = from_duration(from.since))
        question.since = system_clock().now() - *ago;
    else if (!from.since.empty())
        question.since = from_rfc3339(from.since).value();
    if (!from.trust.at.empty()) question.at = from.trust.time();
    if (!from.policy_file.empty()) {
        auto policy = read_policy_file(from.policy_file);
        if (!policy) return policy.error();
        question.policy_json = std::move(*policy);
    }
    if (!from.trust.names_files()) return question;
    const auto trust = load_trust(from.trust);
    if (!trust) return trust.error();
    if (!from.trust.anchors.empty()) question.anchors = (*trust)->anchors();
    if (!from.trust.certificates.empty()) question.certificates = (*trust)->certificates();
    if (!from.trust.crls.empty()) question.lists = (*trust)->crls();
    return question;
}

std::string shown(const evidence::outcome& one) {
    return one.sub_indication.empty() ? one.indication : one.indication + "/" + one.sub_indication;
}

json::object to_json(const evidence::outcome& one) {
    return {{"indication", one.indication},
            {"sub_indication", one.sub_indication},
            {"code", one.code},
            {"message", one.message}};
}

int answer(const revalidate_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    const auto question = question_of(from);
    if (!question) return fail(run.json, question.error());

    json::array changes;
    const auto tell = [&](const evidence::changed_verdict& one) {
        const auto& message = one.message;
        if (run.json)
            changes.push_back(json::object{{"id", message.id.str()},
                                           {"received_at", to_rfc3339(message.received_at)},
                                           {"portal", message.portal},
                                           {"case_number", message.case_number},
                                           {"recorded", to_json(one.recorded)},
                                           {"now", to_json(one.now)}});
        else
            print(message.id.str() + "  " + to_rfc3339(message.received_at) + "  " +
                  printable(message.portal) + "  " + printable(message.case_number) + "\n    " +
                  printable(shown(one.recorded)) + " -> " + printable(shown(one.now)) + ": " +
                  printable(one.now.code != 0 ? one.now.message : "was " + one.recorded.message));
    };
    auto next_line = std::chrono::steady_clock::now() + seconds(2);
    const auto progress = [&](const evidence::what_if_totals& totals) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_line) return;
        next_line = now + seconds(2);
        warn(std::to_string(totals.messages) + " messages judged again, " + std::to_string(totals.changed) +
             " would change");
    };
    const auto totals = evidence::revalidate(**store, *question, tell, progress);
    if (!totals) return fail(run.json, totals.error());
    if (run.json)
        print_json(json::object{{"messages", totals->messages},
                                {"same", totals->same},
                                {"changed", totals->changed},
                                {"skipped", totals->skipped},
                                {"changes", std::move(changes)}});
    else
        print(std::to_string(totals->messages) + " messages, " + std::to_string(totals->changed) +
              " verdicts would change, " + std::to_string(totals->same) + " stay, " +
              std::to_string(totals->skipped) + " cannot be judged again");
    return exit_ok;
}

}  // namespace

void add_revalidate(CLI::App& app, context& run) {
    auto* verb =
        add_verb(app, run, "revalidate",
                 "Judge stored messages by other rules, anchors or lists; print which verdicts would change");
    auto options = std::make_shared<revalidate_options>();
    verb->add_option("--verification-policy", options->policy_file,
                     "Rules that replace the recorded ones, in TOML or as policy.json of an export; what it "
                     "leaves out "
                     "stays as recorded")
        ->type_name("FILE");
    verb->add_option("--since", options->since,
                     "Messages received since this time, or this long ago; default: all")
        ->check(check_since)
        ->type_name("RFC3339|DURATION");
    verb->add_option("--at", options->trust.at, "Judge as of this time instead of the time of receipt")
        ->check(check_time)
        ->type_name("RFC3339");
    const auto list = [&](const char* flag, std::vector<std::string>& into, const char* text) {
        verb->add_option(flag, into, text)->allow_extra_args(false)->type_name("FILE|DIR");
    };
    list("--anchors", options->trust.anchors, "Anchors instead of the recorded ones");
    list("--certs", options->trust.certificates, "Other certificates instead of the recorded ones");
    list("--crls", options->trust.crls, "Revocation lists instead of the recorded ones");
    add_config_option(*verb, options->config);
    verb->callback([options, &run] { run.action = [options, &run] { return answer(*options, run); }; });
}

}  // namespace gw::cli
