// `cert show`, `cert verify`.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/trust_options.hpp"
#include "cli/verdict_text.hpp"
#include "intake/verdict_json.hpp"
#include "pki/algorithms.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct verify_options {
    std::string leaf, purpose;
    std::vector<std::string> policies, roles;
    std::optional<std::size_t> most_authorities;
    bool require_explicit_policy = false, inhibit_policy_mapping = false, inhibit_any_policy = false;
    trust_options trust;
};

// Bits of KeyUsage (RFC 5280 4.2.1.3) as OpenSSL numbers them.
json::array key_usages(std::uint32_t bits) {
    static constexpr std::pair<std::uint32_t, const char*> names[] = {
        {0x0080, "digitalSignature"}, {0x0040, "nonRepudiation"}, {0x0020, "keyEncipherment"},
        {0x0010, "dataEncipherment"}, {0x0008, "keyAgreement"},   {0x0004, "keyCertSign"},
        {0x0002, "cRLSign"},          {0x0001, "encipherOnly"},   {0x8000, "decipherOnly"},
    };
    json::array out;
    if (bits == UINT32_MAX) return out;  // the extension is absent
    for (const auto& [bit, name] : names)
        if ((bits & bit) != 0) out.emplace_back(name);
    return out;
}

json::array texts(const std::vector<std::string>& from) {
    json::array out;
    for (const auto& one : from)
        out.emplace_back(one);
    return out;
}

json::object to_json(const pki::certificate& one) {
    return json::object{{"subject", one.subject()},
                        {"issuer", one.issuer()},
                        {"serial", one.serial()},
                        {"sha256", to_hex(one.sha256())},
                        {"not_before", to_rfc3339(one.not_before())},
                        {"not_after", to_rfc3339(one.not_after())},
                        {"iin", one.iin()},
                        {"bin", one.bin()},
                        {"roles", texts(one.roles())},
                        {"is_ca", one.is_ca()},
                        {"key_usage", key_usages(one.key_usage())},
                        {"extended_key_usage", texts(one.extended_key_usage())},
                        {"key_algorithm", one.key_algorithm()},
                        {"signature_algorithm", one.signature_algorithm()},
                        {"subject_key_id", to_hex(one.subject_key_id())},
                        {"authority_key_id", to_hex(one.authority_key_id())}};
}

int show(const std::string& file, const context& run) {
    const auto content = read_file(file);
    if (!content) return fail(run.json, content.error());
    const auto certificates = pki::read_certificates(content.value());
    if (!certificates) return fail(run.json, certificates.error());
    json::array all;
    for (const auto& one : certificates.value()) {
        if (run.json)
            all.push_back(to_json(*one));
        else
            print(printable_lines(pki::describe(*one)));
    }
    if (run.json) print_json(json::object{{"certificates", std::move(all)}});
    return exit_ok;
}

// What is judged and against what.
struct question {
    std::vector<pki::certificate_ptr> chain;  // the first is judged, the others may help on the way
    pki::trust_ptr trust;
    std::vector<pki::ocsp_finding> answers;
};

result<question> read_question(const verify_options& from) {
    const auto content = read_file(from.leaf);
    if (!content) return content.error();
    auto chain = pki::read_certificates(content.value());
    if (!chain) return chain.error();
    auto trust = load_trust(from.trust, {chain->begin() + 1, chain->end()});
    if (!trust) return trust.error();
    auto answers = load_ocsp(from.trust);
    if (!answers) return answers.error();
    return question{std::move(chain.value()), std::move(trust.value()), std::move(answers.value())};
}

pki::purpose purpose_of(const std::string& name) {
    if (name == "sign") return pki::purpose::sign;
    return name == "authenticate" ? pki::purpose::authenticate : pki::purpose::any;
}

pki::verdict judge(const question& asked, const verify_options& from) {
    auto policy = from.trust.policy(pki::profile::rfc5280, purpose_of(from.purpose));
    policy.roles = from.roles;
    policy.most_authorities = from.most_authorities;
    policy.certificate_policies = from.policies;
    policy.require_explicit_policy = from.require_explicit_policy;
    policy.inhibit_policy_mapping = from.inhibit_policy_mapping;
    policy.inhibit_any_policy = from.inhibit_any_policy;
    const auto& chain = asked.chain;
    const pki::ocsp_list answers(asked.answers);
    return pki::evaluate(chain.front(), {chain.begin() + 1, chain.end()}, *asked.trust, policy,
                         from.trust.time(), &answers);
}

int verify(const verify_options& from, const context& run) {
    const auto asked = read_question(from);
    // Input that is no certificate or list is a verdict, not an error of the command.
    if (!asked && asked.error().info().sub_indication == sub_indication::none)
        return fail(run.json, asked.error());
    pki::verdict verdict;
    if (asked)
        verdict = judge(asked.value(), from);
    else
        verdict.failure = asked.error();
    const std::string text = intake::to_json(verdict);
    if (run.json)
        print_json(text);
    else
        print_verdict(json::parse(text).as_object());
    return exit_code_of(verdict.indication());
}

std::string check_oid(const std::string& text) {
    return pki::is_dotted_oid(text) ? "" : text + " is no dotted OID";
}

void add_verify(CLI::App& noun, context& run) {
    auto* verb = add_verb(noun, run, "verify", "Judge a certificate: path, validity, revocation, profile");
    auto options = std::make_shared<verify_options>();
    verb->add_option("LEAF", options->leaf, "Certificate, PEM or DER")->required();
    verb->add_option("--policy", options->policies, "A certificate policy that is wanted; may be repeated")
        ->allow_extra_args(false)
        ->check(check_oid)
        ->type_name("OID");
    verb->add_flag("--require-explicit-policy", options->require_explicit_policy, "RFC 5280 6.1.1 (e)");
    verb->add_flag("--inhibit-policy-mapping", options->inhibit_policy_mapping, "RFC 5280 6.1.1 (d)");
    verb->add_flag("--inhibit-any-policy", options->inhibit_any_policy, "RFC 5280 6.1.1 (f)");
    verb->add_option(
            "--max-depth", options->most_authorities,
            "Authorities permitted between leaf and anchor, self-issued ones not counted; RFC 5280 6.1.2 (k)")
        ->type_name("N");
    verb->add_option("--purpose", options->purpose, "What the key is for, by the profile nca; default any")
        ->check(one_of({"any", "sign", "authenticate"}))
        ->type_name("any|sign|authenticate");
    verb->add_option("--role", options->roles, "A role of which the holder needs one; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME");
    add_trust_options(*verb, options->trust, "rfc5280");
    verb->callback([options, &run] { run.action = [options, &run] { return verify(*options, run); }; });
}

}  // namespace

void add_cert(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "cert", "Show and judge certificates");
    auto* verb = add_verb(*noun, run, "show", "What is in a certificate");
    auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file, "Certificates, PEM or DER")->required();
    verb->callback([file, &run] { run.action = [file, &run] { return show(*file, run); }; });
    add_verify(*noun, run);
}

}  // namespace gw::cli
