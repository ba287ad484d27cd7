#include "pki/crl_coverage.hpp"

#include <algorithm>

namespace gw::pki {
namespace {

bool have_common(const std::vector<general_name>& left, const std::vector<general_name>& right) {
    return std::any_of(left.begin(), left.end(), [&right](const general_name& one) {
        return std::any_of(right.begin(), right.end(),
                           [&one](const general_name& other) { return one.equals(other); });
    });
}

bool contain(const std::vector<general_name>& names, const X509_NAME* wanted) {
    return std::any_of(names.begin(), names.end(),
                       [wanted](const general_name& one) { return one.is(wanted); });
}

bool is_of_its_issuer(const crl& list, const certificate& cert) {
    return same_name(list.issuer_name(), cert.issuer_name());
}

// (b)(2)(ii) to (iv). A certificate before version 3 does not say whether it is an authority's: no such list
// speaks of it.
bool is_of_that_kind(const crl_scope& scope, const certificate& cert) {
    if (scope.only_attribute_certificates) return false;
    if (!scope.only_user_certificates && !scope.only_ca_certificates) return true;
    return cert.version() == 3 && cert.is_ca() == scope.only_ca_certificates;
}

// (b)(1): "If the DP includes cRLIssuer, then verify that the issuer field in the complete CRL matches
// cRLIssuer in the DP and that the complete CRL contains an issuing distribution point extension with the
// indirectCRL boolean asserted. Otherwise, verify that the CRL issuer matches the certificate issuer." A
// point without cRLIssuer promises a list of the certificate's issuer alone, so an indirect list found there
// is not the one that was promised.
bool is_promised_by(const distribution_point& point, const crl& list, const certificate& cert) {
    if (!point.crl_issuers.empty())
        return list.scope().indirect && contain(point.crl_issuers, list.issuer_name());
    return !list.scope().indirect && is_of_its_issuer(list, cert);
}

// (b)(2)(i): a list with a distribution point is for the certificates that name the same.
bool is_published_at(const distribution_point& point, const crl_scope& scope) {
    return scope.names.empty() ||
           have_common(scope.names, point.names.empty() ? point.crl_issuers : point.names);
}

// The end of 6.3.3: "assume a DP with both the reasons and the cRLIssuer fields omitted and a distribution
// point name of the certificate issuer". A list with a distribution point, and an indirect one, count so only
// where the certificate names no point at all: where it does, that point says which list is meant (BSI
// CRL_13).
bool is_default_of(const crl& list, const certificate& cert) {
    if (!is_of_its_issuer(list, cert)) return false;
    const crl_scope& scope = list.scope();
    if (!cert.crl_distribution_points().empty()) return scope.names.empty() && !scope.indirect;
    return scope.names.empty() || contain(scope.names, cert.issuer_name());
}

}  // namespace

reason_mask coverage(const crl& list, const certificate& cert) {
    const crl_scope& scope = list.scope();
    if (!is_of_that_kind(scope, cert)) return 0;
    if (is_default_of(list, cert)) return scope.reasons;
    reason_mask covered = 0;
    for (const distribution_point& point : cert.crl_distribution_points())
        if (is_promised_by(point, list, cert) && is_published_at(point, scope))
            covered |= point.reasons & scope.reasons;
    return covered;
}

}  // namespace gw::pki
