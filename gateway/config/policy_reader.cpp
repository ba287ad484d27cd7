#include "config/policy_reader.hpp"

#include <algorithm>
#include <array>

#include "pki/algorithms.hpp"
#include "pki/certificate.hpp"
#include "pki/path.hpp"
#include "pki/profile.hpp"

namespace gw::config {
namespace {

void read_sources(table_reader& in, pki::policy& policy) {
    policy.revocation =
        in.choice("revocation",
                  "require: no signature passes without a current revocation list; skip is for "
                  "test systems alone",
                  {"require", "skip"}, 0) == 0
            ? pki::revocation_mode::require
            : pki::revocation_mode::skip;
    constexpr std::array orders{pki::revocation_order::crl_first, pki::revocation_order::ocsp_first,
                                pki::revocation_order::both};
    policy.order =
        orders[in.choice("revocation_order",
                         "which decides: a list and, where it does not tell, an OCSP answer; the other "
                         "way round; or both, which must agree",
                         {"crl_first", "ocsp_first", "both"}, 0)];
    policy.grace = in.duration("grace",
                               "how much older than permitted a list or answer may be when there is nothing "
                               "better; 0s: hard fail",
                               "0s");
    policy.grace_reason =
        in.text("grace_reason", "why grace is given; stands in every verdict that needed it", "");
    if (policy.grace > seconds(0) && policy.grace_reason.empty())
        in.problem("grace_reason", "grace needs a reason");
}

std::string names_of_rules() {
    std::string all;
    for (const auto name : pki::switchable_rules())
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

void read_profile(table_reader& in, pki::policy& policy) {
    policy.profile =
        in.choice("profile",
                  "nca: the rules of НУЦ РК for usages, algorithms and key sizes; rfc5280: RFC 5280 "
                  "alone",
                  {"nca", "rfc5280"}, 0) == 0
            ? pki::profile::nca
            : pki::profile::rfc5280;
    policy.rules_off = in.texts("rules_off", "rules of nca that are not applied: " + names_of_rules());
    const auto rules = pki::switchable_rules();
    for (const auto& name : policy.rules_off)
        if (std::find(rules.begin(), rules.end(), name) == rules.end())
            in.problem("rules_off", "there is no rule " + name);
    constexpr std::array purposes{pki::purpose::sign, pki::purpose::authenticate, pki::purpose::any};
    policy.purpose = purposes[in.choice("purpose",
                                        "what nca wants the signer's key to be for: signing, signing in, or "
                                        "whatever it says",
                                        {"sign", "authenticate", "any"}, 0)];
    policy.roles = in.texts("roles",
                            "roles of which the certificate of the applicant or official has one, such as "
                            "first_head; empty: any. The portal's own is signer.role");
    for (const auto& role : policy.roles)
        if (!pki::is_role(role)) in.problem("roles", role + " is neither a role nor a dotted OID");
}

// The inputs of RFC 5280 6.1.1 (c) to (f), and the length.
void read_path(table_reader& in, pki::policy& policy) {
    policy.certificate_policies = in.texts(
        "certificate_policies", "dotted OIDs of the certificate policies that are wanted; empty: any");
    for (const auto& oid : policy.certificate_policies)
        if (!pki::is_dotted_oid(oid)) in.problem("certificate_policies", oid + " is no dotted OID");
    policy.require_explicit_policy =
        in.flag("require_explicit_policy", "the path has one of these policies, or any at all", false);
    policy.inhibit_policy_mapping =
        in.flag("inhibit_policy_mapping", "authorities may not map one policy to another", false);
    policy.inhibit_any_policy =
        in.flag("inhibit_any_policy", "anyPolicy in a certificate stands for none", false);
    constexpr auto longest = static_cast<std::int64_t>(pki::path_search::longest_path) - 2;
    policy.most_authorities = static_cast<std::size_t>(
        in.number("most_authorities",
                  "authorities between the signer and the anchor, self-issued ones not "
                  "counted",
                  longest, 0, longest));
}

}  // namespace

pki::policy read_policy(table_reader& in, const config::trust& trust) {
    pki::policy policy;
    read_sources(in, policy);
    read_profile(in, policy);
    read_path(in, policy);
    policy.max_crl_age = trust.max_crl_age;
    policy.max_ocsp_age = trust.max_ocsp_age;
    return policy;
}

}  // namespace gw::config
