// Asks OCSP responders over HTTP. One question is on its way at a time however many messages wait for it, and
// it goes on when they no longer do: the next one profits.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <mutex>

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "net/client.hpp"
#include "pki/ocsp.hpp"
#include "revocation/fetch_rules.hpp"
#include "revocation/ocsp_cache.hpp"
#include "revocation/weather.hpp"

namespace gw::revocation {

namespace asio = boost::asio;

class ocsp_fetcher {
public:
    // All of them outlive it; it must have no question on its way when it goes (the group has been stopped).
    ocsp_fetcher(ocsp_options, const fetch_rules&, net::client&, ocsp_cache&, weather&, const clock&,
                 async::task_group&);

    // Returns when the answers are in the cache, or why there are none, or when the limit has passed.
    asio::awaitable<void> obtain(std::vector<ocsp_question>, milliseconds limit);

private:
    using event_ptr = std::shared_ptr<async::event>;
    static constexpr std::size_t most_flights = 256;

    event_ptr start(const ocsp_question&);
    asio::awaitable<void> fly(ocsp_question, event_ptr landed);
    asio::awaitable<result<pki::ocsp_ptr>> ask(const ocsp_question&);
    asio::awaitable<result<pki::ocsp_ptr>> ask_at(const std::string& url, const ocsp_question&);
    result<std::vector<std::string>> addresses_of(const ocsp_question&) const;
    void land(const ocsp_question&, const event_ptr&);

    ocsp_options options_;
    const fetch_rules& rules_;
    net::client& client_;
    ocsp_cache& cache_;
    weather& weather_;
    const clock& clock_;
    async::task_group& tasks_;
    std::mutex guard_;
    std::map<octets, event_ptr> flights_;
};

// Whether the answer of a responder is one to our question: ocsp_malformed, ocsp_nonce_mismatch,
// ocsp_other_certificate, or what the responder said instead. Its signature is judged with each message.
result<pki::ocsp_ptr> read_answer(octets_view body, const ocsp_question&, octets_view nonce);

}  // namespace gw::revocation
