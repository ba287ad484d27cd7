// Everything an operator decides, as one checked value. Paths are absolute once loaded (relative ones count
// from the configuration file).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dsig/sign.hpp"
#include "intake/route.hpp"
#include "net/server.hpp"
#include "net/tls.hpp"
#include "revocation/online_options.hpp"
#include "xml/document.hpp"

namespace gw::config {

struct listener {
    net::server_options http;
    std::optional<net::server_tls_options> tls;
};

struct signing {
    std::string key_file, certificate_file;  // PEM
    std::string p12_file;                    // instead of the two
    std::string password_file;
    dsig::key_info_form key_info = dsig::key_info_form::key_identifier;
};

struct trust {
    std::vector<std::filesystem::path> anchors, certificates, crls;
    std::optional<seconds> max_crl_age, max_ocsp_age;
    std::size_t max_crl_size = 0;          // octets
    std::filesystem::path last_good_crls;  // empty: beside the store
    seconds reload{10};
};

struct api_token {
    std::string name, provider;
    sha256_digest sha256{};
    std::vector<std::string> roles;
    std::string signer_bin;
};

struct api_webhook {
    std::string name, provider, url, hmac_secret_file;
    net::client_tls_options tls;
    milliseconds deadline{10'000};
};

struct target {
    std::string name, url;
    std::string hmac_secret_file;
    net::client_tls_options tls;
    std::size_t concurrency = 4;
    milliseconds deadline{30'000};
};

// An RFC 3161 authority that stamps the journal.
struct time_stamping {
    std::string url, policy;
    std::filesystem::path anchors;
    bool require_revocation = false;  // of the authority's certificate
    net::client_tls_options tls;
    seconds every{3600};
    seconds skew{300};
    milliseconds deadline{30'000};
};

struct settings {
    std::filesystem::path file;
    listener portals;
    listener admin;
    std::optional<listener> backoffice;
    std::vector<api_token> tokens;
    std::vector<api_webhook> webhooks;
    pki::policy decisions;  // by which the signatures of offices are judged
    signing signer;
    config::trust trust;
    std::optional<revocation::online_options>
        revocation;  // nothing: lists come as files alone, nobody is asked
    xml::limits xml;
    milliseconds timestamp_skew{300'000};
    std::vector<intake::route> routes;
    std::vector<target> targets;
    std::filesystem::path catalogue;
    std::filesystem::path store;
    std::uint64_t stranger_ring_rows = 10'000;
    std::optional<std::uint64_t> store_limit;  // octets
    seconds checkpoint_every{60};
    std::optional<time_stamping> time_stamps;
    std::size_t cpu_threads = 0;  // 0: one per core
    std::size_t cpu_queue = 1024;
    seconds drain{20};
    std::string log_file;
    log::level log_level = log::level::info;
};

// config_unreadable; config_invalid with every problem found, a line each: "gateway.toml:12: portal.egov: …".
result<settings> load(const std::filesystem::path& file);

// One documented key; `config describe` prints them. Made by the same code that reads them.
struct key_description {
    std::string key, kind, default_value, text;
};
std::vector<key_description> describe_keys();

}  // namespace gw::config
