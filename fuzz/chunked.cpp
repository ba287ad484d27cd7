// Chunked bodies: no crash, never more than the limit, and the same content whether the octets come at once
// or one by one.
#include <cstdlib>

#include "net/chunked.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    constexpr std::size_t limit = 1000;
    const gw::octets_view raw(reinterpret_cast<const char*>(data), size);
    gw::net::chunked_reader whole(limit), in_pieces(limit);
    gw::octets body, same;
    const auto used = whole.feed(raw, body);
    for (std::size_t i = 0; i < size && !in_pieces.complete(); ++i) {
        if (const auto step = in_pieces.feed(raw.substr(i, 1), same); !step) {
            if (used || used.error().detail() != step.error().detail()) std::abort();
            return 0;
        }
    }
    if (!used || whole.complete() != in_pieces.complete() || body != same || body.size() > limit)
        std::abort();
    return 0;
}
