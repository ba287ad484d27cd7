// Whatever the octets are: keys with their certificates, or a code of keys.
#include "crypto/keys.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto bundle = gw::crypto::read_pkcs12({reinterpret_cast<const char*>(data), size}, "Qwerty12");
    if (bundle)
        GW_INVARIANT(bundle->key && !bundle->certificates.empty());
    else
        GW_INVARIANT(bundle.error().code() == gw::errc::key_unusable ||
                     bundle.error().code() == gw::errc::key_password_wrong ||
                     bundle.error().info().name.starts_with("gost_"));
    return 0;
}
