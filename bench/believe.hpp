// What a benchmark's gateway does before it believes a message: the place where the two differ.
#pragma once

#include <string_view>

namespace bench {

// Throws when the message is not to be believed.
void before_believing(std::string_view message);

}  // namespace bench
