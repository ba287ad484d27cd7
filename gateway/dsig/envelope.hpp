// The SOAP 1.1 envelope as the signature code needs it: the one Body, the one WS-Security header, nothing in
// between.
#pragma once

#include <libxml/tree.h>

#include "base/error.hpp"

namespace gw::dsig {

struct envelope {
    xmlNode* header = nullptr;    // may be null
    xmlNode* security = nullptr;  // may be null
    xmlNode* body = nullptr;
};

// soap_not_an_envelope, soap_version_mismatch, soap_structure_invalid, soap_must_understand,
// signature_not_unique (two Security headers).
result<envelope> read_envelope(xmlDoc*);

}  // namespace gw::dsig
