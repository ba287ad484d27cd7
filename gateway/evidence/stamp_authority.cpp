#include "evidence/stamp_authority.hpp"

#include "pki/verdict.hpp"

namespace gw::evidence {

std::optional<error> judge_stamp_authority(const crypto::time_stamp& stamp, octets_view anchors_pem,
                                           const std::vector<pki::crl_ptr>& lists) {
    const auto known = pki::read_certificates(anchors_pem);
    if (!known) return known.error();
    std::vector<pki::certificate_ptr> anchors, between, carried;
    for (const auto& one : *known)
        (one->is_self_issued() ? anchors : between).push_back(one);
    for (const octets& der : stamp.certificates) {
        const auto one = pki::certificate::from_der(der);
        if (!one) return one.error();
        carried.push_back(*one);
    }
    if (carried.empty())
        return error(errc::revocation_unavailable, "the token does not carry its certificate");
    pki::policy rules;
    rules.profile = pki::profile::rfc5280;
    rules.purpose = pki::purpose::any;
    const pki::trust trust(std::move(anchors), std::move(between), lists);
    return pki::evaluate(carried.front(), {carried.begin() + 1, carried.end()}, trust, rules, stamp.at)
        .failure;
}

bool is_revoked(const error& status) noexcept {
    return status.info().sub_indication == sub_indication::revoked ||
           status.info().sub_indication == sub_indication::revoked_ca_no_poe;
}

}  // namespace gw::evidence
