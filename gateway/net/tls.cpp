// Building of TLS contexts from files. A context is complete or it is not made: half a configuration would
// answer with the wrong certificate, or ask nobody for one.
#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/files.hpp"

namespace gw::net {
namespace {

namespace ssl = boost::asio::ssl;

template <class T, void (*Free)(T*)>
struct freer {
    void operator()(T* object) const { Free(object); }
};
using bio_ptr = std::unique_ptr<BIO, freer<BIO, BIO_free_all>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freer<EVP_PKEY, EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freer<X509, X509_free>>;

constexpr std::size_t largest_file = 4u << 20;

bio_ptr reader_of(const octets& content) {
    return bio_ptr(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

// OpenSSL asks the terminal for the password of an encrypted key unless it is told not to.
int no_password(char*, int, int, void*) {
    return -1;
}

result<octets> read_for(const std::string& file, errc failure) {
    auto content = read_file(file, largest_file);
    if (!content) return error(failure, file + ": " + content.error().detail());
    return content;
}

// Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
result<tls_context> make_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
        return error(errc::config_invalid, "OpenSSL has none of the required cipher suites");
    }
    return context;
}

result<void> use_own_certificate(ssl::context& context, const std::string& certificate_file,
                                 const std::string& key_file) {
    const auto chain = read_for(certificate_file, errc::config_unreadable);
    if (!chain) return chain.error();
    const auto key_text = read_for(key_file, errc::key_unusable);
    if (!key_text) return key_text.error();

    boost::system::error_code failed;
    context.use_certificate_chain(boost::asio::buffer(*chain), failed);
    ERR_clear_error();
    if (failed) return error(errc::config_unreadable, certificate_file + ": no PEM certificate");

    const auto bio = reader_of(*key_text);
    const key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
    ERR_clear_error();
    if (!key) return error(errc::key_unusable, key_file + ": no PEM key without password");

    SSL_CTX* const native = context.native_handle();
    const bool fits =
        SSL_CTX_use_PrivateKey(native, key.get()) == 1 && SSL_CTX_check_private_key(native) == 1;
    ERR_clear_error();
    if (!fits) return error(errc::config_invalid, key_file + " is not the key of " + certificate_file);
    return {};
}

result<void> trust_authorities(ssl::context& context, const std::string& file, bool name_them) {
    const auto content = read_for(file, errc::config_unreadable);
    if (!content) return content.error();
    const auto bio = reader_of(*content);
    SSL_CTX* const native = context.native_handle();
    X509_STORE* const store = SSL_CTX_get_cert_store(native);
    std::size_t count = 0;
    while (const certificate_ptr authority{PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)}) {
        X509_STORE_add_cert(store, authority.get());
        if (name_them) SSL_CTX_add_client_CA(native, authority.get());
        ++count;
    }
    ERR_clear_error();
    if (count == 0) return error(errc::config_unreadable, file + ": no PEM certificate");
    // An issuing CA may be the anchor without its root: that is what an operator means who lists only that
    // CA.
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    return {};
}

}  // namespace

result<tls_context> make_server_tls(const server_tls_options& options) {
    auto context = make_context(ssl::context::tls_server);
    if (!context) return context;
    if (auto used = use_own_certificate(**context, options.certificate_file, options.key_file); !used) {
        return used.error();
    }
    // Sessions that carry a client certificate are only resumed within a named context.
    constexpr std::string_view session_context = "shep-gateway";
    SSL_CTX_set_session_id_context((*context)->native_handle(), as_unsigned(session_context),
                                   session_context.size());
    if (options.client_certificates == client_certificates::none) {
        (*context)->set_verify_mode(ssl::verify_none);
        return context;
    }
    if (options.client_ca_file.empty()) {
        return error(errc::config_invalid, "client certificates are asked for, but client_ca_file is empty");
    }
    if (auto trusted = trust_authorities(**context, options.client_ca_file, true); !trusted)
        return trusted.error();
    const bool required = options.client_certificates == client_certificates::required;
    (*context)->set_verify_mode(required ? ssl::verify_peer | ssl::verify_fail_if_no_peer_cert
                                         : ssl::verify_peer);
    return context;
}

result<tls_context> make_client_tls(const client_tls_options& options) {
    auto context = make_context(ssl::context::tls_client);
    if (!context) return context;
    (*context)->set_verify_mode(ssl::verify_peer);
    if (options.ca_file.empty()) {
        boost::system::error_code failed;
        (*context)->set_default_verify_paths(failed);
        if (failed) return error(errc::config_unreadable, "the trusted certificates of the system");
    } else if (auto trusted = trust_authorities(**context, options.ca_file, false); !trusted) {
        return trusted.error();
    }
    if (options.certificate_file.empty() != options.key_file.empty()) {
        return error(errc::config_invalid, "a client certificate needs both certificate_file and key_file");
    }
    if (options.certificate_file.empty()) return context;
    if (auto used = use_own_certificate(**context, options.certificate_file, options.key_file); !used) {
        return used.error();
    }
    return context;
}

}  // namespace gw::net
