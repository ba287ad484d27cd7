// TLS contexts: 1.2 and 1.3 only, forward secrecy only; certificates are taken over without restart.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/error.hpp"

namespace gw::net {

enum class client_certificates { none, optional, required };

struct server_tls_options {
    std::string certificate_file;  // PEM chain
    std::string key_file;          // PEM
    std::string client_ca_file;    // PEM; who may issue client certificates
    net::client_certificates client_certificates = client_certificates::none;
};
struct client_tls_options {
    std::string ca_file;           // PEM; empty: the system's
    std::string certificate_file;  // client certificate, may be empty
    std::string key_file;
};

using tls_context = std::shared_ptr<boost::asio::ssl::context>;
// config_unreadable, key_unusable, config_invalid (key does not belong to the certificate).
result<tls_context> make_server_tls(const server_tls_options&);
result<tls_context> make_client_tls(const client_tls_options&);

}  // namespace gw::net
