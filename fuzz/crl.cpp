// Whatever the octets are: a revocation list, or one of the two ways to refuse it.
#include "pki/crl.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read = gw::pki::read_crl({reinterpret_cast<const char*>(data), size});
    if (read) return 0;
    const gw::errc code = read.error().code();
    GW_INVARIANT(code == gw::errc::crl_malformed || code == gw::errc::crl_scope_unsupported);
    return 0;
}
