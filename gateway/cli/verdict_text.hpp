// A verdict for a person: the JSON that other programs read, laid out in lines. One source, so the two never
// differ.
#pragma once

#include <boost/json/fwd.hpp>

namespace gw::cli {

// Of `message verify`, `message explain` and `cert verify`: the fields that are there.
void print_verdict(const boost::json::object& verdict);

}  // namespace gw::cli
