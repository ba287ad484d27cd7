// `message verify`: the signatures of one file, judged as the server judges them.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/message_evidence.hpp"
#include "cli/output.hpp"
#include "cli/trust_options.hpp"
#include "cli/verdict_text.hpp"
#include "crypto/keys.hpp"
#include "dsig/verify.hpp"
#include "intake/verdict_json.hpp"
#include "intake/verification.hpp"

namespace gw::cli {
namespace {

struct verify_options {
    evidence_options evidence;
    std::string file, require, key_file;
    trust_options trust;
};

intake::requirement requirement_of(const std::string& require) {
    intake::requirement wanted;
    wanted.transport = require == "transport" || require == "both";
    wanted.business = require == "business" || require == "both";
    wanted.judge_what_is_there = require.empty();
    return wanted;
}

// Input that is no certificate, list or key is a verdict, not an error of the command.
bool is_verdict(const gw::error& failure) {
    return failure.info().sub_indication != sub_indication::none;
}

result<crypto::pkey> read_pinned_key(const std::string& file) {
    const auto content = read_file(file);
    if (!content) return content.error();
    auto key = crypto::read_public_key(content.value());
    if (!key)
        return error(errc::certificate_malformed,
                     file + ": no public key or certificate: " + key.error().detail());
    return std::move(key.value());
}

result<intake::message_verdict> judge_file(const verify_options& from) {
    const auto message = read_file(from.file);
    if (!message) return message.error();
    const auto trust = load_trust(from.trust);
    if (!trust) return trust.error();

    const bool pinned = !from.key_file.empty();
    crypto::pkey key;
    if (pinned) {
        auto read = read_pinned_key(from.key_file);
        if (!read) return read.error();
        key = std::move(read.value());
        if (from.trust.names_files())
            warn("--key: the key alone decides, the certificates and lists are not looked at");
    }
    // The rules of НУЦ РК are about certificates; a bare key has none.
    const auto preset = pinned ? pki::profile::rfc5280 : pki::profile::nca;
    const auto policy = from.trust.policy(preset, pki::purpose::sign);
    dsig::options options;
    options.permit_sha1 = policy.profile == pki::profile::rfc5280;
    options.pinned_key = key.get();
    options.limits.relative_namespaces = pinned;  // what other profiles sign may have them
    pki::certificate_cache certificates(64);
    const dsig::verifier verifier(options, certificates);
    const auto answers = load_ocsp(from.trust);
    if (!answers) return answers.error();
    const pki::ocsp_list source(answers.value());
    const intake::judge judge{verifier, trust.value(), policy, policy, nullptr, pinned, &source};
    return intake::verify_message(message.value(), requirement_of(from.require), judge, from.trust.time());
}

int verify(const verify_options& from, const context& run) {
    if (!from.evidence.folder.empty()) {
        const auto& trust = from.trust;
        if (!trust.certificates.empty() || !trust.at.empty() || !from.key_file.empty())
            return fail_usage(run.json,
                              "--evidence judges by what it holds: only --anchors, --gateway-certificate, "
                              "--tsa-anchors, --crls (of the time stamp's authority) and "
                              "--require-tsa-revocation go with it");
        auto options = from.evidence;
        options.anchors = from.trust.anchors;
        options.stamp_lists = from.trust.crls;
        return verify_evidence(options, run);
    }
    if (from.file.empty()) return fail_usage(run.json, "give FILE, or --evidence DIR");
    auto judged = judge_file(from);
    if (!judged && !is_verdict(judged.error())) return fail(run.json, judged.error());
    intake::message_verdict verdict;
    if (judged)
        verdict = std::move(judged.value());
    else
        verdict.failure = judged.error();
    // Nothing to hold against a message that nobody signed is no reason to let it pass.
    if (!verdict.failure && verdict.signatures.empty()) verdict.failure = errc::signature_missing;
    const std::string text = intake::to_json(verdict);
    if (run.json)
        print_json(text);
    else
        print_verdict(boost::json::parse(text).as_object());
    return exit_code_of(verdict.indication());
}

}  // namespace

void add_message_verify(CLI::App& noun, context& run) {
    auto* verb = add_verb(noun, run, "verify", "Judge the signatures of a message");
    auto options = std::make_shared<verify_options>();
    verb->add_option("FILE", options->file, "SOAP message or signed XML document");
    verb->add_option("--require", options->require,
                     "Signatures that must be there; without it: judge what is there")
        ->check(one_of({"transport", "business", "both"}))
        ->type_name("transport|business|both");
    verb->add_option("--key", options->key_file,
                     "Judge with this public key or certificate (PEM or DER) whatever the message names; the "
                     "default profile "
                     "is then rfc5280")
        ->type_name("FILE");
    verb->add_option("--evidence", options->evidence.folder,
                     "Judge an export of `journal export` again instead of FILE, at the time and by the "
                     "rules recorded in "
                     "it; --anchors then names the only ones that may have been trusted")
        ->type_name("DIR")
        ->excludes("FILE");
    verb->add_option("--gateway-certificate", options->evidence.gateway_certificates,
                     "With --evidence: the only certificates that may have signed the checkpoint")
        ->allow_extra_args(false)
        ->type_name("FILE");
    verb->add_option(
            "--tsa-anchors", options->evidence.stamp_anchors,
            "With --evidence: PEM of the authorities for the time stamp, instead of those in the export")
        ->type_name("FILE");
    verb->add_flag("--require-tsa-revocation", options->evidence.require_stamp_revocation,
                   "With --evidence: the time stamp counts only when a list calls its authority good");
    add_trust_options(*verb, options->trust, "nca");
    verb->callback([options, &run] { run.action = [options, &run] { return verify(*options, run); }; });
}

}  // namespace gw::cli
