// What may be fetched from where. A certificate of a stranger names addresses too: without these rules it could
// make the gateway call anything that its network reaches.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace gw::revocation {

struct fetch_rules {
    std::vector<std::string> hosts;  // "crl.pki.gov.kz", with other ports than 80 and 443 "host:8080"
    bool private_addresses = false;  // may those hosts be on the own network?
};

// fetch_forbidden: not http or https, a user name in it, or a host that is not on the list.
result<void> check_address(const std::string& url, const fetch_rules&);
// "host:port", to put an address of the configuration on the list.
result<std::string> host_of(const std::string& url);
// Not loopback, private, link-local, multicast, nor any other range that IANA keeps from the public network.
bool is_public(const boost::asio::ip::address&);

}  // namespace gw::revocation
