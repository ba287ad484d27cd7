// OCSP answers that a signature brings along, as XAdES keeps them (ETSI EN 319 132-1 section 5.4.2): in an
// Object that may hold nothing else, so that nothing can hide beside them. They are unsigned: pki judges each
// by itself.
#pragma once

#include <libxml/tree.h>

#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::dsig {

// `object`: a ds:Object. signature_structure_invalid when it holds anything but RevocationValues.
result<std::vector<octets>> read_stapled_answers(const xmlNode* object);

}  // namespace gw::dsig
