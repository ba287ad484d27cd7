// What every player of requests needs: a client that trusts the test hierarchy, a post to a portal's path, a
// table on paper.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "net/client.hpp"
#include "sandbox/reply_reader.hpp"

namespace sandbox {

// `certs`: made by certs-example/make.sh.
gw::net::client make_client(boost::asio::any_io_executor, const std::filesystem::path& certs);

// Throws std::runtime_error when the gateway does not answer at all.
boost::asio::awaitable<gateway_reply> post_message(gw::net::client& client, std::string url,
                                                   std::string message, const gw::pki::trust& gateway);
// The body of GET, or nothing.
boost::asio::awaitable<std::string> get_text(gw::net::client& client, std::string url);
// Asks again and again until `enough` of the body, or the time is over.
boost::asio::awaitable<void> get_until(gw::net::client& client, std::string url, gw::milliseconds patience,
                                       std::function<bool(const std::string&)> enough);

// Pads by characters, not octets, and cuts what is too long.
std::string cell(std::string_view text, std::size_t width);

}  // namespace sandbox
