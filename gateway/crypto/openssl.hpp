// The few idioms that every caller of OpenSSL needs: owning pointers and an error queue that is left as it
// was found.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>

#include <memory>
#include <string>

#include "base/bytes.hpp"

namespace gw::crypto {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* value) const noexcept {
        Free(value);
    }
};

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;

// Reads from the octets, which must outlive it; nullptr when they are too many for OpenSSL's int.
inline bio_ptr read_from(octets_view data) {
    if (data.size() > static_cast<std::size_t>(INT32_MAX)) return nullptr;
    return bio_ptr(BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
}

// Whatever fails inside the scope leaves no trace in the thread's error queue, where a later caller would
// find it.
class error_scope {
public:
    error_scope() noexcept { ERR_set_mark(); }
    ~error_scope() { ERR_pop_to_mark(); }
    error_scope(const error_scope&) = delete;
    error_scope& operator=(const error_scope&) = delete;

    // The newest reason, for `detail`; empty when there is none.
    static std::string reason() {
        const char* text = ERR_reason_error_string(ERR_peek_last_error());
        return text ? text : "";
    }
};

}  // namespace gw::crypto
