// Debian's gost-engine as the other party of differential tests and benchmarks. It knows the same algorithms
// under Russian OIDs and writes a signature value the other way round; here everything goes in and comes out
// as in Kazakhstan.
#pragma once

#include <openssl/evp.h>

#include <memory>

#include "base/bytes.hpp"
#include "crypto/kz_gost/scheme.hpp"

namespace gw::test {

// A key that the engine holds.
class gost_engine_key {
public:
    static gost_engine_key from_point(crypto::kz_gost::scheme, octets_view raw_point);
    // The scalar is little-endian.
    static gost_engine_key from_scalar(crypto::kz_gost::scheme, octets_view scalar);

    bool verify(octets_view digest, octets_view signature) const;
    octets sign(octets_view digest) const;
    octets raw_point() const;  // derived by the engine

private:
    using pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    gost_engine_key(crypto::kz_gost::scheme of, pkey key) : scheme_(of), key_(std::move(key)) {}

    crypto::kz_gost::scheme scheme_;
    pkey key_;
};

// Loads it into this process; false when the package libengine-gost-openssl is absent.
bool gost_engine_present();
// md_gost12_256, md_gost12_512, md_gost94 (with another S-box than Kazakhstan's).
octets gost_engine_digest(const char* name, octets_view);

}  // namespace gw::test
