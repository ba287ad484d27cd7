// What the verification is measured against: xmlsec as it is, and the way that xmlsec and OpenSSL are usually
// put together. Both may be used by several threads and throw std::runtime_error when a message does not
// verify.
#pragma once

#include <openssl/x509_vfy.h>

#include <filesystem>
#include <memory>
#include <string_view>

#include "crypto/openssl.hpp"

namespace bench {

using x509_ptr = std::unique_ptr<X509, gw::crypto::freed_by<X509_free>>;
using store_ptr = std::unique_ptr<X509_STORE, gw::crypto::freed_by<X509_STORE_free>>;

// libxml2 and xmlSecDSigCtxVerify with a bare EVP key that is ready.
class ready_key {
public:
    explicit ready_key(const std::filesystem::path& certificate);
    void verify(std::string_view message) const;

private:
    x509_ptr certificate_;
};

// For every message: the certificate that stands in it is decoded, its path and revocation checked by
// X509_verify_cert with a store that is kept, and a key of xmlsec is loaded from it.
class naive_verifier {
public:
    explicit naive_verifier(const std::filesystem::path& certs);
    void verify(std::string_view message) const;

private:
    store_ptr store_;
};

}  // namespace bench
