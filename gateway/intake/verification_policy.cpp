#include "intake/verification_policy.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "pki/profile.hpp"

namespace gw::intake {
namespace {

namespace json = boost::json;

// Writes each field into an object, or reads it from one: one list of fields, so that the two never differ.
class writer {
public:
    void field(const char* name, const bool& value) { out_[name] = value; }
    void field(const char* name, const std::string& value) { out_[name] = value; }
    void field(const char* name, const std::size_t& value) { out_[name] = value; }
    void field(const char* name, const std::optional<std::size_t>& value) {
        out_[name] = value ? json::value(*value) : json::value(nullptr);
    }
    void field(const char* name, const milliseconds& value) {
        out_[name] = std::to_string(value.count() / 1000) + "s";
    }
    void field(const char* name, const seconds& value) { out_[name] = std::to_string(value.count()) + "s"; }
    void field(const char* name, const std::optional<seconds>& value) {
        out_[name] = value ? json::value(std::to_string(value->count()) + "s") : json::value(nullptr);
    }
    void field(const char* name, const std::vector<std::string>& value) {
        json::array all;
        for (const auto& one : value)
            all.emplace_back(one);
        out_[name] = std::move(all);
    }
    template <class Enum>
    void choice(const char* name, const Enum& value, std::initializer_list<const char*> words) {
        out_[name] = *(words.begin() + static_cast<std::ptrdiff_t>(value));
    }
    std::string text() const { return json::serialize(out_); }

private:
    json::object out_;
};

class reader {
public:
    explicit reader(const json::object& from) : from_(from) {}
    void field(const char* name, bool& value) {
        if (const auto* found = find(name)) found->is_bool() ? void(value = found->get_bool()) : wrong(name);
    }
    void field(const char* name, std::string& value) {
        if (const auto* found = find(name)) found->is_string() ? void(value = text(*found)) : wrong(name);
    }
    void field(const char* name, std::size_t& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        if (!found->is_int64() || found->get_int64() < 0) return wrong(name);
        value = static_cast<std::size_t>(found->get_int64());
    }
    void field(const char* name, std::optional<std::size_t>& value) {
        if (const auto* found = from_.if_contains(name); found != nullptr && found->is_null()) {
            known_.emplace_back(name);
            return value.reset();
        }
        std::size_t read = value.value_or(0);
        field(name, read);
        if (from_.contains(name)) value = read;
    }
    void field(const char* name, milliseconds& value) {
        std::optional<seconds> read;
        field(name, read);
        if (read) value = *read;
    }
    void field(const char* name, seconds& value) {
        std::optional<seconds> read;
        field(name, read);
        if (read) value = *read;
    }
    void field(const char* name, std::optional<seconds>& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        if (found->is_null()) return value.reset();
        const auto read = found->is_string() ? from_duration(text(*found)) : std::nullopt;
        if (!read) return wrong(name);
        value = read;
    }
    void field(const char* name, std::vector<std::string>& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        if (!found->is_array()) return wrong(name);
        value.clear();
        for (const auto& one : found->get_array())
            one.is_string() ? value.push_back(text(one)) : wrong(name);
    }
    template <class Enum>
    void choice(const char* name, Enum& value, std::initializer_list<const char*> words) {
        const auto* found = find(name);
        if (found == nullptr) return;
        const std::string word = found->is_string() ? text(*found) : "";
        int place = 0;
        for (const char* one : words) {
            if (word == one) return void(value = static_cast<Enum>(place));
            ++place;
        }
        wrong(name);
    }
    result<void> finish() const {
        if (!wrong_.empty()) return error(errc::config_invalid, "verification policy: " + wrong_);
        for (const auto& member : from_)
            if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
                return error(errc::config_invalid,
                             "verification policy: unknown rule " + std::string(member.key()));
        return {};
    }

private:
    static std::string text(const json::value& value) { return std::string(value.get_string()); }
    const json::value* find(const char* name) {
        known_.emplace_back(name);
        return from_.if_contains(name);
    }
    void wrong(const char* name) {
        if (wrong_.empty()) wrong_ = std::string(name) + " has a value that is none";
    }

