// Whatever the octets are: keys with their certificates, or one of two codes.
#include "crypto/keys.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto bundle = gw::crypto::read_pkcs12({reinterpret_cast<const char*>(data), size}, "Qwerty12");
    if (bundle)
        GW_INVARIANT(bundle->key && !bundle->certificates.empty());
    else
        GW_INVARIANT(bundle.error().code() == gw::errc::key_unusable ||
                     bundle.error().code() == gw::errc::key_password_wrong);
    return 0;
}
