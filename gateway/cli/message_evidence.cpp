// `message verify --evidence`: an export judged again, and what of it is no longer as it was.
#include <boost/json.hpp>

#include "base/files.hpp"
#include "cli/message_evidence.hpp"
#include "cli/output.hpp"
#include "cli/verdict_text.hpp"
#include "evidence/examiner.hpp"
#include "evidence/stamp_authority.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

result<evidence::independent_knowledge> knowledge_of(const evidence_options& from) {
    evidence::independent_knowledge known;
    auto anchors = load_certificates(from.anchors);
    if (!anchors) return anchors.error();
    known.anchors = std::move(*anchors);
    auto gateways = load_certificates(from.gateway_certificates);
    if (!gateways) return gateways.error();
    known.gateway_certificates = std::move(*gateways);
    if (!from.stamp_anchors.empty()) {
        auto pem = read_file(from.stamp_anchors);
        if (!pem) return pem.error();
        known.stamp_anchors_pem = std::move(*pem);
    }
    auto lists = load_lists(from.stamp_lists);
    if (!lists) return lists.error();
    known.stamp_lists = std::move(*lists);
    known.require_stamp_revocation = from.require_stamp_revocation;
    return known;
}

json::object checkpoint_json(const evidence::examination& seen) {
    const auto& from = *seen.checkpoint;
    return {{"number", from.number},
            {"at", to_rfc3339(from.at)},
            {"first", from.first},
            {"last", from.last},
            {"signer", seen.checkpoint_signer},
            {"signer_sha256", to_hex(from.signer)},
            {"signer_trusted", seen.checkpoint_signer_trusted}};
}

std::string status_of(const evidence::stamp_report& stamp) {
    if (!stamp.revocation) return "good";
    return (evidence::is_revoked(*stamp.revocation) ? "revoked: " : "unknown: ") +
           stamp.revocation->to_string();
}

json::object to_json(const evidence::examination& seen) {
    json::object out{{"intact", seen.intact()},
                     {"reproduced", nullptr},
                     {"id", seen.row.entry.id.str()},
                     {"row", seen.row.entry.seq},
                     {"received_at", to_rfc3339(seen.row.entry.received_at)},
                     {"refused_with", seen.row.entry.code},
                     {"indication", seen.row.entry.indication}};
    if (seen.verdict_json) out["reproduced"] = seen.reproduced();
    json::array findings, differences, notes;
    for (const auto& one : seen.findings)
        findings.push_back(json::object{{"file", one.file}, {"what", one.what}});
    for (const auto& one : seen.differences)
        differences.push_back(
            json::object{{"field", one.field}, {"recorded", one.recorded}, {"now", one.now}});
    for (const auto& one : seen.notes)
        notes.emplace_back(one);
    out["findings"] = std::move(findings);
    out["differences"] = std::move(differences);
    out["notes"] = std::move(notes);
    out["checkpoint"] = nullptr;
    if (seen.checkpoint) out["checkpoint"] = checkpoint_json(seen);
    out["time_stamp"] = nullptr;
    if (const auto& stamp = seen.time_stamp)
        out["time_stamp"] = json::object{{"at", to_rfc3339(stamp->at)},
                                         {"authority", stamp->authority},
                                         {"policy", stamp->policy},
                                         {"serial", stamp->serial},
                                         {"revocation", status_of(*stamp)}};
    json::error_code ignored;
    out["verdict"] = seen.verdict_json ? json::parse(*seen.verdict_json, ignored) : json::value(nullptr);
    return out;
}

void print_text(const evidence::examination& seen) {
    print(seen.intact() ? "intact: nothing was changed since it was exported"
                        : "CHANGED: " + std::to_string(seen.findings.size()) + " findings");
    for (const auto& one : seen.findings)
        print("  " + printable(one.file) + ": " + printable(one.what));
    if (seen.verdict_json)
        print(seen.reproduced() ? "reproduced: judged again as of " + to_rfc3339(seen.row.entry.received_at) +
                                      ", the verdict is the same"
                                : "DIFFERS: judged again, the verdict is another");
    for (const auto& one : seen.differences)
        print("  " + printable(one.field) + ": recorded " + printable(one.recorded) + ", now " +
              printable(one.now));
    if (const auto& made = seen.checkpoint)
        print("row " + std::to_string(seen.row.entry.seq) + " stands in checkpoint " +
              std::to_string(made->number) + " of " + to_rfc3339(made->at) + " by " +
              printable(seen.checkpoint_signer) +
              (seen.checkpoint_signer_trusted ? ", trusted" : ", not known"));
    if (const auto& stamp = seen.time_stamp)
        print("time-stamped " + to_rfc3339(stamp->at) + " by " + printable(stamp->authority) +
              ", its revocation: " + printable(status_of(*stamp)));
    for (const auto& one : seen.notes)
        print("note: " + printable(one));
    if (seen.row.entry.code != 0)
        print("the gateway refused the message with code " + std::to_string(seen.row.entry.code));
    if (seen.verdict_json) print_verdict(json::parse(*seen.verdict_json).as_object());
}

// A verification that did not pass never ends with 0: evidence that was changed or is judged otherwise is
// negative, and what holds has the code of its verdict.
int exit_code_of(const evidence::examination& seen) {
    if (!seen.intact() || !seen.differences.empty()) return exit_negative;
    if (!seen.verdict_json) return exit_unavailable;
    for (const auto value : {indication::total_passed, indication::total_failed, indication::indeterminate})
        if (seen.row.entry.indication == to_string(value)) return cli::exit_code_of(value);
    return exit_negative;
}

}  // namespace

int verify_evidence(const evidence_options& from, const context& run) {
    const auto known = knowledge_of(from);
    if (!known) return fail(run.json, known.error());
    const auto seen = evidence::examine(from.folder, *known);
    if (!seen) return fail(run.json, seen.error());
    if (run.json)
        print_json(to_json(*seen));
    else
        print_text(*seen);
    return exit_code_of(*seen);
}

}  // namespace gw::cli
