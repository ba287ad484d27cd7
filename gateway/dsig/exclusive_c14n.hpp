// Our exclusive canonicalisation as a transform of xmlsec, in the place of its own.
#pragma once

#include <libxml/tree.h>
#include <xmlsec/transforms.h>

#include <optional>
#include <string>
#include <vector>

namespace gw::dsig {

// <InclusiveNamespaces PrefixList="a b #default"/> in a method or transform (Exclusive XML Canonicalization
// section 2), "" for "#default"; empty when it is not there, nothing when it cannot be read.
std::optional<std::vector<std::string>> read_prefix_list(const xmlNode* method);

// Has the URI of http://www.w3.org/2001/10/xml-exc-c14n# without comments.
xmlSecTransformId exclusive_c14n_transform() noexcept;
// Once, after xmlSecInit: every signature that names the URI is computed by it from then on.
void register_exclusive_c14n();

}  // namespace gw::dsig
