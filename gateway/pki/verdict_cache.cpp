#include "pki/lru.hpp"
#include "pki/verdict.hpp"

namespace gw::pki {
namespace {

// Everything that a verdict depends on except the time: leaf, snapshot, policy.
octets key_of(const certificate& leaf, const trust& known, const policy& rules) {
    octets key(as_octets(leaf.sha256()));
    key += known.version();
    const auto flag = [&key](auto value) { key += static_cast<char>(value); };
    flag(rules.profile);
    flag(rules.revocation);
    flag(rules.purpose);
    flag(rules.order);
    flag(rules.require_explicit_policy);
    flag(rules.inhibit_policy_mapping);
    flag(rules.inhibit_any_policy);
    const auto number = [&key](auto value) { key.append(1, ' ').append(std::to_string(value)); };
    number(rules.max_crl_age ? rules.max_crl_age->count() : -1);
    number(rules.max_ocsp_age ? rules.max_ocsp_age->count() : -1);
    number(rules.grace.count());
    key.append(1, ' ').append(rules.grace_reason);
    for (const std::string& oid : rules.certificate_policies)
        key.append(1, ' ').append(oid);
    for (const std::string& role : rules.roles)
        key.append(1, ',').append(role);
    for (const std::string& name : rules.rules_off)
        key.append(1, '!').append(name);
    if (rules.most_authorities) key.append(1, ';').append(std::to_string(*rules.most_authorities));
    return key;
}

using verdict_ptr = std::shared_ptr<const verdict>;

}  // namespace

struct verdict_cache::state {
    explicit state(std::size_t most) : verdicts(most) {}
    lru<octets, octets_view, verdict_ptr> verdicts;
};

verdict_cache::verdict_cache(std::size_t most) : state_(std::make_unique<state>(most)) {}
verdict_cache::~verdict_cache() = default;

std::shared_ptr<const verdict> verdict_cache::evaluate(const certificate_ptr& leaf, const trust_ptr& known,
                                                       const policy& rules, timestamp at,
                                                       const ocsp_source* answers) {
    octets key = key_of(*leaf, *known, rules);
    if (auto remembered = state_->verdicts.find(key)) {
        if ((*remembered)->at <= at && at < (*remembered)->valid_until) return std::move(*remembered);
    }
    auto given = std::make_shared<const verdict>(pki::evaluate(leaf, {}, *known, rules, at, answers));
    if (given->valid_until > at) state_->verdicts.put(std::move(key), given);
    return given;
}

}  // namespace gw::pki
