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

errc code_of(int openssl_code) {
    switch (openssl_code) {
        case X509_V_ERR_INVALID_CA:
            return errc::issuer_not_authority;
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return errc::issuer_key_usage_wrong;
        case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
            return errc::path_length_exceeded;
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
            return errc::certificate_extension_unknown;
        case X509_V_ERR_PERMITTED_VIOLATION:
        case X509_V_ERR_EXCLUDED_VIOLATION:
        case X509_V_ERR_SUBTREE_MINMAX:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
        case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
            return errc::name_constraint_violated;
        case X509_V_ERR_NO_EXPLICIT_POLICY:
        case X509_V_ERR_INVALID_POLICY_EXTENSION:
            return errc::certificate_policy_unacceptable;
        case X509_V_ERR_EC_KEY_EXPLICIT_PARAMS:
            return errc::certificate_algorithm_forbidden;
        default:
            return errc::certificate_chain_invalid;
    }
}

path_failure failed_at(const certificate_path& path, std::size_t index, errc code, const std::string& why) {
    return {index, {code, "serial " + path[index]->serial() + ": " + why}};
}

// RFC 5280 6.1.4 (k) and (n), without the exceptions that OpenSSL makes for certificates older than
// version 3.
std::optional<path_failure> check_authorities(const certificate_path& path) {
    for (std::size_t i = 1; i + 1 < path.size(); ++i) {
        const certificate& issuer = *path[i];
        if (!issuer.is_ca())
            return failed_at(path, i, errc::issuer_not_authority,
                             "an issuer that is no authority (basicConstraints)");
        if ((issuer.key_usage() & X509v3_KU_KEY_CERT_SIGN) == 0)
            return failed_at(path, i, errc::issuer_key_usage_wrong,
                             "an issuer whose key may not sign certificates (keyUsage)");
    }
    return std::nullopt;
}

octets_view alternative_names(const certificate& cert) {
    const int at = X509_get_ext_by_NID(cert.x509(), NID_subject_alt_name, -1);
    if (at < 0) return {};
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(cert.x509(), at));
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
            static_cast<std::size_t>(ASN1_STRING_length(value))};
}

bool has_critical_alternative_name(const certificate& cert) {
    const int at = X509_get_ext_by_NID(cert.x509(), NID_subject_alt_name, -1);
    return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(cert.x509(), at)) != 0;
}

bool claims_to_certify(const certificate& cert) {
    return cert.key_usage() != UINT32_MAX && (cert.key_usage() & X509v3_KU_KEY_CERT_SIGN) != 0;
}

// What OpenSSL lets pass although RFC 5280 does not.
std::optional<path_failure> check_strictly(const certificate_path& path) {
    for (std::size_t i = 0; i < path.size(); ++i) {
        const certificate& cert = *path[i];
        // 4.1.2.6: "If the subject is a CA ... then the subject field MUST be populated with a non-empty
        // distinguished name"; else "the subjectAltName extension MUST be critical".
        if (X509_NAME_entry_count(cert.subject_name()) == 0 &&
            (i > 0 || cert.is_ca() || !has_critical_alternative_name(cert)))
            return failed_at(path, i, errc::certificate_chain_invalid, "nobody is named in it");
        if (i + 1 == path.size()) break;  // of an anchor 6.1.1 (d) takes name and key alone
        // 4.2.1.3: "If the keyCertSign bit is asserted, then the cA bit in the basic constraints extension
        // MUST also be asserted."
        if (claims_to_certify(cert) && !cert.is_ca())
            return failed_at(path, i, errc::issuer_not_authority,
                             "its key may sign certificates, and it is no authority (basicConstraints)");
        // 4.2.1.10: name constraints "MUST be used only in a CA certificate".
        if (!cert.is_ca() && cert.name_constraints())
            return failed_at(path, i, errc::certificate_chain_invalid,
                             "name constraints beside no authority");
    }
    return std::nullopt;
}

// 6.1.3 (b) and (c), for the names that OpenSSL should not compare. A self-issued certificate is exempt
// unless it is the leaf.
std::optional<path_failure> check_names(const certificate_path& path) {
    for (std::size_t above = 1; above < path.size(); ++above) {
        const auto& rules = path[above]->name_constraints();
        if (!rules) continue;
        for (std::size_t i = 0; i < above; ++i) {
            const octets_view names = alternative_names(*path[i]);
            if (names.empty() || (i > 0 && path[i]->is_self_issued())) continue;
            if (const auto why = unfit_name(names, *rules))
                return failed_at(path, i, errc::name_constraint_violated, *why);
        }
    }
    return std::nullopt;
}

