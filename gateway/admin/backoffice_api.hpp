// The API of back offices: /api/v1 (schemas/backoffice/openapi.yaml). An office sees its own cases; those of
// others do not exist for it.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <vector>

#include "admin/bearer.hpp"
#include "admin/case_work.hpp"
#include "async/pool.hpp"
#include "base/clock.hpp"
#include "net/http_types.hpp"
#include "store/store.hpp"

namespace gw::admin {

namespace asio = boost::asio;

// How requests that wait for news are served.
struct long_poll_options {
    milliseconds look_again{500};  // how often the store is asked meanwhile
    std::size_t most = 256;        // waiting at a time; over it, the answer comes at once
    std::size_t most_of_one = 32;  // of them with one token
};

class backoffice_api {
public:
    // What is referred to outlives this. Every token names a provider.
    backoffice_api(store::store&, async::pool& db, const clock&, std::vector<token>, case_work_parts = {},
                   long_poll_options = {});

    // Whether the path belongs to this interface.
    static bool owns(std::string_view path) noexcept;
    // Never throws because of the request; a lost store is a 503.
    asio::awaitable<net::response> handle(net::request) const;
    // Requests that wait for news are answered with what there is: the server is about to stop.
    void end_waiting() noexcept { stopping_.store(true); }

private:
    // What the store has to do, ready to run on a db thread. Nothing: there is no news yet, ask again; the
    // last time there is always an answer.
    using job = std::function<std::optional<net::response>(bool last)>;
    struct prepared {
        job run;
        seconds wait{0};  // for news
    };

    result<prepared> prepare(const net::request&, const token&) const;
    result<prepared> prepare_list(const net::request&, const token&) const;
    result<prepared> prepare_feed(const net::request&, const token&) const;
    result<prepared> prepare_case(const net::request&, const token&, std::string_view rest) const;
    net::response act_on_case(const net::request&, const token&, std::string_view id,
                              std::string_view action) const;
    net::response acknowledge(const token&, const std::string& id) const;
    net::response post_status(const token&, const std::string& id, const net::request&) const;
    asio::awaitable<net::response> run(prepared, const token&) const;
    asio::awaitable<std::optional<net::response>> run_once(const job&, bool last) const;

    store::store& store_;
    async::pool& db_;
    const clock& clock_;
    std::vector<token> tokens_;
    case_work work_;
    long_poll_options poll_;
    mutable std::atomic<std::size_t> waiting_{0};
    mutable std::vector<std::atomic<std::size_t>> waiting_of_;  // by token
    std::atomic<bool> stopping_{false};
};

}  // namespace gw::admin
