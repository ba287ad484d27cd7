// Exclusive XML Canonicalization 1.0 without comments (W3C REC 18 July 2002) of one whole element, in one
// pass over libxml2's tree. The general canonicaliser of libxml2 asks for every node whether it belongs to a
// node set; here it always does.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::xml {

// Appends to `out`. `inclusive_prefixes` is the PrefixList of section 3, "" for "#default". Relative
// namespace URIs are written as they are: xml::parse refuses them unless its caller allows them.
// xml_not_well_formed when the tree holds what a document without a DTD cannot hold.
result<void> canonicalise_exclusive(const xmlNode* element, octets& out,
                                    const std::vector<std::string>& inclusive_prefixes = {});

}  // namespace gw::xml
