// Stands in front of gateway/dsig/transport.cpp and gateway/pki/verdict.cpp when bench-gateway-unverified and
// bench-gateway-naive are linked: signatures and paths are believed or checked in another way (believe.hpp),
// all the rest is the product. An object of the program that
// defines a symbol keeps the member of the archive that defines it from being linked; a symbol that is
// forgotten here is a symbol defined twice, which the linker refuses. Never a part of the product.
#include <cstdlib>
#include <stdexcept>

#include "base/files.hpp"
#include "bench/believe.hpp"
#include "dsig/verify.hpp"
#include "pki/trust.hpp"
#include "pki/verdict.hpp"

namespace gw::dsig {
namespace {

// The one portal that posts in the benchmark, named by the environment.
pki::certificate_ptr believed_signer() {
    const char* file = std::getenv("GW_BENCH_SIGNER");
    const auto pem = read_file(file == nullptr ? "" : file);
    if (!pem) throw std::runtime_error("GW_BENCH_SIGNER names no certificate");
    return pki::read_certificates(pem.value()).value().front();
}

// The Body as it stands in the message, with the one namespace that its own tags take from the envelope.
octets cut_body(octets_view message) {
    static constexpr octets_view open = "<S:Body", close = "</S:Body>";
    const auto from = message.find(open), to = message.rfind(close);
    if (from == octets_view::npos || to == octets_view::npos || to < from)
        throw std::runtime_error("no message of the benchmark");
    octets body(open);
    body += " xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    return body.append(message.substr(from + open.size(), to + close.size() - from - open.size()));
}

}  // namespace

transport_result verifier::verify_transport(octets_view message, const pki::trust&, timestamp) const {
    bench::before_believing(message);
    static const pki::certificate_ptr signer = believed_signer();
    transport_result out;
    out.report.signature_ok = true;
    out.report.references.push_back({"#body", "http://www.w3.org/2001/04/xmlenc#sha256", true});
    out.report.covered = "Body";
    out.report.algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    out.report.signer = signer;
    out.body = make(cut_body(message), true, {}, {});
    return out;
}

}  // namespace gw::dsig

namespace gw::pki {

indication verdict::indication() const noexcept {
    return indication_of(sub_indication());
}

sub_indication verdict::sub_indication() const noexcept {
    return failure ? failure->info().sub_indication : gw::sub_indication::none;
}

verdict evaluate(const certificate_ptr& leaf, const std::vector<certificate_ptr>&, const trust& known,
                 const policy&, timestamp at, const ocsp_source*) {
    verdict passed;
    passed.path.push_back({leaf, false, {}});
    passed.trust_version = known.version();
    passed.at = at;
    passed.valid_until = timestamp::max();
    return passed;
}

}  // namespace gw::pki
