#include "pki/locations.hpp"

#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/openssl.hpp"

namespace gw::pki {
namespace {

using points_ptr = std::unique_ptr<CRL_DIST_POINTS, crypto::freed_by<CRL_DIST_POINTS_free>>;
using access_ptr = std::unique_ptr<AUTHORITY_INFO_ACCESS, crypto::freed_by<AUTHORITY_INFO_ACCESS_free>>;

constexpr std::size_t most_addresses = 8;
constexpr std::size_t longest_address = 1024;

void add(std::vector<std::string>& to, const GENERAL_NAME* name) {
    if (name->type != GEN_URI || to.size() == most_addresses) return;
    const ASN1_IA5STRING* value = name->d.uniformResourceIdentifier;
    std::string_view address(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                             static_cast<std::size_t>(ASN1_STRING_length(value)));
    // Certificates of НУЦ РК of 2018 carry a line feed and "URL=..." after the address (facts/kz-pki.md
    // section 3).
    const auto end =
        std::find_if(address.begin(), address.end(), [](char c) { return c <= ' ' || c == 0x7f; });
    address = address.substr(0, static_cast<std::size_t>(end - address.begin()));
    if (address.size() > longest_address) return;
    if (!address.starts_with("http://") && !address.starts_with("https://")) return;
    if (std::find(to.begin(), to.end(), address) == to.end()) to.emplace_back(address);
}

std::vector<std::string> points_of(const certificate& cert, int nid) {
    std::vector<std::string> all;
    const points_ptr points(
        static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(cert.x509(), nid, nullptr, nullptr)));
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
        if (!point->distpoint || point->distpoint->type != 0) continue;
        const GENERAL_NAMES* names = point->distpoint->name.fullname;
        for (int n = 0; n < sk_GENERAL_NAME_num(names); ++n)
            add(all, sk_GENERAL_NAME_value(names, n));
    }
    return all;
}

}  // namespace

status_locations locations_of(const certificate& cert) {
    const crypto::error_scope scope;
    status_locations all{points_of(cert, NID_crl_distribution_points), points_of(cert, NID_freshest_crl), {}};
    const access_ptr access(static_cast<AUTHORITY_INFO_ACCESS*>(
        X509_get_ext_d2i(cert.x509(), NID_info_access, nullptr, nullptr)));
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        const ACCESS_DESCRIPTION* one = sk_ACCESS_DESCRIPTION_value(access.get(), i);
        if (OBJ_obj2nid(one->method) == NID_ad_OCSP) add(all.ocsp, one->location);
    }
    return all;
}

}  // namespace gw::pki
