#include "admin/decision.hpp"

#include <algorithm>

#include "cases/signer_rules.hpp"
#include "intake/evidence.hpp"
#include "intake/verdict_json.hpp"
#include "soap/text.hpp"
#include "xml/reader.hpp"

namespace gw::admin {
namespace {

constexpr std::string_view decision_namespace = "urn:shep-gateway:decision:1";
constexpr std::size_t most_text_characters = 1000;  // as in a move; maxLength in decision.xsd

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

// The certificate of whoever of the organisation may sign for it. Everybody else who signed is of the
// organisation too: a stranger's signature on its decision is not explained by anything.
result<pki::certificate_ptr> find_signer(const intake::message_verdict& verdict, const std::string& bin) {
    cases::signing_party office;
    office.bin = bin;
    pki::certificate_ptr signs;
    std::optional<gw::error> failure;
    for (const auto& one : verdict.signatures) {
        const auto& signer = one.report.signer;
        if (!signer) return not_accepted(errc::signer_identity_missing);
        const auto summary = summarise(*signer);
        const auto may = cases::check_signed_by(office, {&summary});
        if (may && !signs) signs = signer;
        if (may) continue;
        if (summary.bin != bin) return not_accepted(may.error());
        failure = may.error();
    }
    if (!signs) return not_accepted(failure.value_or(errc::signature_missing));
    return signs;
}

// The text of the child of this name, if it is there; what the result has of its own, in other namespaces, is
// not ours.
result<void> read_child(const xml::element& root, std::string_view name, std::string& to) {
    auto found = root.children(name);
    std::erase_if(found, [](const auto& one) { return one.namespace_uri() != decision_namespace; });
    if (found.size() > 1) return not_accepted(name);
    if (found.empty()) return {};
    auto text = found.front().text();
    if (!text) return not_accepted(text.error());
    to = std::move(*text);
    return {};
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
                                   {"text_ru", &made.text_ru}})
        if (const auto read = read_child(root, name, *to); !read) return read.error();
    for (const auto& [name, text] :
         {std::pair("text_kk", &made.text_kk), std::pair("text_ru", &made.text_ru)})
        if (soap::count_characters(*text) > most_text_characters) return not_accepted(name);
    if (outcome != "granted" && outcome != "refused") return not_accepted("outcome");
    if (outcome == "granted") made.outcome = cases::case_state::decided;
    if (outcome == "granted" && !made.ground.empty()) return not_accepted("ground");
    // A refusal is a reasoned one, in both languages (000 §9, 001 §3).
    if (outcome == "refused" && (made.text_kk.empty() || made.text_ru.empty())) return not_accepted("text");
    return made;
}

}  // namespace

result<signed_decision> read_decision(octets_view document, const decision_judge& by, const std::string& bin,
                                      timestamp at) {
    if (by.verifier == nullptr || bin.empty()) return error(errc::api_forbidden, "no signer is configured");
    const pki::trust_ptr trust = by.trust();
    const intake::judge judge{*by.verifier, trust, by.policy, by.policy, nullptr, false};
    const auto verdict = intake::verify_message(document, {false, true, false}, judge, at);
    if (verdict.failure) return not_accepted(*verdict.failure);
    if (!verdict.document || verdict.signatures.empty()) return not_accepted(errc::signature_missing);
    const auto signer = find_signer(verdict, bin);
    if (!signer) return signer.error();
    auto made = read_content(*verdict.document);
    if (!made) return made;
    made->signer = (*signer)->subject();
    made->signer_sha256 = to_hex((*signer)->sha256());
    made->proof = {
        intake::to_json(verdict),
        intake::evidence_cache().collect(verdict, *trust, {"", false, true, by.policy, by.arithmetic})};
    return made;
}

result<void> check_ground(const signed_decision& decision, const catalogue::act& act,
                          const catalogue::procedure& procedure) {
    const bool named = std::ranges::any_of(act.grounds, [&](const auto& one) {
        return one.code == decision.ground && catalogue::covers(one.procedures, procedure.code);
    });
    if (!decision.ground.empty() && !named) return not_accepted("ground");
    return {};
}

}  // namespace gw::admin
