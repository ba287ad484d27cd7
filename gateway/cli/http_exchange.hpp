// One HTTP exchange from a command that has no event loop of its own.
#pragma once

#include "net/client.hpp"

namespace gw::cli {

boost::system::result<net::client_response, net::client_error> exchange(net::client_request,
                                                                        const net::client_tls_options&,
                                                                        seconds timeout);

}  // namespace gw::cli
