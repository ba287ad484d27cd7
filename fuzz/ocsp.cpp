// Whatever the octets are: an OCSP answer, or one of the four ways to refuse it.
#include "pki/ocsp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read = gw::pki::read_ocsp({reinterpret_cast<const char*>(data), size});
    if (read) return 0;
    const gw::errc code = read.error().code();
    GW_INVARIANT(code == gw::errc::ocsp_malformed || code == gw::errc::ocsp_try_later ||
                 code == gw::errc::ocsp_refused || code == gw::errc::ocsp_extension_unsupported);
    return 0;
}
