// What the verification is measured against: xmlsec as it is, and the way that xmlsec and OpenSSL are usually
// put together. One thread, in process.
#pragma once

#include <filesystem>
#include <span>

#include "bench/messages.hpp"

namespace bench {

struct peer_rate {
    double per_second = 0, cpu_us = 0;
};
// Both go through the messages for `seconds`. They throw
// std::runtime_error when a message does not verify.

// libxml2 and xmlSecDSigCtxVerify with a bare EVP key that is ready.
peer_rate xmlsec_alone(std::span<const post>, const std::filesystem::path& certs, double seconds);
// For every message: the certificate that stands in it is decoded, its path and revocation checked by
// X509_verify_cert with a store that is kept, and a key of xmlsec is loaded from it.
peer_rate xmlsec_naive(std::span<const post>, const std::filesystem::path& certs, double seconds);

}  // namespace bench
