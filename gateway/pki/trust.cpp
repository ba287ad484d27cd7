#include "pki/trust.hpp"

#include <openssl/bn.h>

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "pki/name.hpp"

namespace gw::pki {
namespace {

// The same file twice, or a folder given twice, must not change what a snapshot is.
template <class Pointer>
void sort_unique(std::vector<Pointer>& all) {
    std::erase(all, nullptr);
    std::sort(all.begin(), all.end(),
              [](const Pointer& a, const Pointer& b) { return a->sha256() < b->sha256(); });
    const auto end = std::unique(all.begin(), all.end(), [](const Pointer& a, const Pointer& b) {
        return a->sha256() == b->sha256();
    });
    all.erase(end, all.end());
}

// Decimal digits, as xsd:integer has them, to the form of certificate::serial().
std::string hex_of_decimal(std::string_view decimal) {
    const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!decimal.empty() && space(decimal.front()))
        decimal.remove_prefix(1);
    while (!decimal.empty() && space(decimal.back()))
        decimal.remove_suffix(1);
    // 20 octets are 49 digits (RFC 5280 4.1.2.2); what is far longer is not worth a conversion of quadratic
    // time.
    if (decimal.empty() || decimal.size() > 100 || decimal.find_first_not_of("0123456789") != decimal.npos)
        return "";
    BIGNUM* raw = nullptr;
    if (BN_dec2bn(&raw, std::string(decimal).c_str()) == 0) return "";
    const std::unique_ptr<BIGNUM, crypto::freed_by<BN_free>> number(raw);
    if (BN_is_zero(raw)) return "0";
    octets magnitude(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    BN_bn2bin(raw, reinterpret_cast<unsigned char*>(magnitude.data()));
    std::string hex = to_hex(magnitude);
    if (hex.front() == '0') hex.erase(0, 1);
    return hex;
}

}  // namespace

trust::trust(std::vector<certificate_ptr> anchors, std::vector<certificate_ptr> certificates,
             std::vector<crl_ptr> crls)
    : anchors_(std::move(anchors)), certificates_(std::move(certificates)), crls_(std::move(crls)) {
    sort_unique(anchors_);
    sort_unique(certificates_);
    sort_unique(crls_);
    manifest_ = make_manifest();
    version_ = to_hex(crypto::sha256(manifest_));
    verify_certificates();
    check_crls();
}

std::string trust::make_manifest() const {
    std::string all;
    const auto add = [&all](std::string_view kind, const auto& members) {
        for (const auto& member : members)
            all.append(kind).append(1, ' ').append(to_hex(member->sha256())).append(1, '\n');
    };
    add("anchor", anchors_);
    add("certificate", certificates_);
    add("crl", crls_);
    return all;
}

std::vector<certificate_ptr> trust::all_certificates() const {
    std::vector<certificate_ptr> all = anchors_;
    all.insert(all.end(), certificates_.begin(), certificates_.end());
    return all;
}

// Bounded: of hundreds of authorities with one name and no key identifiers each might have signed each. What
// is left out costs the search a verification.
void trust::verify_certificates() {
    constexpr std::size_t most = 512;
    std::size_t tried = 0;
    const auto all = all_certificates();
    for (const certificate_ptr& issuer : all) {
        if (!issuer->is_ca() && !is_anchor(*issuer)) continue;
        for (const certificate_ptr& subject : all) {
            if (!same_name(subject->issuer_name(), issuer->subject_name()) ||
                key_ids_differ(*subject, *issuer))
                continue;
            if (++tried > most) return;
            if (signed_by(*subject, *issuer)) verified_.emplace(subject.get(), issuer.get());
        }
    }
}

void trust::check_crls() {
    std::vector<certificate_ptr> known = all_certificates();
    sort_unique(known);
    for (const crl_ptr& list : crls_) {
        signed_crl checked{list, {}};
        error why(errc::crl_issuer_unknown, "no known certificate is of its issuer: " + list->issuer());
        for (const certificate_ptr& candidate : known) {
            if (!same_name(list->issuer_name(), candidate->subject_name())) continue;
            if (const auto verified = list->check_signature(*candidate))
                checked.signers.push_back(candidate);
            else
                why = verified.error();
        }
        if (checked.signers.empty())
            unusable_crls_.push_back({list, std::move(why)});
        else
            signed_crls_.push_back(std::move(checked));
    }
    std::stable_sort(signed_crls_.begin(), signed_crls_.end(), [](const signed_crl& a, const signed_crl& b) {
        return a.list->this_update() > b.list->this_update();
    });
}

bool trust::is_anchor(const certificate& cert) const noexcept {
    const auto found = std::lower_bound(
        anchors_.begin(), anchors_.end(), cert.sha256(),
        [](const certificate_ptr& one, const sha256_digest& wanted) { return one->sha256() < wanted; });
    return found != anchors_.end() && (*found)->sha256() == cert.sha256();
}

template <class Fits>
certificate_ptr trust::find_only(Fits fits) const {
    certificate_ptr found;
    for (const auto* all : {&anchors_, &certificates_}) {
        for (const certificate_ptr& one : *all) {
            if (!fits(*one)) continue;
            if (found && found->sha256() != one->sha256())
                return nullptr;  // ambiguous: choosing would be guessing
            found = one;
        }
    }
    return found;
}

certificate_ptr trust::find_by_issuer_serial(std::string_view issuer_rfc2253,
                                             std::string_view serial_decimal) const {
    const std::string serial = hex_of_decimal(serial_decimal);
    const auto wanted = from_rfc2253(issuer_rfc2253);
    if (serial.empty() || !wanted) return nullptr;
    return find_only([&](const certificate& one) {
        if (one.serial() != serial) return false;
        name_parts parts = to_parts(one.issuer_name());
        if (parts == *wanted) return true;
        std::reverse(parts.begin(), parts.end());
        return parts == *wanted;
    });
}

certificate_ptr trust::find_by_subject_key_id(octets_view key_id) const {
    if (key_id.empty()) return nullptr;
    return find_only([key_id](const certificate& one) { return one.subject_key_id() == key_id; });
}

}  // namespace gw::pki
