// Request heads: no crash, and the same verdict whether the octets come at once or one by one.
#include <cstdlib>

#include "net/framing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const gw::octets_view raw(reinterpret_cast<const char*>(data), size);
    gw::net::head_reader whole(4096), in_pieces(4096);
    const auto used = whole.feed(raw);
    for (std::size_t i = 0; i < size && !in_pieces.complete(); ++i) {
        if (const auto step = in_pieces.feed(raw.substr(i, 1)); !step) {
            if (used || used.error().detail() != step.error().detail()) std::abort();
            return 0;
        }
    }
    if (!used || whole.complete() != in_pieces.complete()) std::abort();
    const auto one = whole.take(), other = in_pieces.take();
    if (one.path != other.path || one.headers.fields != other.headers.fields || one.body != other.body)
        std::abort();
    return 0;
}
