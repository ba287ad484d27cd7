#include "pki/lru.hpp"
#include "pki/verdict.hpp"

namespace gw::pki {
namespace {

// Fields that end where their length says: no two policies write the same octets.
class key_writer {
public:
    explicit key_writer(octets_view start) {
        key_.reserve(512);
        key_ += start;
    }

    template <class Number>
    void number(Number value) {
        const auto wide = static_cast<std::uint64_t>(value);
        key_.append(reinterpret_cast<const char*>(&wide), sizeof wide);  // never leaves this process
    }
    void optional(std::optional<std::uint64_t> value) {
        number(value.has_value());
        number(value.value_or(0));
    }
    void optional(std::optional<seconds> value) {
        optional(value ? std::optional(static_cast<std::uint64_t>(value->count())) : std::nullopt);
    }
    void text(std::string_view value) {
        number(value.size());
        key_ += value;
    }
    void texts(const std::vector<std::string>& values) {
        number(values.size());
        for (const std::string& one : values)
            text(one);
    }
    octets take() { return std::move(key_); }

private:
    octets key_;
};

// Everything that a verdict depends on except the time: leaf, snapshot, policy.
octets key_of(const certificate& leaf, const trust& known, const policy& rules) {
    key_writer key(as_octets(leaf.sha256()));
    key.text(known.version());
    key.number(rules.profile);
    key.number(rules.revocation);
    key.number(rules.purpose);
    key.number(rules.order);
    key.number(rules.require_explicit_policy);
    key.number(rules.inhibit_policy_mapping);
    key.number(rules.inhibit_any_policy);
    key.optional(rules.max_crl_age);
    key.optional(rules.max_ocsp_age);
    key.number(rules.grace.count());
    key.text(rules.grace_reason);
    key.texts(rules.certificate_policies);
    key.texts(rules.roles);
    key.texts(rules.rules_off);
    key.optional(rules.most_authorities);
    return key.take();
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
