#include "admin/decision.hpp"

#include "cases/signer_rules.hpp"
#include "intake/verification.hpp"
#include "xml/reader.hpp"

namespace gw::admin {
namespace {

constexpr std::string_view decision_namespace = "urn:shep-gateway:decision:1";

error not_accepted(const gw::error& why) {
    return {errc::decision_not_accepted, std::string(why.info().name)};
}
error not_accepted(std::string_view why) {
    return {errc::decision_not_accepted, std::string(why)};
}

cases::signer_summary summarise(const pki::certificate& signer) {
    cases::signer_summary summary;
    summary.iin = signer.iin();
    summary.bin = signer.bin();
    summary.roles = signer.roles();
    return summary;
}

result<void> check_signers(const intake::message_verdict& verdict, const std::string& bin) {
    std::vector<cases::signer_summary> signers;
    for (const auto& one : verdict.signatures)
        if (one.report.signer) signers.push_back(summarise(*one.report.signer));
    std::vector<const cases::signer_summary*> all;
    for (const auto& one : signers)
        all.push_back(&one);
    cases::signing_party office;
    office.bin = bin;
    return cases::check_signed_by(office, all);
}

result<signed_decision> read_content(const dsig::verified_octets& octets) {
    const auto tree = xml::reader::open(octets.view());
    if (!tree) return not_accepted(tree.error());
    const auto root = tree->root();
    if (!root.is(decision_namespace, "decision")) return not_accepted("the document is no decision");
    signed_decision made;
    std::string outcome;
    for (const auto& [name, to] : {std::pair<std::string_view, std::string*>{"case", &made.case_number},
                                   {"outcome", &outcome},
                                   {"ground", &made.ground},
                                   {"text_kk", &made.text_kk},
                                   {"text_ru", &made.text_ru}}) {
        if (root.count(name) > 1) return not_accepted(name);
        auto text = root.child(name).text();
        if (!text) return not_accepted(text.error());
        *to = std::move(*text);
    }
    if (outcome != "granted" && outcome != "refused") return not_accepted("outcome");
    if (outcome == "granted") made.outcome = cases::case_state::decided;
    // A refusal is a reasoned one, in both languages (000 §9, 001 §3).
    if (outcome == "refused" && (made.text_kk.empty() || made.text_ru.empty())) return not_accepted("text");
    return made;
}

}  // namespace

result<signed_decision> read_decision(octets_view document, const decision_judge& by, const std::string& bin,
                                      timestamp at) {
    if (by.verifier == nullptr || bin.empty()) return error(errc::api_forbidden, "no signer is configured");
    const intake::judge judge{*by.verifier, by.trust(), by.policy, by.policy, nullptr, false};
    const auto verdict = intake::verify_message(document, {false, true, false}, judge, at);
    if (verdict.failure) return not_accepted(*verdict.failure);
    if (!verdict.document || verdict.signatures.empty()) return not_accepted(errc::signature_missing);
    if (const auto known = check_signers(verdict, bin); !known) return not_accepted(known.error());
    auto made = read_content(*verdict.document);
    if (!made) return made;
    const auto& signer = verdict.signatures.back().report.signer;
    made->signer = signer->subject();
    made->signer_sha256 = to_hex(signer->sha256());
    return made;
}

}  // namespace gw::admin
