// Kazakhstan's digests and signatures as xmlsec transforms, and the key that they work with: xmlsec's own
// OpenSSL keys refuse a type that it does not know (facts/openssl-provider.md section 5).
#pragma once

#include <openssl/evp.h>
#include <xmlsec/keys.h>
#include <xmlsec/transforms.h>

namespace gw::dsig {

// Of xmldsig's URIs for GOST 34.310-2004, GOST R 34.10-2015 with 256 and with 512 bit and their digests
// (facts/kz-pki.md section 2).
xmlSecTransformId gost34311_transform() noexcept;
xmlSecTransformId streebog256_transform() noexcept;
xmlSecTransformId streebog512_transform() noexcept;
xmlSecTransformId gost2004_transform() noexcept;
xmlSecTransformId gost2015_256_transform() noexcept;
xmlSecTransformId gost2015_512_transform() noexcept;

// Once, after xmlSecInit.
void register_gost_transforms();

// The value of an xmlsec key around the bare EVP key, whose reference count goes up; null when memory is
// short.
xmlSecKeyDataPtr wrap_gost_key(EVP_PKEY*);

}  // namespace gw::dsig
