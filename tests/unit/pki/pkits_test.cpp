// NIST PKITS by profile rfc5280. A false accept is a failure whatever the case; a false reject is counted,
// and the number of matches has a floor: lists with a partition, a delta or an indirect scope are not judged
// yet and end INDETERMINATE.
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "fixture.hpp"

namespace gw::pki {
namespace {

namespace json = boost::json;

const std::filesystem::path folder = "../shared/data/corpora/pkits";

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

std::vector<certificate_ptr> certificates_of(const json::value& names) {
    std::vector<certificate_ptr> all;
    for (const json::value& name : names.as_array()) {
        const auto read = read_certificates(read_file(folder / text(name)).value());
        if (read) all.push_back(read->front());
    }
    return all;
}

std::vector<crl_ptr> lists_of(const json::value& names) {
    std::vector<crl_ptr> all;
    for (const json::value& name : names.as_array())
        if (const auto list = read_crl(read_file(folder / text(name)).value())) all.push_back(*list);
    return all;
}

// "NIST-test-policy-N" is 2.16.840.1.101.3.2.1.48.N.
std::string policy_oid(const std::string& name) {
    return "2.16.840.1.101.3.2.1.48." + name.substr(name.find_last_of('-') + 1);
}

policy rules_of(const json::object& settings) {
    policy rules;
    rules.profile = profile::rfc5280;
    rules.purpose = purpose::any;
    const auto flag = [&settings](const char* name) {
        const json::value* value = settings.if_contains(name);
        return value && value->is_bool() && value->as_bool();
    };
    rules.require_explicit_policy = flag("initial_explicit_policy");
    rules.inhibit_policy_mapping = flag("initial_policy_mapping_inhibit");
    rules.inhibit_any_policy = flag("initial_inhibit_any_policy");
    if (const json::value* names = settings.if_contains("initial_policy_set"))
        for (const json::value& name : names->as_array())
            rules.certificate_policies.push_back(policy_oid(text(name)));
    return rules;
}

bool passes(const json::object& test) {
    const auto leaf = read_certificates(read_file(folder / text(test.at("leaf"))).value());
    const auto anchor = read_certificates(read_file(folder / text(test.at("trust_anchor"))).value());
    if (!leaf || !anchor) return false;
    const trust known({anchor->front()}, certificates_of(test.at("intermediates")),
                      lists_of(test.at("crls")));
    const verdict given = evaluate(leaf->front(), {}, known, rules_of(test.at("settings").as_object()),
                                   from_rfc3339(text(test.at("eval_time"))).value());
    if (!given.passed() && test.at("expect") == "valid")
        std::cout << "  refused though valid: " << text(test.at("id")) << " " << text(test.at("title"))
                  << ": " << why(given) << '\n';
    return given.passed();
}

TEST(pkits, verdicts_match_the_manifest) {
    if (!std::filesystem::exists(folder)) {
        std::cout << "not there: " << folder.string() << '\n';
        return;
    }
    std::size_t matches = 0, total = 0;
    const json::value manifest = json::parse(read_file(folder / "pkits.json").value());
    for (const json::value& one : manifest.as_array()) {
        const json::object& test = one.as_object();
        const bool expected = test.at("expect") == "valid", passed = passes(test);
        EXPECT_FALSE(passed && !expected) << "accepted though invalid: " << text(test.at("id"));
        ++total;
        if (passed == expected) ++matches;
    }
    std::cout << "PKITS: " << matches << " of " << total << " verdicts match\n";
    EXPECT_EQ(total, 125u);
    EXPECT_GE(matches, 118u);
}

}  // namespace
}  // namespace gw::pki
