// The chunked transfer coding, RFC 9112 7.1, read strictly: Beast's parser takes "a \r\n" and a bare CR for
// the end of a chunk line, and a proxy before us may not. Pure; knows neither sockets nor time.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace gw::net {

class chunked_reader {
public:
    // `limit`: most octets of the body. Over it the error is body_too_large, all others are
    // http_framing_invalid.
    explicit chunked_reader(std::size_t limit) : limit_(limit) {}

    // Takes octets up to the end of the coding, appends their content to `body` and says how many were taken.
    // After an error or the end it must not be called again.
    result<std::size_t> feed(octets_view received, octets& body);
    bool complete() const noexcept { return state_ == state::complete; }

private:
    enum class state {
        size_start,
        size,
        size_lf,
        data,
        data_cr,
        data_lf,
        trailer_start,
        trailer_name,
        trailer_value,
        trailer_lf,
        end_lf,
        complete
    };
    using fault = std::string_view;

    fault step(char);
    fault size(char);
    fault trailer(char);

    std::size_t limit_;
    state state_ = state::size_start;
    std::uint64_t left_ = 0;  // of the chunk that is being read
    std::size_t digits_ = 0;  // of its size
    std::size_t total_ = 0;   // content so far
    std::size_t trailer_octets_ = 0;
};

}  // namespace gw::net
