// The number of a case that people read out on the telephone: "SKO-20261122-7K3QX4ZD".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace gw::cases {

// PREFIX-YYYYMMDD-XXXXXXXX. The last part holds 27 bits of the time in the id (milliseconds, a cycle of 37
// hours) and its 13 lowest bits, which are random at first and count up within a millisecond: one id source
// never gives a number twice for a day, and two nodes would have to meet in one millisecond and one of 8192
// values.
std::string make_case_number(std::string_view prefix, std::chrono::year_month_day local_date, const case_id&);

}  // namespace gw::cases