// RFC 5280 6.1.1 (d) takes name and key of an anchor, and no extension: one that does not say what it is may
// be an anchor, one that says that it is no authority may not.
int accept_bare_anchor(int ok, X509_STORE_CTX* context) {
    X509* current = X509_STORE_CTX_get_current_cert(context);
    const bool is_bare = current && (X509_get_extension_flags(current) & (EXFLAG_BCONS | EXFLAG_KUSAGE)) == 0;
    const int last = sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1;
    if (ok == 1 || !is_bare || X509_STORE_CTX_get_error(context) != X509_V_ERR_INVALID_CA ||
        X509_STORE_CTX_get_error_depth(context) != last)
        return ok;
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

// RFC 5280 6.1.4 (l): a self-issued certificate does not count.
std::optional<path_failure> check_length(const certificate_path& path, std::optional<std::size_t> most) {
    std::size_t authorities = 0;
    for (std::size_t i = path.size() - 1; most && i-- > 1;)
        if (!path[i]->is_self_issued() && ++authorities > *most)
            return failed_at(path, i, errc::path_length_exceeded, "more authorities than permitted");
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

// Signatures were verified when the path was found, and those between known certificates when they were
// loaded: doing it again would double the time. Dates are not OpenSSL's business here.
int signatures_hold(X509_STORE_CTX*) {
    return 1;
}

using x509_ptr = std::unique_ptr<X509, crypto::freed_by<X509_free>>;

x509_ptr shared(X509* one) {
    X509_up_ref(one);
    return x509_ptr(one);
}

// OpenSSL takes a certificate whose subject is its issuer for self-signed when no authorityKeyIdentifier says
// otherwise, and ends the path there.
bool is_taken_for_root(const certificate& cert) {
    return (X509_get_extension_flags(cert.x509()) & EXFLAG_SS) != 0;
}

// A copy whose authorityKeyIdentifier names the next certificate of the path by name and serial. Signatures
// are not verified on it, so it may say more than was signed.
x509_ptr with_named_issuer(const certificate& cert, const certificate& issuer) {
    x509_ptr copy(X509_dup(cert.x509()));
    const std::unique_ptr<AUTHORITY_KEYID, crypto::freed_by<AUTHORITY_KEYID_free>> id(AUTHORITY_KEYID_new());
    GENERAL_NAME* name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, GEN_DIRNAME, X509_NAME_dup(issuer.issuer_name()));
    id->issuer = sk_GENERAL_NAME_new_null();
    sk_GENERAL_NAME_push(id->issuer, name);
    id->serial = ASN1_INTEGER_dup(X509_get0_serialNumber(issuer.x509()));
    const int added =
        X509_add1_ext_i2d(copy.get(), NID_authority_key_identifier, id.get(), 0, X509V3_ADD_REPLACE);
    GW_INVARIANT(added == 1);
    return copy;
}

// The path as OpenSSL is to see it: where a step of a key roll-over looks like a root, each certificate says
// which issuer is meant.
std::vector<x509_ptr> as_shown(const certificate_path& path) {
    const bool ambiguous = std::any_of(path.begin(), path.end() - 1,
                                       [](const certificate_ptr& one) { return is_taken_for_root(*one); });
    std::vector<x509_ptr> shown;
    for (std::size_t i = 0; i < path.size(); ++i)
        shown.push_back(ambiguous && i + 1 < path.size() ? with_named_issuer(*path[i], *path[i + 1])
                                                         : shared(path[i]->x509()));
    return shown;
}

bool is_same_path(const STACK_OF(X509) * verified, const std::vector<x509_ptr>& path) {
    if (sk_X509_num(verified) != static_cast<int>(path.size())) return false;
    for (std::size_t i = 0; i < path.size(); ++i)
        if (X509_cmp(sk_X509_value(verified, static_cast<int>(i)), path[i].get()) != 0) return false;
    return true;
}

}  // namespace

std::optional<path_failure> check_path(const certificate_path& path, const policy& rules) {
    const crypto::error_scope scope;
    if (auto failed = check_authorities(path)) return failed;
    if (auto failed = check_strictly(path)) return failed;
    if (auto failed = check_names(path)) return failed;
    if (auto failed = check_length(path, rules.most_authorities)) return failed;
    const std::vector<x509_ptr> shown = as_shown(path);
    const store_ptr store(X509_STORE_new());
    const context_ptr context(X509_STORE_CTX_new());
    const stack_ptr untrusted(sk_X509_new_null());
    GW_INVARIANT(store && context && untrusted);
    for (std::size_t i = 1; i + 1 < path.size(); ++i)
        sk_X509_push(untrusted.get(), shown[i].get());
    X509_STORE_set_verify(store.get(), signatures_hold);
    X509_STORE_set_verify_cb(store.get(), accept_bare_anchor);
    if (X509_STORE_add_cert(store.get(), shown.back().get()) != 1 ||
        X509_STORE_CTX_init(context.get(), store.get(), shown.front().get(), untrusted.get()) != 1 ||
        !set_parameters(X509_STORE_CTX_get0_param(context.get()), rules))
        return failed_at(path, 0, errc::certificate_chain_invalid,
                         "the path cannot be checked: " + crypto::error_scope::reason());
    if (X509_verify_cert(context.get()) != 1) {
        const int depth = X509_STORE_CTX_get_error_depth(context.get());
        const auto at = std::min(static_cast<std::size_t>(std::max(depth, 0)), path.size() - 1);
        const int code = X509_STORE_CTX_get_error(context.get());
        return failed_at(path, at, code_of(code), X509_verify_cert_error_string(code));
    }
    // Should OpenSSL ever pick a shorter way through the same certificates, its yes is not about the path we
    // report.
    if (!is_same_path(X509_STORE_CTX_get0_chain(context.get()), shown))
        return failed_at(path, 0, errc::certificate_chain_invalid, "a shorter path exists");
    return std::nullopt;
}

}  // namespace gw::pki
