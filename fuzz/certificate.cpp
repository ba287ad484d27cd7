// Whatever the octets are: a certificate, or a refusal that says FORMAT_FAILURE.
#include "pki/certificate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read = gw::pki::read_certificates({reinterpret_cast<const char*>(data), size});
    if (!read) {
        GW_INVARIANT(read.error().info().sub_indication == gw::sub_indication::format_failure);
        return 0;
    }
    for (const auto& one : *read) {
        GW_INVARIANT(!gw::pki::describe(*one).empty());
        for (const auto& point : one->crl_distribution_points())
            GW_INVARIANT(!point.names.empty() || !point.crl_issuers.empty());
    }
    return 0;
}
