// OpenSSL's path validation, fed with exactly one path: it has no choice left but yes or no.
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/path.hpp"

namespace gw::pki {
namespace {

using store_ptr = std::unique_ptr<X509_STORE, crypto::freed_by<X509_STORE_free>>;
using context_ptr = std::unique_ptr<X509_STORE_CTX, crypto::freed_by<X509_STORE_CTX_free>>;
struct stack_deleter {
    void operator()(STACK_OF(X509) * stack) const noexcept {
        sk_X509_free(stack);
    }  // the certificates are not ours
};
using stack_ptr = std::unique_ptr<STACK_OF(X509), stack_deleter>;

error invalid(const certificate& cert, const std::string& why) {
    return {errc::certificate_chain_invalid, "serial " + cert.serial() + ": " + why};
}

error failure_of(const certificate& cert, int openssl_code) {
    error failed = invalid(cert, X509_verify_cert_error_string(openssl_code));
    if (openssl_code == X509_V_ERR_EC_KEY_EXPLICIT_PARAMS)
        return {errc::certificate_algorithm_forbidden, failed.detail()};
    return failed;
}

// RFC 5280 6.1.4 (k) and (n), without the exceptions that OpenSSL makes for certificates older than
// version 3.
std::optional<error> check_authorities(const certificate_path& path) {
    for (std::size_t i = 1; i + 1 < path.size(); ++i) {
        const certificate& issuer = *path[i];
        if (!issuer.is_ca()) return invalid(issuer, "an issuer that is no authority (basicConstraints)");
        if ((issuer.key_usage() & X509v3_KU_KEY_CERT_SIGN) == 0)
            return invalid(issuer, "an issuer whose key may not sign certificates (keyUsage)");
    }
    return std::nullopt;
}

bool add_policy(X509_VERIFY_PARAM* parameters, const std::string& oid) {
    ASN1_OBJECT* object = OBJ_txt2obj(oid.c_str(), 1);
    if (object && X509_VERIFY_PARAM_add0_policy(parameters, object) == 1) return true;
    ASN1_OBJECT_free(object);
    return false;
}

bool add_policies(X509_VERIFY_PARAM* parameters, const policy& rules) {
    // RFC 5280 6.1.1 (c): the user does not care is any-policy; OpenSSL takes an empty set for none at all.
    if (rules.certificate_policies.empty()) return add_policy(parameters, "2.5.29.32.0");
    return std::all_of(rules.certificate_policies.begin(), rules.certificate_policies.end(),
                       [parameters](const std::string& oid) { return add_policy(parameters, oid); });
}

bool set_parameters(X509_VERIFY_PARAM* parameters, const policy& rules) {
    unsigned long flags = X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK;
    if (rules.require_explicit_policy) flags |= X509_V_FLAG_EXPLICIT_POLICY;
    if (rules.inhibit_policy_mapping) flags |= X509_V_FLAG_INHIBIT_MAP;
    if (rules.inhibit_any_policy) flags |= X509_V_FLAG_INHIBIT_ANY;
    X509_VERIFY_PARAM_set_depth(parameters, static_cast<int>(path_search::longest_path));
    X509_VERIFY_PARAM_set_auth_level(parameters, 0);  // strength is the profile's business
    return X509_VERIFY_PARAM_set_flags(parameters, flags) == 1 && add_policies(parameters, rules);
}

bool is_same_path(const STACK_OF(X509) * verified, const certificate_path& path) {
    if (sk_X509_num(verified) != static_cast<int>(path.size())) return false;
    for (std::size_t i = 0; i < path.size(); ++i)
        if (X509_cmp(sk_X509_value(verified, static_cast<int>(i)), path[i]->x509()) != 0) return false;
    return true;
}

}  // namespace

std::optional<error> check_path(const certificate_path& path, const policy& rules) {
    const crypto::error_scope scope;
    const certificate& leaf = *path.front();
    if (auto failed = check_authorities(path)) return failed;
    const store_ptr store(X509_STORE_new());
    const context_ptr context(X509_STORE_CTX_new());
    const stack_ptr untrusted(sk_X509_new_null());
    GW_INVARIANT(store && context && untrusted);
    for (std::size_t i = 1; i + 1 < path.size(); ++i)
        sk_X509_push(untrusted.get(), path[i]->x509());
    if (X509_STORE_add_cert(store.get(), path.back()->x509()) != 1 ||
        X509_STORE_CTX_init(context.get(), store.get(), leaf.x509(), untrusted.get()) != 1 ||
        !set_parameters(X509_STORE_CTX_get0_param(context.get()), rules))
        return invalid(leaf, "the path cannot be checked: " + crypto::error_scope::reason());
    if (X509_verify_cert(context.get()) != 1) {
        const int depth = X509_STORE_CTX_get_error_depth(context.get());
        const auto at = static_cast<std::size_t>(depth < 0 ? 0 : depth);
        return failure_of(at < path.size() ? *path[at] : leaf, X509_STORE_CTX_get_error(context.get()));
    }
    // Should OpenSSL ever pick a shorter way through the same certificates, its yes is not about the path we
    // report.
    if (!is_same_path(X509_STORE_CTX_get0_chain(context.get()), path))
        return invalid(leaf, "a shorter path exists");
    return std::nullopt;
}

}  // namespace gw::pki
