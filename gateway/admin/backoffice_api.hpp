// The pull side for offices that cannot be reached: /api/v1/cases (schemas/backoffice/openapi.yaml). An
// office sees its own cases; those of others do not exist for it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <vector>

#include "admin/bearer.hpp"
#include "async/pool.hpp"
#include "base/clock.hpp"
#include "net/http_types.hpp"
#include "store/store.hpp"

namespace gw::admin {

namespace asio = boost::asio;

class backoffice_api {
public:
    // What is referred to outlives this. Every token names a provider.
    backoffice_api(store::store&, async::pool& db, const clock&, std::vector<token>);

    // Whether the path belongs to this interface.
    static bool owns(std::string_view path) noexcept;
    // Never throws because of the request; a lost store is a 503.
    asio::awaitable<net::response> handle(net::request) const;

private:
    // What the store has to do, ready to run on a db thread.
    using job = std::function<net::response()>;

    result<job> prepare(const net::request&, const token&) const;
    result<job> prepare_list(const net::request&, const token&) const;
    result<job> prepare_case(const net::request&, const token&, std::string_view rest) const;
    job show(const token&, std::string id) const;
    job acknowledge(const token&, std::string id) const;
    result<job> post_status(const net::request&, const token&, std::string id) const;
    std::optional<store::stored_case> find_own(const token&, std::string_view id) const;

    store::store& store_;
    async::pool& db_;
    const clock& clock_;
    std::vector<token> tokens_;
};

}  // namespace gw::admin