    const json::object& from_;
    std::vector<std::string> known_;
    std::string wrong_;
};

// The list of fields. A member that is added to one of the structures breaks these bindings: give it its
// line.
template <class Policy, class Visitor>
void visit(Policy& policy, Visitor& with) {
    auto& [portal, transport, business, signers, arithmetic] = policy;
    with.field("portal", portal);
    with.field("transport_signature", transport);
    with.field("business_signature", business);
    auto& [profile, revocation, purpose, order, max_crl_age, max_ocsp_age, grace, grace_reason, policies,
           explicit_policy, no_mapping, no_any, roles, most_authorities, rules_off] = signers;
    with.choice("profile", profile, {"rfc5280", "nca"});
    with.choice("revocation", revocation, {"require", "skip"});
    with.choice("purpose", purpose, {"any", "sign", "authenticate"});
    with.choice("revocation_order", order, {"crl_first", "ocsp_first", "both"});
    with.field("max_crl_age", max_crl_age);
    with.field("max_ocsp_age", max_ocsp_age);
    with.field("grace", grace);
    with.field("grace_reason", grace_reason);
    with.field("certificate_policies", policies);
    with.field("require_explicit_policy", explicit_policy);
    with.field("inhibit_policy_mapping", no_mapping);
    with.field("inhibit_any_policy", no_any);
    with.field("roles", roles);
    with.field("most_authorities", most_authorities);
    with.field("rules_off", rules_off);
    auto& [limits, references, signatures, skew, sha1, pinned_key] = arithmetic;
    static_cast<void>(pinned_key);  // of the command line alone
    with.field("most_references", references);
    with.field("most_signatures", signatures);
    with.field("timestamp_skew", skew);
    with.field("permit_sha1", sha1);
    auto& [depth, attributes, nodes, octets, name_length, relative_namespaces] = limits;
    with.field("xml_depth", depth);
    with.field("xml_attributes", attributes);
    with.field("xml_elements", nodes);
    with.field("xml_octets", octets);
    with.field("xml_name_length", name_length);
    with.field("xml_relative_namespaces", relative_namespaces);
}

}  // namespace

verification_policy policy_of(const route& portal, const dsig::options& arithmetic) {
    return {portal.portal, portal.transport_signature, portal.business_signature, portal.policy, arithmetic};
}

std::string to_json(const verification_policy& policy) {
    writer out;
    visit(policy, out);
    return out.text();
}

result<verification_policy> read_policy(std::string_view text, verification_policy base) {
    json::error_code failed;
    const auto parsed = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed || !parsed.is_object())
        return error(errc::config_invalid, "the verification policy is no JSON object");
    reader in(parsed.get_object());
    visit(base, in);
    if (auto complete = in.finish(); !complete) return complete.error();
    // As the configuration bounds them: an export is read on trust of nobody, and recursion has the stack's
    // limit.
    const auto& limits = base.arithmetic.limits;
    if (limits.depth > 2048 || limits.attributes > 4096 || limits.nodes > 100'000'000)
        return error(errc::config_invalid, "verification policy: a limit of XML is larger than permitted");
    const auto rules = pki::switchable_rules();
    for (const auto& name : base.signers.rules_off)
        if (std::find(rules.begin(), rules.end(), name) == rules.end())
            return error(errc::config_invalid, "verification policy: rules_off: there is no rule " + name);
    return base;
}

message_verdict judge_again(octets_view message, const verification_policy& policy,
                            const pki::trust_ptr& trust, timestamp at, const pki::ocsp_source* answers) {
    pki::certificate_cache certificates(64);
    const dsig::verifier verifier(policy.arithmetic, certificates);
    const judge by{verifier, trust,  transport_policy(policy.signers), policy.signers, nullptr,
                   false,    answers};
    auto verdict = verify_transport(message, {policy.transport_signature, false, false}, by, at);
    if (verdict.failure) return verdict;
    auto carried = verifier.find_document(*verdict.body, data_path);
    verify_business(verdict, carried, {false, policy.business_signature, false}, by, at);
    return verdict;
}

}  // namespace gw::intake
