// `revalidate`: stored messages judged again by other rules, anchors or lists. Changes nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evidence/comparison.hpp"
#include "pki/trust.hpp"
#include "store/store.hpp"

namespace gw::evidence {

struct what_if {
    timestamp since{};
    std::string policy_json;  // rules that replace the recorded ones; empty: none
    // Each that is set replaces its part of the recorded snapshot.
    std::optional<std::vector<pki::certificate_ptr>> anchors, certificates;
    std::optional<std::vector<pki::crl_ptr>> lists;
    std::optional<timestamp> at;  // instead of the time of receipt
};

struct changed_verdict {
    store::journal_entry message;
    outcome recorded, now;
};
struct what_if_totals {
    std::uint64_t messages = 0;  // looked at
    std::uint64_t same = 0, changed = 0;
    std::uint64_t skipped = 0;  // refused strangers, and messages without recorded policy or snapshot
};

// `tell` gets every verdict that would change; `progress` is called after every few messages. config_invalid
// for rules that are not understood.
result<what_if_totals> revalidate(store::store&, const what_if&,
                                  const std::function<void(const changed_verdict&)>& tell,
                                  const std::function<void(const what_if_totals&)>& progress);

}  // namespace gw::evidence
