// Hardened parsing: the only way octets from outside become a tree. DTD, entities, network, foreign encodings
// and oversized structures are refused while parsing, before a tree of them exists (facts: CWE-611, CWE-776).
#pragma once

#include <libxml/tree.h>

#include <memory>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::xml {

struct limits {
    std::size_t depth = 128;         // nested elements
    std::size_t attributes = 64;     // per element, namespace declarations included
    std::size_t nodes = 1'000'000;   // elements in the document
    std::size_t octets = 32u << 20;  // size of the document
    std::size_t name_length = 256;   // octets of an element or attribute name
    // Canonical XML 1.0 section 1.3 has no form for them; exclusive canonicalization simply writes them.
    bool relative_namespaces = false;

    bool operator==(const limits&) const = default;
};

struct document_deleter {
    void operator()(xmlDoc* doc) const noexcept { xmlFreeDoc(doc); }
};
using document = std::unique_ptr<xmlDoc, document_deleter>;

// Call once in main before threads start (libxml2 and its memory hooks).
void initialise();

// xml_not_well_formed, xml_dtd_forbidden, xml_too_deep, xml_too_many_attributes, xml_too_large,
// xml_encoding_unsupported, xml_name_invalid. Accepts a UTF-8 BOM. Keeps all white space, comments and
// processing instructions: they are signed.
result<document> parse(octets_view, const limits& = {});

}  // namespace gw::xml
