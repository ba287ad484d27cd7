// Writing XML text: escaping that survives canonicalisation unchanged (Canonical XML 1.0 section 2.3).
#pragma once

#include <string>
#include <string_view>

namespace gw::xml {

// Characters that XML 1.0 forbids are replaced by U+FFFD.
std::string escape_text(std::string_view);
std::string escape_attribute(std::string_view);

}  // namespace gw::xml
