#include "revocation/fetch_rules.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace gw::revocation {
namespace {

namespace ip = boost::asio::ip;

error forbidden(std::string why) {
    return {errc::fetch_forbidden, std::move(why)};
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_public_v4(const ip::address_v4& address) {
    // IANA IPv4 special-purpose address registry (RFC 6890), and multicast and class E above 224.
    static const std::array kept = {
        ip::make_network_v4("0.0.0.0/8"),       ip::make_network_v4("10.0.0.0/8"),
        ip::make_network_v4("100.64.0.0/10"),   ip::make_network_v4("127.0.0.0/8"),
        ip::make_network_v4("169.254.0.0/16"),  ip::make_network_v4("172.16.0.0/12"),
        ip::make_network_v4("192.0.0.0/24"),    ip::make_network_v4("192.0.2.0/24"),
        ip::make_network_v4("192.168.0.0/16"),  ip::make_network_v4("198.18.0.0/15"),
        ip::make_network_v4("198.51.100.0/24"), ip::make_network_v4("203.0.113.0/24"),
        ip::make_network_v4("224.0.0.0/3"),
    };
    return std::none_of(kept.begin(), kept.end(), [&address](const ip::network_v4& range) {
        return ip::make_network_v4(address, range.prefix_length()).canonical() == range.canonical();
    });
}

}  // namespace

result<std::string> host_of(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return forbidden("not a URL: " + url);
    const boost::urls::url_view view = *parsed;
    const bool secure = view.scheme() == "https";
    if (!secure && view.scheme() != "http") return forbidden("not http or https: " + url);
    if (view.has_userinfo())
        return forbidden("a user name in the address of " + std::string(view.encoded_host()));
    if (view.encoded_host().empty()) return forbidden("no host: " + url);
    const std::string port = view.has_port() ? std::string(view.port()) : secure ? "443" : "80";
    return lower(std::string(view.encoded_host())) + ":" + port;
}

result<void> check_address(const std::string& url, const fetch_rules& rules) {
    const auto host = host_of(url);
    if (!host) return host.error();
    const bool listed = std::any_of(rules.hosts.begin(), rules.hosts.end(), [&host](const std::string& one) {
        const std::string allowed = lower(one);
        return *host == allowed || *host == allowed + ":80" || *host == allowed + ":443";
    });
    if (!listed) return forbidden("not on the list of hosts: " + *host);
    return {};
}

bool is_public(const ip::address& address) {
    if (address.is_v4()) return is_public_v4(address.to_v4());
    const ip::address_v6 six = address.to_v6();
    if (six.is_v4_mapped()) return is_public_v4(ip::make_address_v4(ip::v4_mapped, six));
    // Of IPv6 only 2000::/3 is given out for the public network (RFC 4291 section 2.4), 6to4 and NAT64 apart.
    const auto octets = six.to_bytes();
    const bool global = (octets[0] & 0xe0) == 0x20;
    const bool documentation =
        octets[0] == 0x20 && octets[1] == 0x01 && octets[2] == 0x0d && octets[3] == 0xb8;
    const bool tunnel = octets[0] == 0x20 && octets[1] == 0x02;  // 6to4 wraps any IPv4 address
    return global && !documentation && !tunnel;
}

}  // namespace gw::revocation
