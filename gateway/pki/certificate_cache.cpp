#include "pki/certificate_cache.hpp"

#include "pki/lru.hpp"

namespace gw::pki {

// The DER itself is the key: comparing 2 KB is cheaper than hashing it, and exact.
struct certificate_cache::state {
    explicit state(std::size_t most) : certificates(most) {}
    lru<octets, octets_view, certificate_ptr> certificates;
};

certificate_cache::certificate_cache(std::size_t most) : state_(std::make_unique<state>(most)) {}
certificate_cache::~certificate_cache() = default;

result<certificate_ptr> certificate_cache::get(octets_view der) {
    if (auto known = state_->certificates.find(der)) return std::move(*known);
    auto decoded = certificate::from_der(der);
    if (decoded)
        state_->certificates.put(octets(der), *decoded);  // what does not decode is not worth a place
    return decoded;
}

}  // namespace gw::pki
