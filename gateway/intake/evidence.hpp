// What a verdict rests on, as items that many messages share: certificates of the paths, the revocation lists
// and answers looked at, the snapshot of trust and the policy.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "intake/verification_policy.hpp"
#include "store/store.hpp"

namespace gw::intake {

// Bounded, safe to use from any thread.
class evidence_cache {
public:
    // Of all signatures of the message, each once. Lists, answers and the snapshot are named by digest alone:
    // they were stored when they came into force (store::put_evidence).
    std::vector<std::shared_ptr<const store::evidence_item>> collect(const message_verdict&,
                                                                     const pki::trust& judged_against,
                                                                     const verification_policy&);

private:
    std::shared_ptr<const store::evidence_item> get(std::string_view kind, const std::string& sha256,
                                                    octets_view content);
    std::shared_ptr<const store::evidence_item> get(const verification_policy&);

    std::mutex guard_;
    std::unordered_map<std::string, std::shared_ptr<const store::evidence_item>> items_;
    std::vector<std::pair<verification_policy, std::shared_ptr<const store::evidence_item>>> policies_;
};

}  // namespace gw::intake
