// Our exclusive canonicalisation as a transform of xmlsec, in the place of its own.
#pragma once

#include <xmlsec/transforms.h>

namespace gw::dsig {

// Has the URI of http://www.w3.org/2001/10/xml-exc-c14n# without comments.
xmlSecTransformId exclusive_c14n_transform() noexcept;
// Once, after xmlSecInit: every signature that names the URI is computed by it from then on.
void register_exclusive_c14n();

}  // namespace gw::dsig
