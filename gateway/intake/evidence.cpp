#include "intake/evidence.hpp"

#include <algorithm>
#include <set>

#include "crypto/digest.hpp"

namespace gw::intake {
namespace {

constexpr std::size_t most_items = 4096;
constexpr std::size_t most_policies = 64;  // one per route

}  // namespace

std::shared_ptr<const store::evidence_item> evidence_cache::get(std::string_view kind,
                                                                const std::string& sha256,
                                                                octets_view content) {
    const std::lock_guard lock(guard_);
    if (const auto known = items_.find(sha256); known != items_.end()) return known->second;
    if (items_.size() >= most_items) items_.clear();
    store::evidence_item item{std::string(kind), octets(content), {}};
    const auto digest = from_hex(sha256);
    GW_INVARIANT(digest && digest->size() == item.sha256.size());
    std::copy(digest->begin(), digest->end(), item.sha256.begin());
    return items_.emplace(sha256, std::make_shared<const store::evidence_item>(std::move(item)))
        .first->second;
}

std::shared_ptr<const store::evidence_item> evidence_cache::get(const verification_policy& policy) {
    {
        const std::lock_guard lock(guard_);
        for (const auto& [known, item] : policies_)
            if (known == policy) return item;
    }
    const std::string json = to_json(policy);
    auto item = get("policy", to_hex(crypto::sha256(json)), json);
    const std::lock_guard lock(guard_);
    if (policies_.size() >= most_policies) policies_.clear();
    policies_.emplace_back(policy, item);
    return item;
}

std::vector<std::shared_ptr<const store::evidence_item>> evidence_cache::collect(
    const message_verdict& verdict, const pki::trust& judged_against, const verification_policy& policy) {
    std::vector<std::shared_ptr<const store::evidence_item>> items;
    std::set<std::string> seen;
    const auto add = [&](std::string_view kind, const std::string& sha256, octets_view content) {
        if (seen.insert(sha256).second) items.push_back(get(kind, sha256, content));
    };
    for (const auto& one : verdict.signatures) {
        if (one.report.signer)
            add("certificate", to_hex(one.report.signer->sha256()), one.report.signer->der());
        if (!one.trust) continue;
        for (const auto& step : one.trust->path)
            add("certificate", to_hex(step.certificate->sha256()), step.certificate->der());
        // Lists were stored when they came into force (store::put_evidence): here they are named by their
        // digest. Answers are small and come with their octets.
        for (const auto& looked_at : one.trust->revocation) {
            if (looked_at.sha256.empty()) continue;
            if (looked_at.content)
                add(looked_at.source, looked_at.sha256, *looked_at.content);
            else
                add("crl", looked_at.sha256, {});
        }
    }
    add("trust", judged_against.version(), {});
    items.push_back(get(policy));
    return items;
}

}  // namespace gw::intake
