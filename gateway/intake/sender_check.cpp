#include "intake/sender_check.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"

namespace gw::intake {
namespace {

constexpr std::chrono::minutes remembered_for{10};
constexpr std::size_t most_remembered = 10'000;
constexpr rate failed_attempts{6, 10};  // per sender: a burst of ten, then one in ten seconds

bool fits(const signer_rule& rule, const pki::certificate& signer) {
    return rule.issuer == signer.issuer() && rule.bin == signer.bin() && !rule.bin.empty() &&
           (rule.role.empty() || signer.has_role(rule.role));
}

bool contains(const std::vector<sha256_digest>& list, const sha256_digest& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

result<void> check_transport_signer(const route& portal, const pki::certificate& signer) {
    if (contains(portal.certificates, signer.sha256())) return {};
    for (const auto& rule : portal.rules)
        if (fits(rule, signer)) return {};
    return error(errc::transport_certificate_unknown, signer.subject());
}

result<void> check_client_certificate(const route& portal, octets_view client_certificate_der) {
    if (portal.client_certificates.empty()) return {};
    if (!client_certificate_der.empty() &&
        contains(portal.client_certificates, crypto::sha256(client_certificate_der)))
        return {};
    return errc::client_certificate_required;
}

password_check::password_check()
    : process_key_(crypto::random_octets(32)), failures_(failed_attempts, 10'000) {}

result<void> password_check::check(const route& portal, const std::string& sender_id,
                                   const std::string& password, timestamp now) {
    const auto known = std::find_if(portal.senders.begin(), portal.senders.end(),
                                    [&](const sender& one) { return one.id == sender_id; });
    if (known == portal.senders.end()) return error(errc::sender_unknown, sender_id);
    if (!portal.password_required) return {};

    // The lengths keep "a"+"bc" and "ab"+"c" apart; the hash binds the memory to this very configuration.
    const octets mark = crypto::hmac_sha256(process_key_, std::to_string(sender_id.size()) + ":" + sender_id +
                                                              ":" + std::to_string(password.size()) + ":" +
                                                              password + ":" + known->password_hash);
    {
        const std::lock_guard lock(guard_);
        const auto at = remembered_.find(mark);
        if (at != remembered_.end() && now - at->second < remembered_for) return {};
    }
    if (!failures_.has(sender_id, now)) return error(errc::password_attempts_exceeded, sender_id);
    if (!crypto::verify_password(password, known->password_hash)) {
        failures_.take(sender_id, now);
        return error(errc::password_wrong, sender_id);
    }
    const std::lock_guard lock(guard_);
    if (remembered_.size() >= most_remembered) remembered_.clear();
    remembered_[mark] = now;
    return {};
}

void password_check::forget() {
    const std::lock_guard lock(guard_);
    remembered_.clear();
}

}  // namespace gw::intake
