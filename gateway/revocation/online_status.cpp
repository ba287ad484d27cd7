#include "revocation/online_status.hpp"

namespace gw::revocation {
namespace {

constexpr std::size_t answer_limit = 64 * 1024;

// What the operator has written down himself is on the list of hosts.
online_options with_configured_hosts(online_options options) {
    const auto add = [&options](const std::string& url) {
        if (const auto host = host_of(url)) options.rules.hosts.push_back(*host);
    };
    for (const auto& mirror : options.crl.mirrors) {
        for (const auto& url : mirror.crls)
            add(url);
        for (const auto& url : mirror.deltas)
            add(url);
    }
    for (const auto& [issuer, url] : options.ocsp.responders)
        add(url);
    return options;
}

net::client_options client_for(const fetch_rules& rules, std::size_t body_limit) {
    net::client_options made;
    made.body_limit = body_limit;
    if (!rules.private_addresses) made.permitted = is_public;
    return made;
}

}  // namespace

online_status::online_status(online_options options, asio::any_io_executor executor, net::tls_context tls,
                             trust_directory& directory, const trust_holder& trust, async::pool& pool,
                             const clock& clock, async::task_group& tasks)
    : options_(with_configured_hosts(std::move(options))),
      list_client_(executor, tls, client_for(options_.rules, options_.crl_limit)),
      answer_client_(executor, tls, client_for(options_.rules, answer_limit)),
      cache_(options_.ocsp_entries),
      crls_(options_.crl, options_.rules, list_client_, directory, trust, pool, weather_, clock, tasks),
      ocsp_(options_.ocsp, options_.rules, answer_client_, cache_, weather_, clock, tasks) {}

std::shared_ptr<ocsp_lookup> online_status::lookup(const pki::policy& rules, timestamp at,
                                                   bool may_ask) const {
    return std::make_shared<ocsp_lookup>(cache_, at, rules.max_ocsp_age, may_ask);
}

asio::awaitable<void> online_status::obtain(std::vector<ocsp_question> questions, milliseconds limit) {
    for (const auto& one : questions)
        crls_.notice(*one.cert);
    auto asking = ocsp_.obtain(std::move(questions), limit);
    co_await std::move(asking);
}

}  // namespace gw::revocation
