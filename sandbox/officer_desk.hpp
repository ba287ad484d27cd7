// A reference back office that works by the gateway's API alone: a small web page on which an officer takes a
// case, leads it on and decides. The page never sees the token or the key: this program adds the one and
// signs with the other.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "net/client.hpp"
#include "net/server.hpp"
#include "sandbox/parties.hpp"

namespace sandbox {

struct officer_desk_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string gateway;                    // https://host:port of the back office listener
    std::filesystem::path certs;            // hierarchy made by certs-example/make.sh
    std::string token;                      // of the office
    std::string head = "back-office/head";  // who signs decisions
};

// GET  /                the page
// *    /api/...         the gateway's /api/v1/..., with the token
// POST /decide          {"case", "outcome", "text_kk", "text_ru", "version"}: signs the decision and hands it
// in
class officer_desk {
public:
    officer_desk(boost::asio::any_io_executor, officer_desk_options);
    boost::asio::awaitable<gw::net::response> handle(gw::net::request);

private:
    boost::asio::awaitable<gw::net::response> forward(gw::net::client_request);
    boost::asio::awaitable<gw::net::response> pass_on(gw::net::request);
    boost::asio::awaitable<gw::net::response> decide(gw::net::request);

    officer_desk_options options_;
    parties cast_;
    std::unique_ptr<gw::net::client> client_;
};

// The document of schemas/backoffice/decision.xsd, signed. Throws std::runtime_error.
std::string make_decision(const party& by, const std::string& number, const std::string& outcome,
                          const std::string& text_kk, const std::string& text_ru);

// Serves until SIGTERM or SIGINT; prints "listening officer-desk URL".
int run_officer_desk(officer_desk_options);

}  // namespace sandbox
