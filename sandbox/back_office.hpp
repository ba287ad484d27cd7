// A pretend akimat back office: takes cases over HTTPS, checks the signature of the delivery, keeps each
// idempotency key once, and fails on demand. Its own interface is for demonstrations and tests.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "net/server.hpp"

namespace sandbox {

struct back_office_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    gw::net::server_tls_options tls;
    std::string hmac_secret;       // empty: not checked
    std::filesystem::path ledger;  // JSON lines, one per delivery that counted; read again at start
};

// POST /cases            a delivery: 201 new, 409 known key, 401 wrong signature
// GET  /cases            what was taken: [{"key", "case_number", "deliveries", "checks"}]
// POST /events           an event of a case, signed alike
// GET  /events           what was told
// POST /faults {"status": 503, "count": 3}   the next deliveries are answered so
class back_office {
public:
    explicit back_office(back_office_options);
    boost::asio::awaitable<gw::net::response> handle(gw::net::request);

private:
    gw::net::response take(const gw::net::request&);
    gw::net::response list() const;
    gw::net::response take_event(const gw::net::request&);
    gw::net::response list_events() const;
    std::optional<gw::net::response> refuse(const gw::net::request&);
    gw::net::response set_faults(const gw::net::request&);
    void remember(const std::string& key, const std::string& number);

    struct taken {
        std::string number;
        int deliveries = 0;
        boost::json::value checks;  // of the case, as delivered; not kept over a restart
    };
    back_office_options options_;
    mutable std::mutex guard_;
    std::map<std::string, taken> cases_;
    std::map<std::string, std::string> events_;  // by idempotency key
    unsigned fault_status_ = 0;
    int faults_left_ = 0;
};

// Serves until SIGTERM or SIGINT; prints "listening back-office URL".
int run_back_office(back_office_options);

}  // namespace sandbox
