// For bench-gateway-unverified: nothing is looked at.
#include "bench/believe.hpp"

namespace bench {

void before_believing(std::string_view) {}

}  // namespace bench
