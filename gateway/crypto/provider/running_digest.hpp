// One running hash of any of the three digests, chosen at run time.
#pragma once

#include <variant>

#include "crypto/kz_gost/gost34311.hpp"
#include "crypto/kz_gost/streebog.hpp"
#include "crypto/provider/algorithms.hpp"

namespace gw::crypto::provider {

class running_digest {
public:
    explicit running_digest(const digest_algorithm& of) : of_(&of) { reset(); }

    const digest_algorithm& of() const noexcept { return *of_; }
    void reset() noexcept {
        if (of_ == &gost34311)
            hash_.emplace<kz_gost::gost34311>();
        else
            hash_.emplace<kz_gost::streebog>(of_->size);
    }
    void update(octets_view data) noexcept {
        std::visit([data](auto& hash) { hash.update(data); }, hash_);
    }
    // Writes of().size octets; then only reset() may follow.
    void finish(unsigned char* out) noexcept {
        std::visit([out](auto& hash) { hash.finish(out); }, hash_);
    }
    octets finish() {
        octets made(of_->size, '\0');
        finish(reinterpret_cast<unsigned char*>(made.data()));
        return made;
    }

private:
    const digest_algorithm* of_;
    std::variant<kz_gost::gost34311, kz_gost::streebog> hash_;
};

}  // namespace gw::crypto::provider
