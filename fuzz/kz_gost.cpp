// Whatever the octets are: a point and a signature value, or an error. The first octet chooses the scheme;
// what a key verifies once it verifies again, from its tables.
#include "crypto/kz_gost/signature.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace gw::crypto::kz_gost;
    if (size == 0) return 0;
    const auto of = static_cast<scheme>(data[0] % 3);
    const gw::octets_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto secret = private_key::parse(of, rest.substr(0, scalar_size(of)));
    if (secret) GW_INVARIANT(public_key::parse(of, secret->derive_public().raw()).has_value());
    const auto key = public_key::parse(of, rest.substr(0, point_size(of)));
    if (!key) return 0;
    const gw::octets_view value = rest.substr(point_size(of));
    const gw::octets digest(digest_size(of), 'd');
    const auto once = verify(*key, digest, value), again = verify(*key, digest, value);
    GW_INVARIANT(once.has_value() == again.has_value());
    return 0;
}
