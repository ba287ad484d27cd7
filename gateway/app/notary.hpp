// Background work for the proof of the journal: a signed checkpoint whenever it has advanced, and time stamps
// from an authority where one is configured. Neither holds a message up; what fails is logged and tried
// again.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "async/pool.hpp"
#include "config/settings.hpp"
#include "evidence/time_stamps.hpp"
#include "intake/reply.hpp"
#include "net/client.hpp"

namespace gw::app {

namespace asio = boost::asio;

class notary {
public:
    // Everything outlives the notary.
    struct parts {
        asio::any_io_executor executor;
        store::store& store;
        async::pool& db;
        const gw::clock& clock;
        std::function<intake::signing_identity_ptr()> identity;
        std::function<pki::trust_ptr()> trust;  // whose lists speak of the authority
    };
    // Throws infrastructure_error when the authority's anchors or its TLS files cannot be read.
    notary(parts, seconds checkpoint_every, std::optional<config::time_stamping>);

    // Until cancelled; for a task group.
    asio::awaitable<void> sign_checkpoints();
    asio::awaitable<void> ask_for_time_stamps();
    bool has_authority() const noexcept { return authority_.has_value(); }
    // The last one, when nothing more will be committed. Throws nothing.
    void sign_last_checkpoint() noexcept;

private:
    void sign_checkpoint();
    asio::awaitable<void> time_stamp_once();
    std::optional<evidence::stamp_order> order();
    void keep(const evidence::stamp_order&, const net::client_response&);

    parts parts_;
    const milliseconds checkpoint_every_;
    std::optional<config::time_stamping> authority_;
    evidence::stamp_rules rules_;
    std::unique_ptr<net::client> client_;
};

}  // namespace gw::app
