// Which addresses may be called.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

#include "base/error.hpp"
#include "revocation/online_options.hpp"

namespace gw::revocation {

// fetch_forbidden: not http or https, a user name in it, or a host that is not on the list.
result<void> check_address(const std::string& url, const fetch_rules&);
// "host:port", to put an address of the configuration on the list.
result<std::string> host_of(const std::string& url);
// Not loopback, private, link-local, multicast, nor any other range that IANA keeps from the public network.
bool is_public(const boost::asio::ip::address&);

}  // namespace gw::revocation
