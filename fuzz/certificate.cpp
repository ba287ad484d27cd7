// Whatever the octets are: a certificate, or certificate_malformed.
#include "pki/certificate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read = gw::pki::read_certificates({reinterpret_cast<const char*>(data), size});
    if (!read) {
        GW_INVARIANT(read.error().code() == gw::errc::certificate_malformed);
        return 0;
    }
    for (const auto& one : *read)
        GW_INVARIANT(!gw::pki::describe(*one).empty());
    return 0;
}
