// Everything that asks the network about revocation, as one part of the gateway: lists kept current, OCSP
// asked where lists do not tell, and the weather of both.
#pragma once

#include "pki/verdict.hpp"
#include "revocation/crl_fetcher.hpp"
#include "revocation/ocsp_fetcher.hpp"

namespace gw::revocation {

class online_status {
public:
    // They outlive it; `tasks` is stopped before it goes.
    online_status(online_options, asio::any_io_executor, net::tls_context, trust_directory&,
                  const trust_holder&, async::pool&, const clock&, async::task_group& tasks);

    void start() { crls_.start(); }
    // What the cache knows, for one judging under that policy.
    std::shared_ptr<ocsp_lookup> lookup(const pki::policy&, timestamp at, bool may_ask) const;
    // Asks for what a judging lacked, and begins to fetch the lists that would have told.
    asio::awaitable<void> obtain(std::vector<ocsp_question>, milliseconds limit);
    asio::awaitable<bool> fetch_lists_once() { return crls_.fetch_all_once(); }
    std::vector<source_status> sources() const { return weather_.sources(); }
    source_problems problems() const { return weather_.problems(); }
    std::size_t answers_cached() const { return cache_.size(); }

private:
    const online_options options_;
    net::client list_client_, answer_client_;
    ocsp_cache cache_;
    weather weather_;
    crl_fetcher crls_;
    ocsp_fetcher ocsp_;
};

}  // namespace gw::revocation
