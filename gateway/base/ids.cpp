#include "base/ids.hpp"

#include <openssl/rand.h>

#include <array>
#include <mutex>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw {

std::string uuid7_source::next(timestamp at) {
    // RFC 9562 section 6.2 method 2: within one millisecond the random part counts up, so ids of one process
    // are ordered.
    static std::mutex guard;
    static std::int64_t last_time = 0;
    static std::array<unsigned char, 10> tail{};

    std::array<unsigned char, 16> id{};
    {
        const std::lock_guard lock(guard);
        const std::int64_t time = at.time_since_epoch().count();
        if (time > last_time) {
            last_time = time;
            GW_INVARIANT(RAND_bytes(tail.data(), static_cast<int>(tail.size())) == 1);
            tail[0] &= 0x07;  // room to count up
        } else {
            for (std::size_t i = tail.size(); i-- > 0;)
                if (++tail[i] != 0) break;
        }
        for (std::size_t i = 0; i < 6; ++i)
            id[i] = static_cast<unsigned char>(last_time >> (40 - 8 * i));
        // 74 random bits: 12 behind the version, 62 behind the variant.
        id[6] = static_cast<unsigned char>(0x70 | (tail[0] & 0x0f));
        id[7] = tail[1];
        id[8] = static_cast<unsigned char>(0x80 | (tail[2] & 0x3f));
        for (std::size_t i = 9; i < 16; ++i)
            id[i] = tail[i - 6];
    }
    const std::string hex = to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
    return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) +
           '-' + hex.substr(20);
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

}  // namespace gw
