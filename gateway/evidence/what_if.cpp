#include "evidence/what_if.hpp"

#include <map>

#include "evidence/answers.hpp"
#include "evidence/snapshot.hpp"
#include "intake/verdict_json.hpp"
#include "intake/verification_policy.hpp"

namespace gw::evidence {
namespace {

constexpr std::size_t page = 200;
constexpr std::size_t snapshots_kept = 4;  // one can hold a list of millions of entries

class revalidation {
public:
    revalidation(store::store& store, const what_if& question) : store_(store), question_(question) {}

    result<what_if_totals> run(const std::function<void(const changed_verdict&)>& tell,
                               const std::function<void(const what_if_totals&)>& progress) {
        for (std::uint64_t after = 0;;) {
            const auto rows = store_.list_rows(after, question_.since, page);
            for (const auto& row : rows) {
                after = row.entry.seq;
                auto judged = judge(row.entry);
                if (!judged) return judged.error();
                ++totals_.messages;
                if (!*judged)
                    ++totals_.skipped;
                else if (is_same(**judged))
                    ++totals_.same;
                else {
                    ++totals_.changed;
                    tell(**judged);
                }
            }
            progress(totals_);
            if (rows.size() < page) return totals_;
        }
    }

private:
    static bool is_same(const changed_verdict& one) {
        return one.recorded.code == one.now.code && one.recorded.indication == one.now.indication;
    }

    // Nothing: the message cannot be judged again.
    result<std::optional<changed_verdict>> judge(const store::journal_entry& entry) {
        const std::optional<changed_verdict> skipped;
        if (entry.stranger) return skipped;
        const auto kept = store_.read_octets(entry.seq);
        if (!kept) return skipped;
        std::optional<store::evidence_item> rules, manifest;
        std::vector<octets> answers;
        for (const auto& name : store_.evidence_of(entry.seq)) {
            if (name.kind == "policy") rules = store_.find_evidence(name.sha256);
            if (name.kind == "trust") manifest = store_.find_evidence(name.sha256);
            if (name.kind != "ocsp") continue;
            if (auto answer = store_.find_evidence(name.sha256))
                answers.push_back(std::move(answer->content));
        }
        if (!rules || !manifest) return skipped;
        auto policy = intake::read_policy(rules->content);
        if (policy && !question_.policy_json.empty())
            policy = intake::read_policy(question_.policy_json, std::move(*policy));
        if (!policy) return policy.error();
        const auto trust = snapshot(*manifest);
        if (!trust) return trust.error();
        const auto at_hand = recorded_answers(answers, kept->verdict_json);
        const auto now = intake::to_json(intake::judge_again(
            kept->raw, *policy, *trust, question_.at.value_or(entry.received_at), &at_hand));
        const std::size_t judged = judged_before_refusal(kept->verdict_json, entry.code);
        return std::optional(
            changed_verdict{entry, outcome_of(kept->verdict_json, judged), outcome_of(now, judged)});
    }

    result<pki::trust_ptr> snapshot(const store::evidence_item& manifest) {
        if (const auto known = snapshots_.find(manifest.sha256); known != snapshots_.end())
            return known->second;
        auto made = make_snapshot(manifest.content);
        if (!made) return made;
        if (snapshots_.size() >= snapshots_kept) snapshots_.clear();
        snapshots_.emplace(manifest.sha256, *made);
        return made;
    }

    result<pki::trust_ptr> make_snapshot(octets_view manifest) {
        if (question_.anchors && question_.certificates && question_.lists)
            return std::make_shared<const pki::trust>(*question_.anchors, *question_.certificates,
                                                      *question_.lists);
        const auto recorded = restore_snapshot(manifest, [&](const snapshot_member& member) {
            auto item = store_.find_evidence(member.sha256);
            return item ? std::optional(std::move(item->content)) : std::nullopt;
        });
        if (!recorded || !(question_.anchors || question_.certificates || question_.lists)) return recorded;
        return std::make_shared<const pki::trust>(
            question_.anchors.value_or((*recorded)->anchors()),
            question_.certificates.value_or((*recorded)->certificates()),
            question_.lists.value_or((*recorded)->crls()));
    }

    store::store& store_;
    const what_if& question_;
    std::map<sha256_digest, pki::trust_ptr> snapshots_;
    what_if_totals totals_;
};

}  // namespace

result<what_if_totals> revalidate(store::store& store, const what_if& question,
                                  const std::function<void(const changed_verdict&)>& tell,
                                  const std::function<void(const what_if_totals&)>& progress) {
    if (!question.policy_json.empty())
        if (auto understood = intake::read_policy(question.policy_json); !understood)
            return understood.error();
    return revalidation(store, question).run(tell, progress);
}

}  // namespace gw::evidence
