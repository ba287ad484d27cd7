// Certificates and the contexts over them, for tests that speak TLS.
#pragma once

#include "net/tls.hpp"
#include "running_server.hpp"
#include "test_certificates.hpp"

namespace gw::net {

class tls_fixture : public ::testing::Test {
protected:
    static void SetUpTestSuite() { certificates_ = std::make_unique<test_certificates>(); }
    static void TearDownTestSuite() { certificates_.reset(); }

    static std::string file(const std::string& name) { return certificates_->file(name); }
    static server_tls_options server_options_of(const std::string& name) {
        server_tls_options options;
        options.certificate_file = file(name + ".pem");
        options.key_file = file(name + ".key");
        options.client_ca_file = file("ca.pem");
        return options;
    }
    static tls_context server_tls(const std::string& name = "server",
                                  client_certificates wanted = client_certificates::none) {
        auto options = server_options_of(name);
        options.client_certificates = wanted;
        return make_server_tls(options).value();
    }
    // `name` empty: without a client certificate.
    static tls_context client_tls(const std::string& name = {}, const std::string& ca = "ca.pem") {
        client_tls_options options;
        options.ca_file = file(ca);
        if (!name.empty()) {
            options.certificate_file = file(name + ".pem");
            options.key_file = file(name + ".key");
        }
        return make_client_tls(options).value();
    }

private:
    static inline std::unique_ptr<test_certificates> certificates_;
};

}  // namespace gw::net
