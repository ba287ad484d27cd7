#include "app/named_files.hpp"

#include "adapters/targets/akimat/akimat_target.hpp"
#include "app/key_files.hpp"
#include "base/files.hpp"
#include "config/offices.hpp"
#include "net/tls.hpp"
#include "revocation/trust_directory.hpp"

namespace gw::app {

result<std::shared_ptr<const catalogue::catalogue>> load_catalogue(const config::settings& from) {
    auto loaded = catalogue::catalogue::load(from.catalogue);
    if (!loaded) return loaded;
    const std::chrono::year_month_day today = std::chrono::floor<std::chrono::days>(system_clock().now());
    if (auto checked = config::check_offices(from, *loaded.value(), today); !checked) return checked.error();
    return loaded;
}

result<void> check_files(const config::settings& from) {
    if (auto loaded = load_catalogue(from); !loaded) return loaded.error();
    if (auto identity = load_identity(from.signer); !identity) return identity.error();
    revocation::trust_holder holder;
    revocation::trust_directory trust({from.trust.anchors,
                                       from.trust.certificates,
                                       from.trust.crls,
                                       from.trust.max_crl_age,
                                       {},
                                       from.trust.max_crl_size,
                                       {}},
                                      holder);
    if (auto loaded = trust.load(); !loaded) return loaded.error();
    if (from.time_stamps)
        if (auto anchors = read_file(from.time_stamps->anchors, 1u << 20); !anchors) return anchors.error();
    for (const auto* one : {&from.portals, &from.admin, from.backoffice ? &*from.backoffice : nullptr})
        if (one != nullptr && one->tls)
            if (auto tls = net::make_server_tls(*one->tls); !tls) return tls.error();
    for (const auto& hook : from.webhooks) {
        if (auto tls = net::make_client_tls(hook.tls); !tls) return tls.error();
        if (!hook.hmac_secret_file.empty())
            if (auto secret = akimat::read_secret(hook.hmac_secret_file); !secret) return secret.error();
    }
    for (const auto& target : from.targets) {
        if (auto tls = net::make_client_tls(target.tls); !tls) return tls.error();
        if (!target.hmac_secret_file.empty())
            if (auto secret = akimat::read_secret(target.hmac_secret_file); !secret) return secret.error();
    }
    return {};
}

}  // namespace gw::app
