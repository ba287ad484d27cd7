#include "dsig/check.hpp"

#include "dsig/arithmetic.hpp"
#include "dsig/key_info.hpp"

namespace gw::dsig {
namespace {

// The key to judge with; null when KeyInfo names a certificate that nobody here holds.
result<EVP_PKEY*> choose_key(const signature_input& in, signature_report& report) {
    if (in.opts.pinned_key != nullptr) return in.opts.pinned_key;
    auto named = resolve_key_info(in.signature.key_info, in.security, in.ids, in.trust, in.cache);
    if (!named) return named.error();
    report.signer = std::move(named.value().certificate);
    report.helpers = std::move(named.value().helpers);
    report.signer_name = std::move(named.value().name);
    if (!report.signer) return static_cast<EVP_PKEY*>(nullptr);
    if (report.signer->key_fault()) return *report.signer->key_fault();
    return report.signer->public_key();
}

}  // namespace

result<std::vector<octets>> check_signature(const signature_input& in, signature_report& report) {
    report.stapled = in.signature.stapled;
    const auto key = choose_key(in, report);
    if (!key) return key.error();
    auto sums = compute(in.signature, in.ids, key.value(), in.opts);
    for (std::size_t i = 0; i < sums.digests_ok.size() && i < report.references.size(); ++i)
        report.references[i].digest_ok = sums.digests_ok[i];
    report.signature_ok = sums.signature_ok;
    if (!sums.failure) return std::move(sums.digested);
    if (sums.failure->code() == errc::signing_certificate_not_found)
        return error(errc::signing_certificate_not_found, report.signer_name);
    return *sums.failure;
}

}  // namespace gw::dsig
