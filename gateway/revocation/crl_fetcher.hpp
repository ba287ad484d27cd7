// Fetches revocation lists, full and delta, into a folder of the trust directory. What arrives is judged
// before it replaces the file of its address: nothing broken, forged or older ever lies there, so that a
// restart finds the last good one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <set>

#include "async/pool.hpp"
#include "async/task_group.hpp"
#include "net/client.hpp"
#include "revocation/fetch_rules.hpp"
#include "revocation/trust_directory.hpp"
#include "revocation/weather.hpp"

namespace gw::revocation {

namespace asio = boost::asio;

class crl_fetcher {
public:
    // All of them outlive it; `tasks` is stopped before it goes.
    crl_fetcher(crl_options, const fetch_rules&, net::client&, trust_directory&, const trust_holder&,
                async::pool&, weather&, const clock&, async::task_group& tasks);

    // Begins to fetch what the configuration and the certificates of the trust directory name, and goes on.
    void start();
    // A certificate that was met: begins with its distribution points when they are new and permitted.
    void notice(const pki::certificate& cert);
    // Every known address once; false when any failed. For the command line.
    asio::awaitable<bool> fetch_all_once();

    // One attempt. Public for tests.
    struct source {
        std::string url, kind, issuer;
    };
    asio::awaitable<result<void>> fetch(source);

private:
    void add_locations(const pki::certificate&, std::vector<source>&) const;
    std::vector<source> known_sources() const;
    void begin(std::vector<source>);
    asio::awaitable<void> keep_fetching(source);
    asio::awaitable<result<void>> exchange(const source&, fetch_report&);
    std::filesystem::path file_of(const source&) const;
    result<void> take(const source&, octets body, const std::string& tags);
    void remember(const source&, const pki::crl&);

    crl_options options_;
    const fetch_rules& rules_;
    net::client& client_;
    trust_directory& directory_;
    const trust_holder& trust_;
    async::pool& pool_;
    weather& weather_;
    const clock& clock_;
    async::task_group& tasks_;
    mutable std::mutex guard_;
    std::set<std::string> begun_;  // addresses
    struct dates {
        timestamp this_update{};
        std::optional<timestamp> next_update;
    };
    std::map<std::string, dates> dates_;  // of what an address last brought
};

// Whether a list that has arrived may go into force beside what is there: crl_malformed,
// crl_scope_unsupported, crl_signature_wrong, crl_rolled_back.
result<pki::crl_ptr> judge_fetched(octets_view body, const pki::trust&, octets_view in_place);

}  // namespace gw::revocation
