// SubjectPublicKeyInfo and PrivateKeyInfo of Kazakhstan's keys (facts/kz-pki.md section 1), octet for octet.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "crypto/kz_gost/keys.hpp"
#include "crypto/provider/algorithms.hpp"

namespace gw::crypto::provider {

// A key as OpenSSL holds it: never changed after it is made, so threads share it by its count alone.
struct key {
    key(const algorithm& which, kz_gost::public_key shown, std::optional<kz_gost::private_key> secret)
        : of(which), open(std::move(shown)), hidden(std::move(secret)) {}

    const algorithm& of;
    const kz_gost::public_key open;
    const std::optional<kz_gost::private_key> hidden;

    void hold() const noexcept { holders_.fetch_add(1, std::memory_order_relaxed); }
    void release() const noexcept {
        if (holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

private:
    ~key() = default;
    mutable std::atomic<int> holders_{1};
};
struct key_releaser {
    void operator()(const key* held) const noexcept { held->release(); }
};
using key_ptr = std::unique_ptr<const key, key_releaser>;

// Keys of other algorithms are no error: nothing, and somebody else reads them. Of ours:
// gost_parameters_unknown, gost_hash_pairing_wrong, gost_key_length_wrong, what parse() of the key says, and
// gost_algorithm_obsolete.
result<key_ptr> read_public_key_info(octets_view der);
result<key_ptr> read_private_key_info(octets_view der);

octets write_public_key_info(const key&);
// Of a key that has its private half.
octets write_private_key_info(const key&);

}  // namespace gw::crypto::provider
