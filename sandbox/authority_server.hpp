// The pretend authority on the network: lists, OCSP and time stamps over plain HTTP, and an interface that
// makes any of them fail in the ways that real ones do (facts/kz-pki.md section 3: 0 bytes, tryLater, broken
// downloads).
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "net/server.hpp"
#include "sandbox/authority.hpp"

namespace sandbox {

struct authority_options {
    std::filesystem::path certs;  // hierarchy made by certs-example/make.sh
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};

class shifted_clock final : public gw::clock {
public:
    gw::timestamp now() const override { return gw::system_clock().now() + gw::seconds(offset_.load()); }
    void shift(gw::seconds by) { offset_ = by.count(); }

private:
    std::atomic<gw::seconds::rep> offset_{0};
};

// GET  /crl/NAME.crl, /crl/NAME-delta.crl: lists, with ETag; NAME is root, issuing, issuing-revoked, and
// where
//      the hierarchy has GOST also root-gost2015, issuing-gost2015, root-gost2004, issuing-gost2004
// POST /ocsp: for all of them
// POST /tsa: RFC 3161
// GET  /state: numbers, revoked serials, what was asked for how often
// POST /revoke {"authority": "issuing", "serial": "hex", "reason": 1, "publish": "full" | "delta"}
// POST /restore {"authority": "issuing", "serial": "hex", "publish": "full" | "delta"}
// POST /faults {"endpoint": "crl" | "delta" | "ocsp" | "tsa", "fault": "...", "delay_ms": 0}
//     fault: none slow down empty truncated html error stale wrong_signed rolled_back without_base try_later
//     unauthorized
// POST /clock   {"offset_s": -600}          the authority's clock
class authority_server {
public:
    // The authority's clock, which may be told to be wrong.
    const gw::clock& clock() const noexcept { return clock_; }

    explicit authority_server(const authority_options&);
    boost::asio::awaitable<gw::net::response> handle(gw::net::request);

private:
    struct fault {
        std::string name = "none";
        gw::milliseconds delay{0};
    };

    gw::net::response answer(const std::string& endpoint, const gw::net::request&, const std::string& fault);
    gw::net::response list(const std::string& endpoint, const gw::net::request&, const std::string& fault);
    gw::net::response ocsp(const gw::net::request&, const std::string& fault);
    gw::net::response change(const gw::net::request&);
    gw::net::response revoke(const gw::net::request&, bool restore);
    gw::net::response state() const;
    authority* find(const std::string& name);
    gw::timestamp now() const { return clock_.now(); }
    fault fault_of(const std::string& endpoint);

    mutable std::mutex guard_;
    shifted_clock clock_;
    std::vector<std::unique_ptr<authority>> authorities_;
    std::map<std::string, fault> faults_;
    std::map<std::string, int> asked_;
};

// Serves until SIGTERM or SIGINT; prints "listening ca URL".
int run_authority(const authority_options&);

}  // namespace sandbox
