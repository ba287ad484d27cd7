// The SOAP 1.1 envelope around what we write.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace gw::soap {

// An envelope whose Body has exactly this content. Namespaces are declared where they are used, and there is
// no white space between elements, so that a signature over the Body by exclusive canonicalization survives
// any relay.
octets write_envelope(std::string_view body_xml);
// <name>escaped text</name>
std::string write_element(std::string_view name, std::string_view text);
// The same, or nothing when the text is empty.
std::string write_optional(std::string_view name, std::string_view text);

}  // namespace gw::soap
