#include "evidence/examiner.hpp"

#include <functional>

#include "crypto/detached.hpp"
#include "crypto/digest.hpp"
#include "crypto/time_stamp.hpp"
#include "evidence/answers.hpp"
#include "evidence/exporter.hpp"
#include "evidence/layout.hpp"
#include "evidence/row_json.hpp"
#include "evidence/snapshot.hpp"
#include "evidence/stamp_authority.hpp"
#include "intake/verdict_json.hpp"
#include "intake/verification_policy.hpp"

namespace gw::evidence {
namespace {

class examining {
public:
    examining(const container& from, const independent_knowledge& known) : from_(from), known_(known) {}

    result<examination> run() {
        made_.findings = from_.check();
        if (!check_row()) return gone();
        check_contents();
        check_evidence();
        check_checkpoint();
        check_time_stamp();
        judge();
        if (judge_stamp_) judge_stamp_();
        return std::move(made_);
    }

private:
    void found(const std::string& file, std::string what) {
        made_.findings.push_back({file, std::move(what)});
    }
    void note(std::string what) { made_.notes.push_back(std::move(what)); }

    error gone() const {
        std::string all;
        for (const auto& one : made_.findings)
            all += (all.empty() ? "" : "\n") + one.file + ": " + one.what;
        return {errc::evidence_changed, all};
    }

    bool check_row() {
        const auto text = from_.read(layout::row);
        auto row = text ? read_row(*text) : result<store::journal_row>(errc::evidence_missing);
        if (!row) {
            found(layout::row, text ? "was changed: it is no row of a journal" : "is missing");
            return false;
        }
        made_.row = std::move(*row);
        if (store::hash_of(made_.row.entry) != made_.row.hash)
            found(layout::row, "was changed: its hash does not hold");
        if (const auto readme = from_.read(layout::readme);
            readme && *readme != readme_of(made_.row.entry.id))
            found(layout::readme, "was changed: it is not the text of this format");
        return true;
    }

    void check_content(const char* file, const sha256_digest& expected) {
        const auto content = from_.read(file);
        if (content ? crypto::sha256(*content) != expected : crypto::sha256("") != expected)
            found(file,
                  content ? "was changed: its SHA-256 is not the one in the journal row" : "is missing");
    }

    void check_contents() {
        const auto& entry = made_.row.entry;
        if (!from_.has(layout::message) && entry.stranger)
            return note("the octets of a refused stranger are no longer kept");
        check_content(layout::message, entry.kept);
        check_content(layout::verdict, entry.verdict);
        check_content(layout::answer, entry.answer);
        check_content(layout::svc_case, entry.case_json);
        made_.recorded_json = from_.read(layout::verdict).value_or("");
    }

    void check_evidence() {
        const auto list = from_.read(layout::evidence);
        if (!list) return found(layout::evidence, "is missing");
        octets digests;
        for (octets_view lines = *list; !lines.empty();) {
            const auto line = lines.substr(0, lines.find('\n'));
            lines.remove_prefix(std::min(lines.size(), line.size() + 1));
            const auto space = std::min(line.find(' '), line.size());
            const auto digest = from_hex(line.substr(std::min(space + 1, line.size())));
            if (!digest || digest->size() != 32)
                return found(layout::evidence, "was changed: not a list of evidence");
            digests += *digest;
            sha256_digest name{};
            std::copy(digest->begin(), digest->end(), name.begin());
            const auto file = layout::evidence_file(std::string(line.substr(0, space)), name);
            check_item(file, name);
            if (line.starts_with("ocsp ")) answers_.push_back(from_.read(file).value_or(""));
        }
        if (crypto::sha256(digests) != made_.row.entry.evidence)
            found(layout::evidence, "was changed: its digest is not the one in the journal row");
        check_snapshot();
    }

    void check_item(const std::string& file, const sha256_digest& expected) {
        const auto content = from_.read(file);
        if (!content)
            found(file, "is missing");
        else if (crypto::sha256(*content) != expected)
            found(file, "was changed: its SHA-256 is not the one in the evidence");
    }

    void check_snapshot() {
        const auto manifest = from_.read(layout::trust);
        if (!manifest) return;
        const auto members = read_manifest(*manifest);
        if (!members) return found(layout::trust, "was changed: " + members.error().to_string());
        for (const auto& member : *members) {
            check_item(layout::evidence_file(member.kind == "crl" ? "crl" : "certificate", member.sha256),
                       member.sha256);
            if (member.kind == "anchor") check_anchor(member.sha256);
        }
    }

    void check_anchor(const sha256_digest& sha256) {
        const auto same = [&](const pki::certificate_ptr& one) { return one->sha256() == sha256; };
        if (!known_.anchors.empty() && std::none_of(known_.anchors.begin(), known_.anchors.end(), same))
            found(layout::trust, "trusts an anchor that is none of yours: " + to_hex(sha256));
    }

    void check_checkpoint() {
        const auto statement = from_.read(layout::checkpoint_statement);
        if (!statement) {
            note("no checkpoint: that the row stood in the gateway's journal is not proven");
            if (!known_.gateway_certificates.empty())
                found(layout::checkpoint_statement, "is missing: nothing here is signed by the gateway");
            return;
        }
        const auto read = read_statement(*statement);
        if (!read)
            return found(layout::checkpoint_statement, "was changed: it is no statement of a checkpoint");
        made_.checkpoint = *read;
        check_checkpoint_signature(*statement, *read);
        const auto text = from_.read(layout::checkpoint_place);
        const auto place = text ? read_place(*text) : result<merkle_place>(errc::evidence_missing);
        const bool fits = place && place->first == read->first && place->last == read->last &&
                          root_of(*place, made_.row) == read->root;
        if (!fits)
            found(layout::checkpoint_place, "does not lead from the journal row to the root that was signed");
        if (made_.row.entry.seq == read->last && made_.row.hash != read->head)
            found(layout::row, "is not the head that was signed");
    }

