// Errors of the HTTP interfaces for programs: RFC 9457 problem details, made from the error table.
#pragma once

#include "base/error.hpp"
#include "net/http_types.hpp"

namespace gw::admin {

// 4xx as the table says; what the table calls a fault to retry is 503 with Retry-After, every other code 500.
// The detail of the error is shown when the request is at fault, and stays inside when the gateway is.
net::response make_problem(const gw::error&);

}  // namespace gw::admin
