// What a verdict rests on, as items that many messages share: certificates of the path and the revocation
// lists looked at.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "intake/verification.hpp"
#include "store/store.hpp"

namespace gw::intake {

// Bounded, safe to use from any thread.
class evidence_cache {
public:
    // Certificates and lists of all signatures of the message, each once.
    std::vector<std::shared_ptr<const store::evidence_item>> collect(const message_verdict&);

private:
    std::shared_ptr<const store::evidence_item> get(std::string_view kind, const std::string& sha256,
                                                    octets_view content);

    std::mutex guard_;
    std::unordered_map<std::string, std::shared_ptr<const store::evidence_item>> items_;
};

}  // namespace gw::intake