    void check_checkpoint_signature(octets_view statement, const evidence::checkpoint& read) {
        const auto der = from_.read(layout::checkpoint_signer);
        const auto signer =
            der ? pki::certificate::from_der(*der) : result<pki::certificate_ptr>(errc::evidence_missing);
        if (!signer || (*signer)->sha256() != read.signer)
            return found(layout::checkpoint_signer, "is not the certificate that the statement names");
        made_.checkpoint_signer = (*signer)->subject();
        const auto signature = from_.read(layout::checkpoint_signature);
        if (!signature || !crypto::verify_detached((*signer)->public_key(), statement, *signature))
            found(layout::checkpoint_signature, "does not sign the statement with this certificate");
        const auto same = [&](const pki::certificate_ptr& one) { return one->sha256() == read.signer; };
        const auto& known = known_.gateway_certificates;
        made_.checkpoint_signer_trusted = std::any_of(known.begin(), known.end(), same);
        if (!known.empty() && !made_.checkpoint_signer_trusted)
            found(layout::checkpoint_signer, "is none of the gateway's certificates that you named");
        signer_ = *signer;
    }

    void check_time_stamp() {
        const auto token = from_.read(layout::stamp_token);
        if (!token)
            return note("no time stamp: that the row existed at that time rests on the gateway's word");
        const auto text = from_.read(layout::stamp_place);
        const auto place = text ? read_place(*text) : result<merkle_place>(errc::evidence_missing);
        const auto root = place ? root_of(*place, made_.row) : std::nullopt;
        if (!root) return found(layout::stamp_place, "does not lead from the journal row to a root");
        const auto anchors = known_.stamp_anchors_pem.empty() ? from_.read(layout::stamp_anchors).value_or("")
                                                              : known_.stamp_anchors_pem;
        const auto stamp = crypto::check_time_stamp(*token, *root, anchors);
        if (!stamp) return found(layout::stamp_token, "does not hold: " + stamp.error().detail());
        made_.time_stamp = {stamp->at, stamp->authority, stamp->policy, stamp->serial, std::nullopt};
        judge_stamp_ = [this, stamp = *stamp, anchors] { judge_stamp(stamp, anchors); };
    }

    // By the lists of the snapshot, which were in force when the message came, and what is known beside them.
    void judge_stamp(const crypto::time_stamp& stamp, const octets& anchors) {
        auto lists = lists_;
        lists.insert(lists.end(), known_.stamp_lists.begin(), known_.stamp_lists.end());
        const auto status = judge_stamp_authority(stamp, anchors, lists);
        if (!status) return;
        made_.time_stamp->revocation = status;
        if (is_revoked(*status))
            found(layout::stamp_token, "its authority was revoked: " + status->detail());
        else if (known_.require_stamp_revocation)
            found(layout::stamp_token,
                  "nothing says that its authority was not revoked: " + status->to_string());
        else
            note("whether the authority of the time stamp was revoked is not known: " + status->to_string());
    }

    void judge() {
        const auto& entry = made_.row.entry;
        const auto message = from_.read(layout::message);
        const auto manifest = from_.read(layout::trust);
        const auto rules = from_.read(layout::policy);
        if (entry.stranger || !message)
            return note("not judged again: of a refused stranger no evidence is kept");
        if (!manifest || !rules)
            return note("not judged again: the message is older than the keeping of policies and snapshots");
        const auto policy = intake::read_policy(*rules);
        if (!policy) return found(layout::policy, policy.error().detail());
        const auto trust = restore_snapshot(*manifest, [&](const snapshot_member& member) {
            return from_.read(
                layout::evidence_file(member.kind == "crl" ? "crl" : "certificate", member.sha256));
        });
        if (!trust) return found(layout::trust, "cannot be put together again: " + trust.error().to_string());
        lists_ = (*trust)->crls();
        const auto answers = recorded_answers(answers_, made_.recorded_json);
        const auto verdict = intake::judge_again(*message, *policy, *trust, entry.received_at, &answers);
        made_.verdict_json = intake::to_json(verdict);
        made_.differences = compare_verdicts(made_.recorded_json, *made_.verdict_json, entry.code);
        judge_signer(**trust);
    }

    // Below an anchor of the snapshot at the time of the checkpoint; whether the certificate was revoked says
    // nothing about a chain that a later checkpoint continues.
    void judge_signer(const pki::trust& trust) {
        if (!signer_ || made_.checkpoint_signer_trusted || !made_.checkpoint) return;
        pki::policy rules;
        rules.profile = pki::profile::rfc5280;
        rules.revocation = pki::revocation_mode::skip;
        rules.purpose = pki::purpose::any;
        made_.checkpoint_signer_trusted =
            pki::evaluate(signer_, {}, trust, rules, made_.checkpoint->at).passed();
    }

    const container& from_;
    const independent_knowledge& known_;
    examination made_;
    pki::certificate_ptr signer_;
    std::vector<octets> answers_;  // OCSP, as the evidence names them
    std::vector<pki::crl_ptr> lists_;
    std::function<void()> judge_stamp_;  // once the lists are known
};

}  // namespace

result<examination> examine(const std::filesystem::path& folder, const independent_knowledge& known) {
    const auto from = container::open(folder);
    if (!from) return from.error();
    examining work(*from, known);
    return work.run();
}

}  // namespace gw::evidence
